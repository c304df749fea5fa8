"""sleepd status"""

from __future__ import annotations

import json
from typing import Any

import click

from .opened import opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as one line of JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Show what is known of the repository, and where it is kept."""
    with opened(ctx.obj) as workspace:
        files = list(workspace.facts.files())
        read = [row for row in files if row.blob_id]
        known: dict[str, Any] = {
            "root": workspace.root,
            "state": str(workspace.database.path),
            "state_bytes": workspace.database.path.stat().st_size,
            "read_only": workspace.database.read_only,
            "files": len(read),
            "skipped": len(files) - len(read),
            "lines": sum(row.lines for row in read),
            "commits": workspace.history.count(),
            "notes": workspace.notes.count(),
        }
    if as_json:
        click.echo(json.dumps(known))
        return
    click.echo(f"{known['root']}: {known['files']:,} files with {known['lines']:,} lines, {known['skipped']:,} skipped")
    click.echo(f"{known['commits']:,} commits, {known['notes']:,} notes")
    click.echo(f"kept in {known['state']} ({known['state_bytes'] / 1e6:.1f} MB)")
