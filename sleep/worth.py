"""What a note is worth before it is written: the tokens that it will probably save, less those that it costs.

Sleep-time Compute (Lin, Snell et al., arXiv 2504.13171) weighs a token at test time ten times one at sleep time
(section 5.2), and finds that sleeping pays where the question is predictable (section 6). So the worth of a candidate
is P(it is asked while the note lives) x tokens saved at test time x 10 - tokens spent asleep.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

from ..graph.view import View
from .candidates import Candidate

TEST_TIME_WEIGHT = 10
_TOKENS_PER_LINE = 10
_LINES_AROUND_A_USE = 30
_MOST_USES = 20
_MOST_LINES = 2_000
WORDS = "search"
"""The kind of questions that no kind of note answers."""
_LONGEST_LIFE = 20.0
"""Working days that a note is expected to live at most: code that rests is asked about differently in a month."""
_FACTS_COST = 5.0
"""What a note from facts costs although it takes no token: so much that a repository gets some hundred notes, for some
seconds of a processor."""
_ACROSS_FILES = frozenset({"callers", "breaks", "tests", "why"})
"""Kinds for which one would have to read the files that use the unit."""
_KIND_SHARES = {
    "what": 30.0, "callers": 20.0, WORDS: 20.0, "breaks": 8.0, "tests": 6.0, "why": 6.0, "run": 5.0, "changes": 5.0,
}  # fmt: skip
"""How often each kind is asked of a hundred questions, before any was: learned from the question log on top."""
_OTHER_SHARE = 2.0

Shares = Callable[[str], Mapping[str, float]]
"""Path -> unit -> its share in what is asked about the file, the file as a whole included."""


class Worth(NamedTuple):
    """What speaks for preparing a note, and what it costs."""

    unit: float
    """Probability that something is asked about the unit in a working day."""
    kind: float
    """Share of such questions that are of this kind."""
    again: float
    """Probability that exactly this is asked again, from how often it was."""
    saves: float
    """Tokens that answering without the note takes."""
    costs: float
    days: float = 1.0
    """Working days that the note is expected to live."""

    @property
    def probability(self) -> float:
        """That exactly this is asked while the note lives."""
        return float(max(1 - (1 - self.unit * self.kind) ** self.days, self.again))

    @property
    def terms(self) -> dict[str, float]:
        """All of it, to keep beside a task."""
        return {**self._asdict(), "probability": self.probability, "value": self.value}

    @property
    def value(self) -> float:
        """In tokens at sleep time."""
        return self.probability * self.saves * TEST_TIME_WEIGHT - self.costs


def asked_again(times: int) -> float:
    """The probability that what was asked so often is asked again."""
    return times / (times + 3)


class Appraiser:
    """Says what candidates of one repository are worth, by what is expected of its files."""

    def __init__(self, view: View, expected: Mapping[str, float], shares: Shares) -> None:
        """`expected` is path -> probability that the file is touched or asked about in a working day; `shares` says how
        that is shared out in a file.
        """
        self._view = view
        self._expected = expected
        self._shares = cache(shares)
        asked = view.workspace.notes.asked()
        self._asked = {(unit, kind): count for unit, kind, count in asked}
        self._kinds = dict(_KIND_SHARES)
        for _, kind, count in asked:
            self._kinds[kind] = self._kinds.get(kind, _OTHER_SHARE) + count
        self._all_kinds = sum(self._kinds.values())

    def worth(self, candidate: Candidate, costs: float = _FACTS_COST) -> Worth:
        """What one candidate is worth; `costs` is what a model would take to write it."""
        unit, kind = candidate
        count = self._asked.get((unit, kind), 0)
        share = self._kinds.get(kind, _OTHER_SHARE) / self._all_kinds
        return Worth(self._of_unit(unit), share, asked_again(count), self._saves(unit, kind), costs)

    def by_model(self, candidate: Candidate, costs: float) -> Worth:
        """What a note is worth that costs tokens: it is kept until its code changes, not made anew every day."""
        return self.worth(candidate, costs)._replace(days=self._days(candidate.unit))

    def of_question(self, unit: str, share: float, times: int, lines: int, costs: float) -> Worth:
        """What an answer in words is worth: `share` is its part in what is asked in words about the unit, `times` how
        often it was asked, `lines` how many one would read to answer it.
        """
        kind = share * self._kinds[WORDS] / self._all_kinds
        saves = float(min(lines, _MOST_LINES) * _TOKENS_PER_LINE)
        return Worth(self._of_unit(unit), kind, asked_again(times), saves, costs, self._days(unit))

    def _days(self, unit: str) -> float:
        """How long a note about a unit lives: until its file is touched, as far as that can be told."""
        path = unit.partition("::")[0]
        touched = self._expected.get(path, 0.0) if unit and not unit.endswith("/") else 0.0
        return min(_LONGEST_LIFE, 1 / touched) if touched else _LONGEST_LIFE

    def _of_unit(self, unit: str) -> float:
        if not unit:
            return 1.0
        if unit.endswith("/"):
            rest = 1.0
            for row in self._view.store.files_below(unit.rstrip("/")):
                rest *= 1 - self._expected.get(row.path, 0.0)
            return (1 - rest) / 2
        path = unit.partition("::")[0]
        return self._expected.get(path, 0.0) * self._shares(path).get(unit, 0.0)

    def _saves(self, unit: str, kind: str) -> float:
        lines = self._lines(unit)
        if kind in _ACROSS_FILES and "::" in unit:
            uses = self._uses(unit.rpartition("::")[2].rpartition(".")[2])
            lines += round(_LINES_AROUND_A_USE * min(_MOST_USES, uses))
        return float(min(lines, _MOST_LINES) * _TOKENS_PER_LINE)

    def _uses(self, name: str) -> float:
        """How many files use a name, shared among those that define it."""
        store = self._view.store
        return store.mention_count(name) / max(1, len(store.defining_files(name)))

    def _lines(self, unit: str) -> int:
        """How many lines one would read to know what a unit is."""
        if not unit or unit.endswith("/"):
            return sum(min(row.lines, _LINES_AROUND_A_USE) for row in self._view.store.files_below(unit.rstrip("/")))
        path, _, qualname = unit.partition("::")
        if qualname:
            place = self._view.within(path, qualname)
            return place.symbol.end - place.symbol.start + 1 if place else 0
        row = self._view.store.file(path)
        return row.lines if row else 0
