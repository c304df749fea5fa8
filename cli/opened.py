"""Opening the repository a command is about, in step with its work tree."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import SleepdError
from ..refresh import refresh
from ..workspace import Workspace
from .progress import shown_progress, tell


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
            tell("sleepd: the state was damaged and is being built anew; nothing but time is lost\n")
        with shown_progress() as progress:
            refresh(workspace, progress)
        yield workspace
    finally:
        workspace.close()
