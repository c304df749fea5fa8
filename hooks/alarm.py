"""What a commit makes untrue, as it is told."""

from __future__ import annotations

from typing import NamedTuple


class Alarm(NamedTuple):
    """One line that the commit makes untrue."""

    path: str
    line: int
    what: str
    fix: str
    silence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}; {self.fix}, or {self.silence}"
