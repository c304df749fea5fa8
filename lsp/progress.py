"""$/progress: what goes on in the daemon while a request of the client's is met, where the client gave a token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from lsprotocol import types
from pygls.progress import Progress

_report: ContextVar[Callable[[str, int, int], None] | None] = ContextVar("report", default=None)


@contextmanager
def reporting(progress: Progress, token: Any, title: str) -> Iterator[None]:
    """Report what goes on meanwhile; the client may cancel it. Nothing is reported where there is no token."""
    task = asyncio.current_task()
    if not isinstance(token, str | int) or task is None:
        yield
        return

    def told(what: str, done: int, total: int) -> None:
        share = min(100, 100 * done // total) if total > 0 else None
        progress.report(token, types.WorkDoneProgressReport(message=what, percentage=share))

    progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True))
    progress.tokens[token].add_done_callback(lambda future: task.cancel())
    before = _report.set(told)
    try:
        yield
    finally:
        _report.reset(before)
        progress.tokens.pop(token, None)
        progress.end(token, types.WorkDoneProgressEnd())


def report(what: str, done: int, total: int) -> None:
    """What goes on now, to whoever waits for it."""
    told = _report.get()
    if told:
        told(what, done, total)
