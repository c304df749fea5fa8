"""sleepd sleep"""

from __future__ import annotations

import click

from .opened import opened, shown_progress


@click.command()
@click.option("--foreground", is_flag=True, help="Stay in the foreground until nothing worthwhile is left to do.")
@click.option("--no-llm", is_flag=True, help="Prepare notes from facts alone.")
@click.pass_context
def command(ctx: click.Context, foreground: bool, no_llm: bool) -> None:
    """Read what changed and prepare the notes that will most probably be asked for."""
    from ..sleep.facts_pass import prepare

    with opened(ctx.obj) as workspace, shown_progress() as progress:
        written = prepare(workspace, progress)
        click.echo(f"{written} notes written, {workspace.notes.count()} at hand")
