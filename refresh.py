"""Brings the facts in step with the work tree: cheaply when nothing changed, by the changed files when little did."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from .changes import EVERYTHING, Changes, look
from .workspace import Workspace

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done and how much there is."""


_WAITING = ("waiting for another sleepd", 0, 0)


class Refreshed(NamedTuple):
    """What a refresh did."""

    read: int = 0
    """Files read because they are new or changed."""
    parsed: int = 0
    """Of these, how many had content never seen before."""
    dropped: int = 0
    commits: int = 0


class _TooMuch(Exception):
    """There is more to read than the caller has time for."""


def refresh(
    workspace: Workspace, progress: Progress = lambda what, done, total: None, everything: bool = False
) -> Refreshed:
    """Read what changed since the last time, or all files if told to read `everything`, and new commits.

    Interrupted at any moment, the next call goes on where this one stopped. State that can't be written is left as
    it is, without an error; damaged state is built anew. Raises SleepdError when the disk is full.
    """
    return _refresh(workspace, EVERYTHING if everything else None, lambda: progress(*_WAITING), progress)


def refresh_briefly(workspace: Workspace, most: int) -> Refreshed | None:
    """The same when at most so many files changed; None when there are more, or another process is reading them."""

    def give_up() -> None:
        raise _TooMuch

    try:
        return _refresh(workspace, None, give_up, lambda what, done, total: None, most)
    except _TooMuch:
        return None


def _refresh(
    workspace: Workspace,
    changes: Changes | None,
    waiting: Callable[[], None],
    progress: Progress,
    most: int | None = None,
) -> Refreshed:
    if workspace.database.read_only:
        return Refreshed()
    return workspace.database.healing(lambda: _reread(workspace, changes, waiting, progress, most))


def _reread(
    workspace: Workspace, told: Changes | None, waiting: Callable[[], None], progress: Progress, most: int | None
) -> Refreshed:
    database = workspace.database
    version = database.version()
    changes = told or look(workspace)
    if not any(changes):
        return Refreshed()
    if most is not None and (changes.everything or sum(map(len, changes[:3])) > most):
        raise _TooMuch
    from .indexers.parsing import refuse_in_starting_worker
    from .reread import reread

    refuse_in_starting_worker()
    with database.alone(waiting):
        if database.version() != version and not told:
            changes = look(workspace)
        return Refreshed(*reread(workspace, changes, progress))
