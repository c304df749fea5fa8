"""sleepd ask"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from . import batch
from .opened import opened

if TYPE_CHECKING:
    from ..answers.answer import Answer, Citation

_SHOWN = 8
"""Citations shown to people; with --json all are."""


@click.command()
@click.argument("question", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one line of JSON.")
@click.option(
    "--batch",
    "file",
    type=batch.FILE,
    metavar="FILE",
    help='Answer every line of FILE, each {"id": ..., "question": ...}; prints one line of JSON for each.',
)
@click.option(
    "--budget", type=click.IntRange(0), default=0, metavar="TOKENS", help="The most tokens a model may use to answer."
)
@click.option("--no-llm", is_flag=True, help="Use no language model, whatever is configured.")
@click.pass_context
def command(
    ctx: click.Context, question: tuple[str, ...], as_json: bool, file: TextIO | None, budget: int, no_llm: bool
) -> None:  # fmt: skip
    """Answer QUESTION about the repository, with the lines that prove it.

    Without a question, or with an empty one, say what the repository is. A name, a path or a stack trace is a
    question too.
    """
    from ..answers.asked import remember
    from ..answers.ladder import ask

    if file and question:
        raise click.UsageError("give a QUESTION or --batch FILE, not both")
    items = batch.read(file, "question") if file else []
    with opened(ctx) as workspace:
        asked = []
        for item in items:
            asked.append((item.text, ask(workspace, item.text)))
            click.echo(json.dumps({"id": item.id, **asked[-1][1].as_json()}))
        if not file:
            text = " ".join(question)
            asked.append((text, ask(workspace, text)))
            if as_json:
                click.echo(json.dumps(asked[0][1].as_json()))
            else:
                show(asked[0][1], workspace.root)
        remember(workspace, asked)


def show(answer: Answer, root: str) -> None:
    """Print an answer for people."""
    click.echo(answer.text)
    for citation in answer.citations[:_SHOWN]:
        click.echo(f"  {_place(citation, root)}")
    tokens = answer.prompt_tokens + answer.completion_tokens
    click.secho(
        f"{answer.rung}, {answer.confidence:.0%} sure, checked against the work tree just now,"
        f" {tokens} tokens, {answer.elapsed_ms:.0f} ms", dim=True,
    )  # fmt: skip


def _place(citation: Citation, root: str) -> str:
    """`path:line  symbol`, a link to the file where the terminal can follow one."""
    place = f"{citation.path}:{citation.start_line}"
    if sys.stdout.isatty():
        url = Path(root, citation.path).as_uri()
        place = f"\x1b]8;;{url}\x1b\\{place}\x1b]8;;\x1b\\"
    return f"{place}  {citation.symbol}" if citation.symbol else place
