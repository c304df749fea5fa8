"""What goes wrong in a way the user can do something about."""

from __future__ import annotations


class SleepdError(Exception):
    """An expected failure: one clear line, and what to do next.

    The command line prints both and exits with status 1; no traceback is shown.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class NewerState(SleepdError):
    """The state was written by a newer sleepd than this process runs."""
