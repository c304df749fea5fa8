"""sleepd share"""

from __future__ import annotations

import click

from .export import told as told_of_own
from .import_notes import told as told_of_taken
from .opened import opened
from .progress import shown_progress

_remote = click.option("--remote", default="origin", metavar="NAME", help="The git remote; origin, or the only one.")


@click.group()
def command() -> None:
    """Share the notes of models with a team, through the git remote. Nothing else of git changes."""


@command.command()
@_remote
@click.option("--no-answers", is_flag=True, help="Leave out the answers to questions that you asked.")
@click.pass_context
def push(ctx: click.Context, remote: str, no_answers: bool) -> None:
    """Add the notes that a model wrote here to those on the remote."""
    from ..sharing import team

    with opened(ctx.obj.path) as workspace, shown_progress() as progress:
        pushed = team.push(workspace, remote, not no_answers, progress)
    click.echo(f"{told_of_own(pushed.found)}; {pushed.new:,} were new to {pushed.remote}, which has {pushed.total:,}")


@command.command()
@_remote
@click.pass_context
def pull(ctx: click.Context, remote: str) -> None:
    """Use the notes on the remote wherever the code is the same, each checked first."""
    from ..sharing import team

    with opened(ctx.obj.path) as workspace, shown_progress() as progress:
        pulled = team.pull(workspace, remote, progress)
    unreadable = f", and {pulled.unreadable:,} lines that are none" if pulled.unreadable else ""
    click.echo(
        f"{pulled.remote} has {pulled.total:,} notes{unreadable}, {pulled.new:,} of them new here;"
        f" {told_of_taken(pulled.taken)}"
    )
