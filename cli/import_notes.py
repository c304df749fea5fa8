"""sleepd import"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..notes.wording import counted
from .opened import opened
from .progress import shown_progress

if TYPE_CHECKING:
    from ..sharing.adopt import Taken


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def command(ctx: click.Context, file: Path) -> None:
    """Use the notes in FILE, which `sleepd export --notes` wrote, wherever the code is the same.

    Each is checked against the code first. What is about code that is not here now waits until it is.
    """
    from ..sharing.adopt import offer
    from ..sharing.notes_file import read_file

    records = read_file(file)
    with opened(ctx.obj.path) as workspace, shown_progress() as progress:
        new, taken = offer(workspace, records, progress)
    click.echo(f"{counted(len(records), 'note')} in {file}, {new:,} of them new here; {told(taken)}")


def told(taken: Taken) -> str:
    """What came of the notes that others wrote."""
    refused = f", {taken.refused:,} did not stand the check and are gone" if taken.refused else ""
    return (
        f"of all from others, {taken.used:,} hold here now, {taken.waiting:,} wait for code that is not here{refused}"
    )
