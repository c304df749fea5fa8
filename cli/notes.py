"""sleepd notes"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from ..errors import SleepdError
from .opened import opened

if TYPE_CHECKING:
    from ..graph.view import View
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
        unit = _unit(view, unit)
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
    return f"  ({note.recipe.partition('/')[0]}: {kept}, {note.tokens:,} tokens)"


def _unit(view: View, unit: str) -> str:
    """What the user means, as notes call it. Raises SleepdError when it is not there."""
    folder = unit.removeprefix("./").rstrip("/")
    if folder in ("", ".") or view.files_below(folder):
        return f"{folder}/" if folder not in ("", ".") else ""
    if view.find(unit.removeprefix("./")) is None:
        raise SleepdError(
            f"there is no {unit} here", "give a path, path::symbol or folder/, from the top of the repository"
        )
    return unit.removeprefix("./")
