"""sleepd refresh"""

from __future__ import annotations

import click

from ..refresh import refresh
from .opened import workspace_at
from .progress import shown_progress


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Read what changed in the work tree and the history since the last time."""
    workspace = workspace_at(ctx.obj.path)
    try:
        with shown_progress() as progress:
            done = refresh(workspace, progress)
    finally:
        workspace.close()
    click.echo(
        f"{done.read} files read, {done.parsed} of them new to sleepd, {done.dropped} gone, {done.commits} commits"
    )
