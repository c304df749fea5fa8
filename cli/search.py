"""sleepd search"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO

import click

from .opened import opened

if TYPE_CHECKING:
    from ..workspace import Workspace


@click.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the results as one line of JSON.")
@click.option("--batch", type=click.File(encoding="utf-8"), metavar="FILE",
              help='Search for every line of FILE, each {"id": ..., "text": ...}; prints one line of JSON for each.')
@click.option("-k", "count", default=10, show_default=True, help="How many places to show.")
@click.pass_context
def command(ctx: click.Context, text: tuple[str, ...], as_json: bool, batch: TextIO | None, count: int) -> None:
    """Rank the places that TEXT is about: an error message, an issue, a stack trace, a feature request."""
    with opened(ctx) as workspace:
        if batch:
            for line in filter(str.strip, batch):
                item = json.loads(line)
                click.echo(json.dumps({"id": item["id"], **_search(workspace, item["text"], count)}))
            return
        found = _search(workspace, " ".join(text) or sys.stdin.read(), count)
        if as_json:
            click.echo(json.dumps(found))
            return
        for result in found["results"]:
            click.echo(f"{result['path']}:{result['start_line']}  {result['symbol']}")


def _search(workspace: Workspace, text: str, count: int) -> dict[str, Any]:
    from ..answers.places import search

    started = time.perf_counter()
    results = [hit.as_json() for hit in search(workspace, text, count)]
    return {"results": results, "elapsed_ms": round((time.perf_counter() - started) * 1000, 2)}
