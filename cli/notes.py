"""sleepd notes"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from .opened import opened
from .units import unit_of

if TYPE_CHECKING:
    from ..store.notes import StoredNote


@click.command()
@click.argument("unit", default="")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each note.")
@click.pass_context
def command(ctx: click.Context, unit: str, as_json: bool) -> None:
    """Show what is prepared about UNIT: a path, `path::symbol`, `folder/`, or nothing for the repository."""
    from ..graph.view import View
    from ..store.notes import is_fresh

    with opened(ctx.obj.path) as workspace:
        view = View(workspace)
        unit = unit_of(view, unit)
        notes = workspace.notes.about(unit)
        for note in notes:
            fresh = is_fresh(note, view.digest)
            if as_json:
                click.echo(json.dumps({**note._asdict(), "fresh": fresh}))
            else:
                stale = "" if fresh else "  (out of date)"
                click.secho(f"{note.question}{stale}{_written(note)}", bold=True)
                click.echo(f"{note.answer}\n")
        if not notes:
            click.echo(
                f"sleepd: nothing is prepared about {unit or 'the repository'} yet; run `sleepd sleep`", err=True
            )


def _written(note: StoredNote) -> str:
    """By which model, and how that went; nothing of a note from facts."""
    if not note.by_model:
        return ""
    kept = f"{note.score:.0%} of its claims stood" if note.confidence else "not used, as too little of it stood"
    whose = "from a teammate, " if note.imported else ""
    return f"  ({whose}{note.recipe.partition('/')[0]}: {kept}, {note.tokens:,} tokens)"
