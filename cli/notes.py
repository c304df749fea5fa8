"""sleepd notes"""

from __future__ import annotations

import json

import click

from .opened import opened


@click.command()
@click.argument("unit", default="")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each note.")
@click.pass_context
def command(ctx: click.Context, unit: str, as_json: bool) -> None:
    """Show what is prepared about UNIT: a path, `path::symbol`, `folder/`, or nothing for the repository."""
    from ..graph.view import View
    from ..store.notes import is_fresh

    with opened(ctx) as workspace:
        view = View(workspace)
        for note in workspace.notes.about(unit):
            fresh = is_fresh(note, view.digest)
            if as_json:
                click.echo(json.dumps({**note._asdict(), "fresh": fresh}))
            else:
                click.secho(f"{note.question}{'' if fresh else '  (out of date)'}", bold=True)
                click.echo(f"{note.answer}\n")
