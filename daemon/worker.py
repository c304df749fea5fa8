"""What a worker process does: `python -m sleepd.daemon.worker read|sleep ROOT [SECONDS]`, telling how far it is."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..errors import SleepdError
from ..refresh import refresh
from ..workspace import Workspace
from .wire import encode


def main() -> None:
    """Do what the arguments say, and print messages: progress, then a result or an error."""
    work, root, *more = sys.argv[1:]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        result = _WORK[work](root, *more)
    except SleepdError as error:
        _say({"error": {"message": error.message, "hint": error.hint}})
    else:
        _say({"result": result})


def _read(root: str) -> None:
    workspace = Workspace(root)
    try:
        refresh(workspace, _progress)
    finally:
        workspace.close()


def _sleep(root: str, seconds: str) -> bool:
    from ..sleep.scheduler import prepare

    _be_nice()
    workspace = Workspace(root)
    try:
        refresh(workspace, _progress)
        prepare(workspace, _progress, float(seconds))
        return workspace.queue.is_ready(int(time.time()))
    finally:
        workspace.close()


_WORK: dict[str, Callable[..., Any]] = {"read": _read, "sleep": _sleep}


def _progress(what: str, done: int, total: int) -> None:
    _say({"progress": [what, done, total]})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(encode(message))
    sys.stdout.buffer.flush()


def _be_nice() -> None:
    """Let everybody else have the processor and the disk first."""
    import psutil

    process = psutil.Process()
    with suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            process.nice(psutil.IDLE_PRIORITY_CLASS)
            process.ionice(psutil.IOPRIO_VERYLOW)
        else:
            process.nice(19)
            if sys.platform == "linux":
                process.ionice(psutil.IOPRIO_CLASS_IDLE)


def _end_with_parent() -> None:
    """The daemon holds the other end of standard input for as long as it lives."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
