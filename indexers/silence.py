"""Where somebody said that a check is to say nothing."""

from __future__ import annotations

_MARK = "sleepd: ignore"
_WHOLE_FILE = "sleepd: ignore-file"
_HEAD_LINES = 10
_COMMENTS = ("<!--", "..", "#", "//", "/*", "*", "--")


def is_silenced(lines: list[str], first: int, last: int) -> bool:
    """Whether somebody said that nothing is to be said of these lines, counted from 1: on one of them, in a comment
    right above, or for the whole file at its beginning.
    """
    if any(_WHOLE_FILE in line for line in lines[:_HEAD_LINES]):
        return True
    above = next((line.strip() for line in reversed(lines[: first - 1]) if line.strip()), "")
    marked = lines[first - 1 : last] + ([above] if above.startswith(_COMMENTS) else [])
    return any(_MARK in line for line in marked)
