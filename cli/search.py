"""sleepd search"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

import click

from . import batch
from .daemon import through_daemon

if TYPE_CHECKING:
    from ..workspace import Workspace


@click.command()
@click.argument("text", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the results as one line of JSON.")
@click.option(
    "--batch",
    "file",
    type=batch.FILE,
    metavar="FILE",
    help='Search for every line of FILE, each {"id": ..., "text": ...}; prints one line of JSON for each.',
)
@click.option("-k", "count", type=click.IntRange(1), default=10, show_default=True, help="How many places to show.")
@click.pass_context
def command(ctx: click.Context, text: tuple[str, ...], as_json: bool, file: TextIO | None, count: int) -> None:
    """Rank the places that TEXT is about: an error message, an issue, a stack trace, a feature request.

    Without TEXT it is read from standard input.
    """
    if file and text:
        raise click.UsageError("give TEXT or --batch FILE, not both")
    if file:
        for item, found in _searches(ctx.obj.path, batch.read(file, "text"), count):
            click.echo(json.dumps({"id": item.id, **found}))
        return
    wanted = " ".join(text) if text else _standard_input()
    found = through_daemon(ctx.obj, "search", text=wanted, count=count)
    if found is None:
        [(_, found)] = _searches(ctx.obj.path, [batch.Item(None, wanted)], count)
    if as_json:
        click.echo(json.dumps(found))
    else:
        _show(found["results"])


def _searches(path: str, items: list[batch.Item], count: int) -> Iterator[tuple[batch.Item, dict[str, Any]]]:
    """Every item and what is found for it, as the daemon would give it, found here."""
    from .opened import opened

    with opened(path) as workspace:
        for item in items:
            yield item, _search(workspace, item.text, count)


def _standard_input() -> str:
    if sys.stdin.isatty():
        raise click.UsageError("give TEXT, or send it to standard input")
    return sys.stdin.buffer.read().decode("utf-8", "replace")


def _show(results: list[dict[str, Any]]) -> None:
    for result in results:
        click.echo(f"{result['path']}:{result['start_line']}  {result['symbol']}".rstrip())
    if not results:
        click.echo("sleepd: nothing here speaks of that; try the words that the code would use", err=True)


def _search(workspace: Workspace, text: str, count: int) -> dict[str, Any]:
    from ..answers.places import search

    started = time.perf_counter()
    results = [hit.as_json() for hit in search(workspace, text, count)]
    return {"results": results, "elapsed_ms": round((time.perf_counter() - started) * 1000, 2)}
