"""Files that change together, by the history rather than by the code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from .history import Commit

_WINDOW = 182 * 24 * 3600
_MOST_FILES = 20
_FEWEST_TIMES = 3
_LOWEST_SCORE = 0.3
_LOCK_FILES = (".lock", ".lockb", ".lockfile", ".sum", "-lock.json", ".lock.json", "-lock.yaml", "-shrinkwrap.json")


class CoChange(NamedTuple):
    """Two files that are often part of the same commit."""

    path: str
    other: str
    """Sorts after `path`."""
    times: int
    """Commits that changed both."""
    score: float
    """`times` over the commits of the less often changed one: 0.3 to 1."""


def cochange(commits: Iterable[Commit]) -> list[CoChange]:
    """Pairs of files that changed together at least three times in the last half year, closest first.

    `commits` come newest first; the half year ends with the first. Commits of more than twenty files and lock files
    say nothing about the code and are left out. A renamed file goes by its newest name. A path that has been deleted
    since may still be among the pairs.
    """
    single: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    newest = 0
    for commit in commits:
        newest = newest or commit.time
        paths = set()
        for change in commit.files:
            path = names.get(change.path, change.path)
            if change.old_path:
                names[change.old_path] = path
            paths.add(path)
        if commit.time < newest - _WINDOW or len(paths) > _MOST_FILES:
            continue
        code = sorted(path for path in paths if not path.endswith(_LOCK_FILES))
        single.update(code)
        together.update(combinations(code, 2))
    pairs = (
        CoChange(path, other, times, times / min(single[path], single[other]))
        for (path, other), times in together.items()
        if times >= _FEWEST_TIMES
    )
    close = (pair for pair in pairs if pair.score >= _LOWEST_SCORE)
    return sorted(close, key=lambda pair: (-pair.score, -pair.times, pair))
