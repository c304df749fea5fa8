"""Brings the facts in step with the work tree: cheaply when nothing changed, by the changed files when little did."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .changes import look
from .indexers import git
from .workspace import Workspace

FACTS_VERSION = "1"
"""Raise it when indexers say something new: all facts are then read again. Notes stay."""

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


def refresh(workspace: Workspace, progress: Progress = lambda what, done, total: None) -> Refreshed:
    """Read what changed since the last time, commits included.

    Interrupted at any moment, the next call goes on where this one stopped. State that can't be written is left as
    it is, without an error.
    """
    if workspace.database.read_only:
        return Refreshed()
    if workspace.database.get("facts_version") != FACTS_VERSION:
        with workspace.database.writing():
            workspace.facts.forget_everything()
            workspace.database.set("facts_version", FACTS_VERSION)
    done = Refreshed()
    changes = look(workspace)
    if any(changes):
        from .reread import reread

        done = Refreshed(*reread(workspace, changes, progress))
    if workspace.git and git.head(workspace.git) != (workspace.database.get("head") or None):
        from .reread import reread_history

        done = done._replace(commits=reread_history(workspace, workspace.git, progress))
    return done
