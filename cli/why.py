"""sleepd why"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ..errors import SleepdError
from ..notes.wording import counted
from .opened import opened
from .progress import shown_progress
from .tasks import named, weighed
from .units import unit_of

if TYPE_CHECKING:
    from ..llm.settings import Effort
    from ..sleep.reasons import Reasons
    from ..workspace import Workspace


_LEAST = 0.005
"""Terms that add less to the logarithm of the odds are not shown."""


@click.command()
@click.argument("unit")
@click.pass_context
def command(ctx: click.Context, unit: str) -> None:
    """Say why UNIT is read or skipped, and why notes about it are prepared or not.

    UNIT is a path, `path::symbol` or `folder/`.
    """
    with opened(ctx.obj.path) as workspace:
        path, symbol = unit.partition("::")[::2]
        inside = _inside(workspace, path)
        if not symbol and not os.path.isdir(os.path.join(workspace.root, inside)):
            click.echo(_reason(workspace, path))
            row = workspace.facts.file(inside) if _is_text(inside) else None
            if row is None or row.skipped:
                return
        from ..graph.view import View
        from ..sleep.reasons import reasons

        with shown_progress() as progress:
            progress("weighing", 0, 0)
            asked = unit_of(View(workspace), f"{inside}::{symbol}" if symbol else inside)
            found = reasons(workspace, asked, _effort(workspace))
        click.echo("\n".join(_told(found)))


def _effort(workspace: Workspace) -> Effort | None:
    """How much a model would think about a note; None when none is configured for sleep."""
    from ..llm.settings import REPOSITORY_FILE, may_be_configured, read_settings

    if not may_be_configured():
        return None
    settings = read_settings("\n".join(workspace.read_lines(REPOSITORY_FILE)))
    return settings.effort if settings.asleep else None


def _told(found: Reasons) -> list[str]:
    lines = []
    if found.rank:
        lines.append(
            f"its file is touched or asked about in a working day with {found.probability:.1%}, number {found.rank:,}"
            " of all; the logarithm of these odds is"
        )
        telling = (term for term in found.terms if abs(term.contribution) >= _LEAST)
        lines += [f"  {term.contribution:+6.2f}  {term.name}" for term in telling]
    for kind, worth, prepared, writer, question in found.kinds:
        state = "prepared" if prepared else "not prepared" if worth.value > 0 else "not worth its cost"
        lines.append(f"{named(writer, kind, question)}: {state}; {weighed(worth.terms)}")
    return lines or ["no kind of note is prepared about it before somebody asks"]


def _reason(workspace: Workspace, path: str) -> str:
    full = os.path.join(workspace.root, path)
    if not _is_text(path):
        if os.path.lexists(full):
            return f"{os.fsencode(path).decode('utf-8', 'backslashreplace')} is left out: its name is not UTF-8"
        full = os.path.join(workspace.root, os.fsencode(path).decode("utf-8", "replace"))
    real = os.path.realpath(full)
    inside = _inside(workspace, path)
    row = workspace.facts.file(inside)
    if row and row.skipped:
        return f"{row.path} is skipped: {row.skipped}"
    if row:
        symbols = len(workspace.facts.symbols_in(row.id)) - 1
        held = f"{counted(row.lines, 'line')}, {counted(symbols, 'symbol')}"
        return f"{row.path} is read as {row.language}, role {row.role}: {held}"
    if not os.path.lexists(full):
        raise SleepdError(f"there is no {path} in {workspace.root}", "give the path from the top of the repository")
    if not os.path.isfile(real):
        return f"{path} is not read: it is no regular file"
    return f"{path} is not read: it is ignored{' by git' if workspace.git else ''}"


def _inside(workspace: Workspace, path: str) -> str:
    """A path from the root. Raises SleepdError when it leads out."""
    full = os.path.join(workspace.root, path)
    inside = os.path.relpath(os.path.realpath(full), workspace.root).replace(os.sep, "/")
    if inside.split("/")[0] == "..":
        raise SleepdError(f"{path} lies outside {workspace.root}", "sleepd reads nothing outside of the repository")
    return inside


def _is_text(path: str) -> bool:
    try:
        return bool(path.encode())
    except UnicodeEncodeError:
        return False
