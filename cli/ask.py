"""sleepd ask"""

from __future__ import annotations

import json
from typing import TextIO

import click

from . import batch
from .question import Plain, answer


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
    "--budget", type=click.IntRange(0), metavar="TOKENS", help="The most tokens a model may use to answer; 0 for none."
)
@click.option("--no-llm", is_flag=True, help="Use no language model, whatever is configured.")
@click.pass_context
def command(
    ctx: click.Context, question: tuple[str, ...], as_json: bool, file: TextIO | None, budget: int | None, no_llm: bool
) -> None:  # fmt: skip
    """Answer QUESTION about the repository, with the lines that prove it.

    Without a question, or with an empty one, say what the repository is. A name, a path or a stack trace is a
    question too.
    """
    budget = 0 if no_llm else budget
    if file and question:
        raise click.UsageError("give a QUESTION or --batch FILE, not both")
    if file is None:
        answer(Plain(ctx.obj, " ".join(question), as_json, budget))
        return
    from ..answers.asked import remember
    from ..answers.ladder import ask
    from .composing import composed
    from .opened import opened

    items = batch.read(file, "question")
    with opened(ctx.obj.path) as workspace:
        asked = []
        for item in items:
            asked.append((item.text, ask(workspace, item.text)))
            known = asked[-1][1].as_json()
            better = composed(workspace.root, item.text, known, budget, lambda claim: None)
            click.echo(json.dumps({"id": item.id, **(better or known)}))
        remember(workspace, asked)
