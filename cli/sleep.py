"""sleepd sleep"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import click

from .daemon import through_daemon

if TYPE_CHECKING:
    from ..llm.settings import Settings
    from ..workspace import Workspace

_SHOWN = 20


@click.command()
@click.option("--foreground", is_flag=True, help="Stay in the foreground until nothing worthwhile is left to do.")
@click.option("--no-llm", is_flag=True, help="Prepare notes from facts alone.")
@click.option("--dry-run", is_flag=True, help="Only say what a model would be asked, in which order, for how much.")
@click.option("--max-tokens", type=click.IntRange(1), metavar="N", help="The most tokens that models may use.")
@click.option("--max-minutes", type=click.FloatRange(0), metavar="N", help="How long models may be asked.")
@click.pass_context
def command(
    ctx: click.Context,
    foreground: bool,
    no_llm: bool,
    dry_run: bool,
    max_tokens: int | None,
    max_minutes: float | None,
) -> None:
    """Read what changed and prepare the notes that will most probably be asked for.

    The daemon does it in the background, at once; where there is none, or with any option, it is done here.
    """
    here = foreground or no_llm or dry_run or max_tokens or max_minutes is not None
    if not here and (root := through_daemon(ctx.obj, "sleep")):
        click.echo(f"sleeping on {root} until you are back; `sleepd status --watch` shows how far it is")
        return
    from ..llm.settings import REPOSITORY_FILE, read_settings
    from .opened import opened

    with opened(ctx.obj.path) as workspace:
        settings = read_settings("\n".join(workspace.read_lines(REPOSITORY_FILE)))
        if dry_run:
            _say_what(workspace, settings, no_llm)
            return
        _from_facts(workspace)
        if settings.asleep and not no_llm:
            _by_model(
                workspace, settings, max_tokens or math.inf, 60 * (math.inf if max_minutes is None else max_minutes)
            )


def _from_facts(workspace: Workspace) -> None:
    from ..sharing.adopt import adopt
    from ..sleep.scheduler import prepare
    from .progress import shown_progress

    with shown_progress() as progress:
        written = prepare(workspace, progress)
        adopt(workspace, progress)
    click.echo(f"{written} notes written, {workspace.notes.count()} at hand")


def _by_model(workspace: Workspace, settings: Settings, tokens: float, seconds: float) -> None:
    import asyncio

    from ..llm.session import asleep
    from ..llm.settings import Caps
    from ..sleep.model_pass import Slept, write_notes
    from .progress import shown_progress

    async def sleep() -> Slept:
        with shown_progress() as progress:
            async with asleep(settings, workspace.root, Caps(tokens)) as model:
                return await write_notes(workspace, model, progress, seconds, settings.effort)

    slept = asyncio.run(sleep())
    click.echo(
        f"{slept.written} of {slept.tried} notes by a model say more than the facts, for {slept.tokens:,} tokens"
        f" (${slept.money:.4f}); {slept.ended}"
    )


def _say_what(workspace: Workspace, settings: Settings, no_llm: bool) -> None:
    """The plan, in order, with what it will cost."""
    if no_llm or settings.asleep is None:
        click.echo(
            "no model would be asked; docs/models.md shows how to name one" if not no_llm else "no model is asked"
        )
        return
    from ..sleep.model_pass import steps
    from .tasks import about, named, weighed

    price, tasks = settings.asleep.price, steps(workspace, settings.effort)
    total = round(sum(task.terms["costs"] for task in tasks))
    for number, task in enumerate(tasks[:_SHOWN], 1):
        what = named(task.writer, task.kind, task.question)
        click.echo(f"{number:4}  {about(task.unit)}: {what}; {weighed(task.terms)}")
    if len(tasks) > _SHOWN:
        click.echo(f"      and {len(tasks) - _SHOWN:,} more")
    cap = settings.budget.sleep
    click.echo(
        f"{len(tasks):,} notes for about {total:,} tokens, ${price.of(total, 0):.4f} to ${price.of(0, total):.4f};"
        f" one run stops at {cap.tokens:,.0f} tokens or ${cap.money:.2f}"
    )
