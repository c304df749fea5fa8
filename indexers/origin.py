"""Which commit brought a definition, followed through the files that it was moved between."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from typing import NamedTuple

from ..errors import SleepdError
from . import git
from .git import Repository
from .history import Commit, commit_of, committed, records

_SECONDS = 1.5
_MOST_MOVES = 8
_COMPARED = 12
"""Lines of a definition that say whether another one is the same in another place."""
_ALIKE = 0.3
"""Share of the shorter one's lines that both have when it is."""
_PATCH = (
    *("show", "--format=", "--unified=0", "--first-parent", "-m", "-M", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--ignore-submodules=none"),
)
_HUNK = r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@"


class Origin(NamedTuple):
    """Where a definition comes from."""

    commit: Commit
    sure: bool
    """Whether this commit is known to have added it; else it is the oldest one that was found to change it."""
    moves: list[Commit]
    """Those that only moved it, newest first."""


class _Line(NamedTuple):
    path: str
    number: int
    text: str


def origin_of(
    repository: Repository, path: str, start: int, end: int, name: str, seconds: float = _SECONDS
) -> Origin | None:
    """The commit that added the definition of `name` in these lines (from 1, both included) of a file in the work tree.

    The defining line alone is followed, as the lines around it may be older; where it was added by a commit that took
    the same definition from elsewhere, it is followed there. None when it isn't committed, or nothing was found in
    time. Raises SleepdError when git can't read the repository.
    """
    until = time.monotonic() + seconds
    span = committed(repository, path, start, end)
    if span is None:
        return None
    home, at, inner, (first, last) = span
    lines = git.run(home.root, "cat-file", "blob", f"{at}:{inner}").decode("utf-8", "replace").split("\n")
    number, defines = _defined(lines[first - 1 : last], name)
    number += first
    moves: list[Commit] = []
    while True:
        oldest, added = _added(home, at, inner, number, defines, until)
        if oldest is None:
            return Origin(moves.pop(), False, moves) if moves else None
        if not added or oldest.id in git.shallow_commits(home):
            return Origin(oldest, False, moves)
        removed, complete = _moved_from(home, oldest.id, inner, defines, until)
        if removed is None or len(moves) == _MOST_MOVES:
            return Origin(oldest, complete and removed is None, moves)
        moves.append(oldest)
        at, inner, number = f"{oldest.id}^", removed.path, removed.number


def _defined(lines: list[str], name: str) -> tuple[int, re.Pattern[str]]:
    """The line (from 0) that defines the name, and what such lines look like: the name after the same word, whatever
    modifies or follows it."""
    around = re.compile(rf"^(?!\s*(?:@|#|//|\*|/\*))(.*\s)?{re.escape(name)}(?!\w)")
    found = ((number, match) for number, line in enumerate(lines) if (match := around.match(line)))
    number, match = next(found, (0, None))
    before = (match[1] or "").split()[-1:] if match else []
    word = rf"(?:.*\s)?{re.escape(before[0])}\s+" if before else r"\s*"
    return number, re.compile(rf"{word}{re.escape(name)}(?!\w)")


def _added(
    home: Repository, at: str, path: str, number: int, defines: re.Pattern[str], until: float
) -> tuple[Commit | None, bool]:
    """The newest commit that adds the definition and takes it from nowhere near, and True; or the oldest that changed
    the line, and False."""
    oldest = None
    with suppress(SleepdError):
        left = max(0.05, until - time.monotonic())
        for record in records(home, "-M", f"-L{number},{number}:{path}", at, seconds=left):
            oldest, patch = commit_of(record)
            signs = {line[:1] for line in patch.split("\n") if line[:1] in "+-" and defines.match(line[1:])}
            if signs == {"+"}:
                return oldest, True
    return oldest, False


def _moved_from(
    home: Repository, commit: str, path: str, defines: re.Pattern[str], until: float
) -> tuple[_Line | None, bool]:
    """The line from which a commit took a definition, and whether all of the commit was looked at.

    Of several that it took, in files of the same kind, it is the one most like what it added, if that is alike at all.
    """
    found: dict[str, list[tuple[_Line, set[str]]]] = {"-": [], "+": []}
    lines = list(_changed(home, commit, until))
    for place, (sign, line) in enumerate(lines):
        if defines.match(line.text) and line.path.rpartition(".")[2] == path.rpartition(".")[2]:
            body = {near.text.strip() for side, near in lines[place + 1 : place + _COMPARED] if side == sign} - {""}
            found[sign].append((line, body))
    best, most = None, 0.0 if len(found["-"]) == 1 else _ALIKE
    for (line, body), (_, other) in product(found["-"], found["+"]):
        alike = len(body & other) / max(1, min(len(body), len(other)))
        if alike >= most:
            best, most = line, alike
    return best, time.monotonic() < until


def _changed(home: Repository, commit: str, until: float) -> Iterator[tuple[str, _Line]]:
    """The lines that a commit removed ("-") and added ("+"), each with its number in the file of then."""
    paths, numbers = {"-": "", "+": ""}, {"-": 0, "+": 0}
    head = True
    with suppress(SleepdError):
        left = max(0.05, until - time.monotonic())
        for record in git.stream(home.root, *_PATCH, commit, "--", separator=b"\n", seconds=left):
            line = record.decode("utf-8", "replace").rstrip("\r")
            if line.startswith("diff --git "):
                head = True
            elif hunk := re.match(_HUNK, line):
                head, numbers = False, {"-": int(hunk[1]), "+": int(hunk[2])}
            elif head and line.startswith(("--- a/", "+++ b/")):
                paths["-" if line[0] == "-" else "+"] = line[6:].rstrip("\t")
            elif not head and (sign := line[:1]) in numbers:
                yield sign, _Line(paths[sign], numbers[sign], line[1:])
                numbers[sign] += 1
