"""What a worker process does: `python -m sleepd.daemon.worker read|sleep ROOT [SECONDS]`, telling how far it is."""

from __future__ import annotations

import asyncio
import os
import signal
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
    except asyncio.CancelledError:
        pass
    except SleepdError as error:
        _say({"error": {"message": error.message, "hint": error.hint}})
    else:
        _say({"result": result})


def _read(root: str) -> None:
    _let_answers_come_first()
    workspace = Workspace(root)
    try:
        refresh(workspace, _progress)
    finally:
        workspace.close()


def _sleep(root: str, seconds: str) -> bool:
    """Notes from facts first, then by a model if there is one; whether something is left to do."""
    from ..sharing.adopt import adopt
    from ..sleep.scheduler import FACTS, prepare

    _be_nice()
    latest = time.monotonic() + float(seconds)
    workspace = Workspace(root)
    try:
        refresh(workspace, _progress)
        prepare(workspace, _progress, float(seconds))
        if workspace.queue.is_ready(FACTS, int(time.time())):
            return True
        adopt(workspace, _progress)
        return asyncio.run(_understand(workspace, latest - time.monotonic()))
    finally:
        workspace.close()


async def _understand(workspace: Workspace, seconds: float) -> bool:
    """Have a model write notes, if one is configured. Ended by SIGTERM, it settles what it has paid for first."""
    from ..llm.settings import REPOSITORY_FILE, may_be_configured, read_settings

    if not may_be_configured():
        return False
    settings = read_settings("\n".join(workspace.read_lines(REPOSITORY_FILE)))
    if settings.asleep is None:
        return False
    from ..llm.session import asleep
    from ..sleep.model_pass import write_notes

    task = asyncio.current_task()
    assert task
    with suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with asleep(settings, workspace.root) as model:
        return (await write_notes(workspace, model, _progress, seconds, settings.effort)).timed_out


_WORK: dict[str, Callable[..., Any]] = {"read": _read, "sleep": _sleep}


def _progress(what: str, done: int, total: int) -> None:
    _say({"progress": [what, done, total]})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.buffer.write(encode(message))
    sys.stdout.buffer.flush()


def _let_answers_come_first() -> None:
    """Have somewhat less of the processor than the daemon; somebody may wait for this, too."""
    import psutil

    process = psutil.Process()
    with suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            process.nice(process.nice() + 5)


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
