"""sleepd bench"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..bench.question import Question
    from ..bench.record import Record, Row
    from ..llm.settings import Settings
    from ..refresh import Progress
    from ..workspace import Workspace


@click.command()
@click.option("-n", "number", type=click.IntRange(1), default=90, metavar="N", help="Questions answered from notes.")
@click.option(
    "--model-questions", "few", type=click.IntRange(0), default=18, metavar="N", help="Questions that a model answers."
)
@click.option("--max-tokens", type=click.IntRange(1), default=100_000, metavar="N", help="The most tokens it may use.")
@click.option("--seed", default="", metavar="TEXT", help="Another text, other questions.")
@click.option("--no-llm", is_flag=True, help="Use no language model, whatever is configured.")
@click.option("--again", is_flag=True, help="Forget what was measured before.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one line of JSON.")
@click.pass_context
def command(
    ctx: click.Context, number: int, few: int, max_tokens: int, seed: str, no_llm: bool, again: bool, as_json: bool
) -> None:
    """Measure whether sleeping pays here, on questions whose answers the code itself settles.

    They are made from the repository's Python files and history. What was measured is kept: interrupted, it goes on.
    """
    from ..bench.record import Record
    from ..llm.settings import REPOSITORY_FILE, read_settings
    from .opened import opened
    from .progress import shown_progress

    with opened(ctx.obj.path) as workspace:
        settings = read_settings("\n".join(workspace.read_lines(REPOSITORY_FILE)))
        path = Path(workspace.database.path).with_suffix(".bench.jsonl")
        if again:
            path.unlink(missing_ok=True)
        record = Record(path)
        try:
            with shown_progress() as progress:
                questions, ended = _measured(
                    workspace, settings, (number, few, max_tokens), seed, no_llm, record, progress
                )
            asked = {question.id for question in questions}
            rows = [row for row in record.rows if row.id in asked]
            spent = workspace.ledger.total(awake=False).tokens
            hits = _hits(workspace, questions)
        finally:
            record.close()
        if not questions:
            from ..errors import SleepdError

            raise SleepdError(
                "this repository has nothing to make questions from", "it takes Python files and a history"
            )
        if as_json:
            click.echo(json.dumps({**_figures(rows, spent, ended), "foreseen": hits}))
        else:
            click.echo("\n".join([_said(rows, spent, ended), *_told_of_hits(hits), f"Every answer is in {path}"]))


def _measured(
    workspace: Workspace, settings: Settings, most: tuple[int, int, int], seed: str, no_llm: bool, record: Record,
    progress: Progress,
) -> tuple[list[Question], str]:  # fmt: skip
    """What was asked, and why it ended before all was measured; "" when it did not."""
    import asyncio

    from ..bench.grading import Universe
    from ..bench.run import measure, source_of, tasks
    from ..bench.sample import sampled
    from ..bench.truth import facts
    from ..bench.ways import FACTS, TOLD

    number, few, tokens = most
    progress("making questions", 0, 0)
    source = source_of(workspace)
    questions = sampled(facts(source, workspace.git), number, seed)
    universe = Universe(source)
    numbers = {way: number if way == FACTS else few for way in TOLD}

    async def run() -> str:
        from ..llm.session import asleep
        from ..llm.settings import Caps

        name = Path(workspace.root).name
        if settings.awake is None or no_llm:
            return await measure(workspace, tasks(questions, {FACTS: number}), universe, None, record, name, progress)
        async with asleep(settings._replace(asleep=settings.awake), workspace.root, Caps(tokens)) as model:
            return await measure(workspace, tasks(questions, numbers), universe, model, record, name, progress)

    return questions, asyncio.run(run())


def _figures(rows: list[Row], spent: int, ended: str) -> dict[str, Any]:
    from ..bench.report import COUNTS, best_pair, cost, lines, verdict

    found = lines(rows)
    pair = next(filter(None, (best_pair(rows, line.model) for line in found if line.model)), None)
    return {
        "ways": [{**line._asdict(), "cost": {str(n): cost(spent, line.tokens, n) for n in COUNTS}} for line in found],
        "tokens_asleep": spent,
        "verdict": verdict(pair, spent) if pair else "",
        "ended": ended,
    }


def _hits(workspace: Workspace, questions: list[Question]) -> dict[str, dict[str, int]]:
    """Of the questions that are made here, and of those that were asked, how many a prepared note answers."""
    from ..bench.run import foreseen

    asked = workspace.activity.hits()
    return {
        "made": {"questions": len(questions), "prepared": foreseen(workspace, questions)},
        "asked": {"questions": asked.questions, "prepared": asked.prepared, "expected": asked.expected},
    }


def _told_of_hits(hits: dict[str, dict[str, int]]) -> list[str]:
    from ..bench.report import counted

    made, asked = hits["made"], hits["asked"]
    prepared = counted(made["prepared"], made["questions"])
    told = [f"Foreseen: notes that were prepared answer {prepared} of these questions."]
    if number := asked["questions"]:
        told.append(
            f"Of what you asked until now, they answered {counted(asked['prepared'], number)};"
            f" {counted(asked['expected'], number)} were about files that were expected."
        )
    return told


def _said(rows: list[Row], spent: int, ended: str) -> str:
    from ..bench.report import best_pair, chart, cost_table, lines, verdict

    found = lines(rows)
    told = []
    for model in dict.fromkeys(line.model for line in found if line.model) or [""]:
        own = [line for line in found if line.model in ("", model)]
        told += [f"With {model}:" if model else "Without a model:", *chart(own), ""]
        pair = best_pair(rows, model)
        if pair:
            told += ["Average cost of a question, a token while you wait counting ten:", *cost_table(own, spent), ""]
            told += [verdict(pair, spent), ""]
    if ended:
        told.append(f"Not all was measured: {ended}. Run it again to go on.")
    return "\n".join(told)
