"""What a commit makes untrue, as it is told."""

from __future__ import annotations

from typing import NamedTuple

_MARK = "sleepd: ignore"
_WHOLE_FILE = "sleepd: ignore-file"
_HEAD_LINES = 10
_COMMENTS = ("<!--", "..", "#", "//", "/*", "*", "--")


class Alarm(NamedTuple):
    """One line that the commit makes untrue."""

    path: str
    line: int
    what: str
    fix: str
    silence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; {self.fix}, or {self.silence}"


def is_silenced(lines: list[str], first: int, last: int) -> bool:
    """Whether somebody said that nothing is to be said of these lines, counted from 1: on one of them, in a comment
    right above, or for the whole file at its beginning.
    """
    if any(_WHOLE_FILE in line for line in lines[:_HEAD_LINES]):
        return True
    above = next((line.strip() for line in reversed(lines[: first - 1]) if line.strip()), "")
    marked = lines[first - 1 : last] + ([above] if above.startswith(_COMMENTS) else [])
    return any(_MARK in line for line in marked)
