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
@click.option("--format", type=click.Choice(["html", "markdown"]), default="html", help="Of the site.")
@click.option("--no-answers", is_flag=True, help="With --notes: leave out the answers to questions that you asked.")
@click.pass_context
def command(ctx: click.Context, target: Path, notes: bool, format: str, no_answers: bool) -> None:
    """Write what is known of the repository to the folder TARGET, as a site to read without sleepd."""
    with opened(ctx.obj.path) as workspace:
        if notes:
            _notes(workspace, target, not no_answers)
        else:
            _site(workspace, target, format)


def _site(workspace: Workspace, folder: Path, format: str) -> None:
    from ..pages.site import FORMATS, write_site

    with shown_progress() as progress:
        pages = write_site(workspace, folder, format, progress)
    click.echo(f"{counted(pages, 'page')}; begin with {folder / f'index.{FORMATS[format]}'}")


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
    if not found.records and not found.secret:
        return "no notes, as no model has written any here yet (docs/models.md shows how to name one)"
    answers = f", {found.answers:,} of them answers to questions asked here" if found.answers else ""
    secret = f"; {counted(found.secret, 'note')} left out that may hold a secret" if found.secret else ""
    return f"{counted(len(found.records), 'note')} of models{answers}{secret}"
