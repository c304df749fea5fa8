"""What happened to the files of a repository, and what it says of each at one moment: the terms of a prediction.

Time is counted in working days, the days (UTC) on which anything happened: a repository that rests for a month is as
it was left.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import NamedTuple

from ..indexers.history import FileChange

DAY = 86_400
TERMS = ("days", "weeks", "months", "lifetime", "folder", "together", "own", "mentions")
"""What is looked at: on how many days of late a file was touched, by three half-lives; on which share of all days; how
busy its folder is; how often it changes with what was touched last; how often the user opened, edited or asked about
it of late; and in how many files its names are mentioned. More of any means more probable."""

_HALF_LIVES = (1.5, 20.0, 80.0)
_FOLDER_HALF_LIFE = 20.0
_OWN_HALF_LIFE = 3.0
_TOGETHER_HALF_LIFE = 2.0
_LAST_TOUCHED = 40
_MOST_FILES_TOGETHER = 15
"""A commit that touches more files than this says nothing about which of them belong together."""
_WHOLE_TOUCH = 8
"""A commit that touches more files than this says less of each."""
_OUT_OF_STEP = 50
"""A commit that claims to be later than all of so many that follow it was made by a clock that was wrong."""


class Event(NamedTuple):
    """Files that were touched at one time, in seconds."""

    time: int
    touched: tuple[str, ...]
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    """(old path, new path); the new one is also among those touched."""
    own: bool = False
    """Whether the user opened, edited or asked about them, rather than anybody committed them."""

    @property
    def before(self) -> set[str]:
        """The touched files, by the names that they had before."""
        old = {new: old for old, new in self.renamed}
        return {*(old.get(path, path) for path in self.touched), *self.gone}


def commit_events(commits: Sequence[tuple[int, Sequence[FileChange]]]) -> Iterator[Event]:
    """The events of a history, given oldest first: (time, what the commit did to files).

    A commit counts from the time of the newest one before it: only then was it part of this history.
    """
    for time, (_, files) in zip(_in_step([time for time, _ in commits]), commits, strict=True):
        if files:
            yield Event(
                time,
                tuple(change.path for change in files if change.status != "D"),
                tuple(change.path for change in files if change.status == "D"),
                tuple((change.old_path, change.path) for change in files if change.old_path),
            )


def _in_step(times: Sequence[int]) -> list[int]:
    later: deque[int] = deque(maxlen=_OUT_OF_STEP)
    credible = []
    for time in reversed(times):
        credible.append(min(time, max(later, default=time)))
        later.append(credible[-1])
    return list(accumulate(reversed(credible), max))


class _Trace:
    """One file's or folder's touches: on how many days, also with older ones fading, as of the last one."""

    __slots__ = ("_today", "born", "days", "fading", "last", "own", "own_last")

    def __init__(self, born: int) -> None:
        self.born = self.last = self.own_last = born
        self.days = 0
        self.fading = [0.0] * len(_HALF_LIVES)
        self.own = self._today = 0.0

    def touch(self, clock: int, weight: float) -> None:
        if not self.days or clock != self.last:
            self.days, self._today = self.days + 1, 0.0
        more = max(0.0, weight - self._today)
        age = clock - self.last
        self.fading = [faded(c, age, half) + more for c, half in zip(self.fading, _HALF_LIVES, strict=True)]
        self.last, self._today = clock, self._today + more


class Moment(NamedTuple):
    """A time to look from."""

    clock: int
    """In working days since the first."""
    together: dict[str, float]
    """How often a file changed with those touched last."""


class Traces:
    """The traces of all that happened so far."""

    def __init__(self, mentions: Mapping[str, float], paths: Iterable[str] = ()) -> None:
        """`mentions`: in how many files a file's names are mentioned; `paths`: files that were there from the start."""
        self.mentions = mentions
        self.files = {path: _Trace(0) for path in paths}
        self._folders: dict[str, _Trace] = {}
        self._latest: dict[str, int] = {}
        self._together: dict[str, dict[str, int]] = {}
        self._commits: dict[str, int] = {}
        self._time = self._day = self._days = 0

    def see(self, event: Event) -> None:
        """Take in what happened; an event that comes late counts as of now."""
        self._time = max(self._time, event.time)
        clock = self._clock(self._time)
        self._day, self._days = self._time // DAY, clock
        for path in event.gone:
            self.files.pop(path, None)
            self._latest.pop(path, None)
        for old, new in event.renamed:
            if old in self.files:
                self.files[new] = self.files.pop(old)
            self._latest.pop(old, None)
        weight = min(1.0, math.sqrt(_WHOLE_TOUCH / max(1, len(event.touched))))
        for path in event.touched:
            trace = self.files.setdefault(path, _Trace(clock))
            trace.touch(clock, weight)
            if event.own:
                trace.own, trace.own_last = faded(trace.own, clock - trace.own_last, _OWN_HALF_LIFE) + 1, clock
            self._latest.pop(path, None)
            self._latest[path] = clock
        for folder in {_folder(path) for path in event.touched}:
            self._folders.setdefault(folder, _Trace(clock)).touch(clock, weight)
        if not event.own and len(event.touched) <= _MOST_FILES_TOGETHER:
            self._join(event.touched)

    def _join(self, paths: tuple[str, ...]) -> None:
        for path in paths:
            self._commits[path] = self._commits.get(path, 0) + 1
            others = self._together.setdefault(path, {})
            for other in paths:
                if other != path:
                    others[other] = others.get(other, 0) + 1

    def at(self, time: int) -> Moment:
        """The moment to look from at a time not before the last event."""
        clock, together = self._clock(max(time, self._time)), dict[str, float]()
        for path, last in islice(reversed(self._latest.items()), _LAST_TOUCHED):
            weight = faded(1.0, clock - last, _TOGETHER_HALF_LIFE) / (self._commits.get(path, 0) + 2)
            for other, times in self._together.get(path, {}).items():
                together[other] = together.get(other, 0.0) + weight * times
        return Moment(clock, together)

    def terms(self, path: str, moment: Moment) -> list[float]:
        """The values of TERMS for one file, each the logarithm to base 2 of a count, a share or a time."""
        clock = moment.clock
        trace, folder = self.files.get(path, _NEVER), self._folders.get(_folder(path), _NEVER)
        age = clock - trace.last
        return [
            *(math.log2(0.05 + faded(c, age, half)) for c, half in zip(trace.fading, _HALF_LIVES, strict=True)),
            math.log2((trace.days + 0.2) / (clock - trace.born + 5)),
            math.log2(1 + faded(folder.fading[1], clock - folder.last, _FOLDER_HALF_LIFE)),
            math.log2(0.05 + moment.together.get(path, 0.0)),
            math.log2(1 + 20 * faded(trace.own, clock - trace.own_last, _OWN_HALF_LIFE)),
            math.log2(1 + self.mentions.get(path, 0.0)),
        ]

    def latest(self, count: int) -> list[str]:
        """The files touched last, the last one first."""
        return list(islice(reversed(self._latest), count))

    def _clock(self, time: int) -> int:
        day = time // DAY
        return self._days + (day > self._day)


def faded(value: float, age: float, half_life: float) -> float:
    """What is left of a value after a time."""
    return value * 2 ** (-age / half_life)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


_NEVER = _Trace(0)
