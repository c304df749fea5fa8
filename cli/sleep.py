"""sleepd sleep"""

from __future__ import annotations

import click

from .daemon import through_daemon


@click.command()
@click.option("--foreground", is_flag=True, help="Stay in the foreground until nothing worthwhile is left to do.")
@click.option("--no-llm", is_flag=True, help="Prepare notes from facts alone.")
@click.pass_context
def command(ctx: click.Context, foreground: bool, no_llm: bool) -> None:
    """Read what changed and prepare the notes that will most probably be asked for.

    The daemon does it in the background, at once; where there is none, it is done here.
    """
    if not foreground and not no_llm and (root := through_daemon(ctx.obj, "sleep")):
        click.echo(f"sleeping on {root} until you are back; `sleepd status --watch` shows how far it is")
        return
    from ..sleep.scheduler import prepare
    from .opened import opened
    from .progress import shown_progress

    with opened(ctx.obj.path) as workspace, shown_progress() as progress:
        written = prepare(workspace, progress)
        click.echo(f"{written} notes written, {workspace.notes.count()} at hand")
