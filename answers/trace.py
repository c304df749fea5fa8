"""Stack traces in any common language, as places of this repository."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..graph.view import Place, View

_FRAMES = (
    re.compile(r'File "(?P<path>[^"\n]+)", line (?P<line>\d+)(?:, in (?P<name>[\w.<>]+))?'),
    re.compile(r"^\s*at (?:async )?(?:(?P<name>[\w.$<>\[\] ]+) )?\(?(?P<path>[^\s():]+):(?P<line>\d+)(?::\d+)?\)?\s*$", re.MULTILINE),
    re.compile(r"^\s*at (?P<name>[\w.$]+)\((?P<path>[\w$]+\.(?:java|kt|scala)):(?P<line>\d+)\)", re.MULTILINE),
    re.compile(r"^\s*(?P<path>[\w./@-]+\.\w+):(?P<line>\d+)(?::\d+)?(?::in [`'](?P<name>[^'\n]+)')?(?=[\s:,]|$)", re.MULTILINE),
    re.compile(r"-->\s*(?P<path>[\w./-]+):(?P<line>\d+):\d+"),
)  # fmt: skip
_INNERMOST_LAST = re.compile(r"Traceback \(most recent call last\)|File \"[^\"\n]+\", line \d+")


class Frame(NamedTuple):
    """One line of a trace that lies in this repository."""

    path: str
    line: int
    name: str


def frames(view: View, text: str) -> list[Frame]:
    """The frames of a stack trace that lie in this repository, the innermost first."""
    if not any(character.isdigit() for character in text):
        return []
    found: list[tuple[int, Frame]] = []
    for pattern in _FRAMES:
        for match in pattern.finditer(text):
            path = path_here(view, match["path"])
            if path:
                name = match.groupdict().get("name") or ""
                found.append((match.start(), Frame(path, int(match["line"]), name.strip())))
    ordered = [frame for _, frame in sorted(found)]
    if _INNERMOST_LAST.search(text):
        ordered.reverse()
    return list(dict.fromkeys(ordered))


def place_at(view: View, frame: Frame) -> Place:
    """The innermost symbol around a frame's line."""
    symbols = view.symbols(frame.path)
    inside = [ordinal for ordinal, symbol in enumerate(symbols) if symbol.start <= frame.line <= symbol.end]
    return view.place(frame.path, inside[-1] if inside else 0)


def path_here(view: View, path: str) -> str:
    """The file of this repository that a path from anywhere most probably means; "" when none."""
    parts = path.replace("\\", "/").split("/")
    for start in range(len(parts)):
        rows = [row for row in view.store.files_ending("/".join(parts[start:])) if row.blob_id]
        if rows and (len(rows) == 1 or start < len(parts) - 1):
            return rows[0].path
    return ""
