"""Progress that a person can see."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_QUIET_SECONDS = 0.4
"""Progress is shown only of what takes longer than this."""


@contextmanager
def shown_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress line on standard error, when that is a terminal and the work takes long enough to wonder."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    started = time.monotonic()
    shown = False

    def progress(what: str, done: int, total: int) -> None:
        nonlocal shown
        if what and time.monotonic() - started > _QUIET_SECONDS:
            shown = True
            count = f" {done:,} of {total:,}" if total else ""
            tell(f"\r\x1b[2Ksleepd: {what}{count}")

    try:
        yield progress
    finally:
        if shown:
            tell("\r\x1b[2K")


def tell(text: str) -> None:
    """Write to standard error at once."""
    sys.stderr.write(text)
    sys.stderr.flush()
