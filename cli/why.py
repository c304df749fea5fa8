"""sleepd why"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ..errors import SleepdError
from ..notes.wording import counted
from .opened import opened

if TYPE_CHECKING:
    from ..workspace import Workspace


@click.command()
@click.argument("path")
@click.pass_context
def command(ctx: click.Context, path: str) -> None:
    """Say why the file at PATH is read or skipped, and what is known of it."""
    with opened(ctx.obj.path) as workspace:
        click.echo(_reason(workspace, path))


def _reason(workspace: Workspace, path: str) -> str:
    full = os.path.join(workspace.root, path)
    if not _is_text(path):
        if os.path.lexists(full):
            return f"{os.fsencode(path).decode('utf-8', 'backslashreplace')} is left out: its name is not UTF-8"
        full = os.path.join(workspace.root, os.fsencode(path).decode("utf-8", "replace"))
    real = os.path.realpath(full)
    inside = os.path.relpath(real, workspace.root).replace(os.sep, "/")
    row = workspace.facts.file(inside)
    if row and row.skipped:
        return f"{row.path} is skipped: {row.skipped}"
    if row:
        symbols = len(workspace.facts.symbols_in(row.id)) - 1
        held = f"{counted(row.lines, 'line')}, {counted(symbols, 'symbol')}"
        return f"{row.path} is read as {row.language}, role {row.role}: {held}"
    if inside.split("/")[0] == "..":
        raise SleepdError(f"{path} lies outside {workspace.root}", "sleepd reads nothing outside of the repository")
    if not os.path.lexists(full):
        raise SleepdError(f"there is no {path} in {workspace.root}", "give the path from the top of the repository")
    if os.path.isdir(real):
        return f"{path} is a folder; ask about a file in it"
    if not os.path.isfile(real):
        return f"{path} is not read: it is no regular file"
    return f"{path} is not read: it is ignored{' by git' if workspace.git else ''}"


def _is_text(path: str) -> bool:
    try:
        return bool(path.encode())
    except UnicodeEncodeError:
        return False
