"""Brings the facts in step with the work tree: cheaply when nothing changed, by the changed files when little did."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .changes import EVERYTHING, look
from .workspace import Workspace

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is."""


class Refreshed(NamedTuple):
    """What a refresh did."""

    read: int = 0
    """Files read because they are new or changed."""
    parsed: int = 0
    """Of these, how many had content never seen before."""
    dropped: int = 0
    commits: int = 0


def refresh(
    workspace: Workspace, progress: Progress = lambda what, done, total: None, everything: bool = False
) -> Refreshed:
    """Read what changed since the last time, or all files if told to read `everything`, and new commits.

    Interrupted at any moment, the next call goes on where this one stopped. State that can't be written is left as
    it is, without an error; damaged state is built anew. Raises SleepdError when the disk is full.
    """
    if workspace.database.read_only:
        return Refreshed()
    return workspace.database.healing(lambda: _refresh(workspace, progress, everything))


def _refresh(workspace: Workspace, progress: Progress, everything: bool) -> Refreshed:
    database = workspace.database
    version = database.version()
    changes = EVERYTHING if everything else look(workspace)
    if not any(changes):
        return Refreshed()
    from .reread import reread

    with database.alone(lambda: progress("waiting for another sleepd", 0, 0)):
        if database.version() != version and not everything:
            changes = look(workspace)
        return Refreshed(*reread(workspace, changes, progress))
