"""Opening the repository a command is about, and reading what changed with progress a person can see."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import SleepdError
from ..refresh import Progress, refresh
from ..workspace import Workspace

_QUIET_SECONDS = 0.4
"""Progress is shown only of what takes longer than this."""


def workspace_at(path: str) -> Workspace:
    """The workspace around a path. Raises SleepdError when it is not there or may not be read."""
    if os.path.isdir(path) and not os.access(path, os.R_OK | os.X_OK):
        raise SleepdError(f"no permission to read the folder {path}", "ask its owner, or name another with -C PATH")
    return Workspace(path)


@contextmanager
def opened(path: str) -> Iterator[Workspace]:
    """The workspace around a path, its facts in step with the work tree."""
    workspace = workspace_at(path)
    try:
        if workspace.database.healed:
            _tell("sleepd: the state was damaged and is being built anew; nothing but time is lost\n")
        with shown_progress() as progress:
            refresh(workspace, progress)
        yield workspace
    finally:
        workspace.close()


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """A progress line on standard error, when that is a terminal and the work takes long enough to wonder."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    started = time.monotonic()
    shown = False

    def progress(what: str, done: int, total: int) -> None:
        nonlocal shown
        if time.monotonic() - started > _QUIET_SECONDS:
            shown = True
            count = f" {done:,} of {total:,}" if total else ""
            _tell(f"\r\x1b[2Ksleepd: {what}{count}")

    try:
        yield progress
    finally:
        if shown:
            _tell("\r\x1b[2K")


def _tell(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
