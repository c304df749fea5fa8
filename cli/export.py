"""sleepd export"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..notes.wording import counted
from .opened import opened
from .progress import shown_progress

if TYPE_CHECKING:
    from ..sharing.own import Shareable
    from ..workspace import Workspace


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--notes", is_flag=True, help="Write the notes of models to the file TARGET, for `sleepd import`.")
@click.option("--no-answers", is_flag=True, help="With --notes: leave out the answers to questions that you asked.")
@click.pass_context
def command(ctx: click.Context, target: Path, notes: bool, no_answers: bool) -> None:
    """Write the notes of models to the file TARGET."""
    if not notes:
        raise click.UsageError("say what to export: --notes")
    with opened(ctx.obj.path) as workspace:
        _notes(workspace, target, not no_answers)


def _notes(workspace: Workspace, file: Path, answers: bool) -> None:
    from ..sharing.notes_file import write_file
    from ..sharing.own import shareable

    with shown_progress() as progress:
        progress("looking for secrets", 0, 0)
        found = shareable(workspace, answers)
    write_file(file, found.records)
    click.echo(f"{file}: {told(found)}")


def told(found: Shareable) -> str:
    """What there is to share."""
    answers = f", {found.answers:,} of them answers to questions asked here" if found.answers else ""
    secret = f"; {counted(found.secret, 'note')} left out that may hold a secret" if found.secret else ""
    return f"{counted(len(found.records), 'note')} of models{answers}{secret}"
