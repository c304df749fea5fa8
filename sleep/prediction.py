"""With which probability a file will be touched or asked about next: a logistic regression that begins with weights
fitted on other repositories, and learns from every day of this one."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby, islice
from operator import add, mul, sub
from typing import NamedTuple

from ..store.activity import Expected
from ..workspace import Workspace
from .traces import DAY, TERMS, Event, Moment, Traces, commit_events

PRIOR = (-4.538, 0.155, 0.063, 0.288, 0.217, 0.104, 0.119, 0.2, 0.013)
"""Bias and weights to begin with, fitted by `benchmarks/predictability.py --fit`; that of the user's own doings, which
no public history has, is set by judgement, a little above that of days."""
CENTRE = (-4.0, -2.1, -0.2, -6.0, 2.1, -3.5, 0.0, 1.0)
"""What the terms of a middling file are: contributions are counted from here."""
_PRIOR_STRENGTH = 300.0
DAYS_LEARNT = 250
_SAMPLE = 40
"""Files that a day did not touch are learnt from by a sample, half of it of those touched last, which are the hard
ones; a day that touched more than this counts no more for it."""
_WARM = 200
_EXPECTED = 1_000
_ASKED_AGAIN = 8.0
"""What one question about a symbol is worth, when a mention in one file is worth 1."""
_NO_UNITS = {"file", "field", "section", "key"}


class Term(NamedTuple):
    """One reason for a probability."""

    name: str
    value: float
    contribution: float
    """What it adds to the logarithm of the odds."""


class Row(NamedTuple):
    """One file on one day, to learn from."""

    terms: Sequence[float]
    touched: bool
    stands_for: float = 1.0
    """How many files it is a sample of."""


class Model:
    """Logistic regression, learnt a day at a time: one Newton step from what was known before, weighed against the new
    day by how sure each is (recursive Laplace approximation: Spiegelhalter and Lauritzen, Sequential updating of
    conditional probabilities on directed graphical structures, Networks 20, 1990). Weights stay at 0 and above, so
    nothing that happens to a file makes it less probable."""

    def __init__(self, prior: Sequence[float] = PRIOR, strength: float = _PRIOR_STRENGTH) -> None:
        """`prior` has the bias and the weights to begin with; `strength` is how many files were it learnt from."""
        self.weights = list(prior)
        self._precision = [[strength * (i == j) for j in range(len(prior))] for i in range(len(prior))]

    def explain(self, terms: Sequence[float]) -> list[Term]:
        """What adds up to the logarithm of the odds, what is the same for every file first."""
        bias, *weights = self.weights
        parts = zip(TERMS, terms, weights, CENTRE, strict=True)
        return [Term("any file", 1.0, bias), *(Term(n, value, w * (value - mid)) for n, value, w, mid in parts)]

    def log_odds(self, terms: Sequence[float]) -> float:
        """The logarithm of the odds that a file with these terms is touched in a day."""
        return _product(self.weights, _input(terms))

    def learn(self, rows: Iterable[Row]) -> None:
        """Learn from one day."""
        gradient = [0.0] * len(self.weights)
        for terms, touched, stands_for in rows:
            x = _input(terms)
            probability = logistic(_product(self.weights, x))
            error, spread = stands_for * (touched - probability), stands_for * probability * (1 - probability)
            for i, value in enumerate(x):
                gradient[i] += error * value
                line, share = self._precision[i], spread * value
                for j in range(i + 1):
                    line[j] += share * x[j]
        bias, *weights = map(add, self.weights, _solve(self._precision, gradient))
        self.weights = [bias, *(max(0.0, weight) for weight in weights)]


def _input(terms: Sequence[float]) -> list[float]:
    return [1.0, *map(sub, terms, CENTRE)]


def _product(one: Iterable[float], other: Iterable[float]) -> float:
    return math.fsum(map(mul, one, other))


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The x of A x = b by Cholesky's method, for a positive definite A of which the lower half is given."""
    size = len(right)
    lower = [[0.0] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1):
            rest = matrix[i][j] - _product(lower[i][:j], lower[j][:j])
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    found = list(right)
    for i in range(size):
        found[i] = (found[i] - _product(lower[i][:i], found[:i])) / lower[i][i]
    for i in reversed(range(size)):
        found[i] = (found[i] - sum(lower[k][i] * found[k] for k in range(i + 1, size))) / lower[i][i]
    return found


def sample(traces: Traces, moment: Moment, touched: set[str], chance: random.Random) -> Iterator[Row]:
    """The files that a day touched, and some of those that it did not, as they were before it."""
    warm = [path for path in traces.latest(_WARM) if path not in touched]
    seen = touched.union(warm)
    cold = [path for path in traces.files if path not in seen]
    known = sorted(touched & traces.files.keys())
    share = min(1.0, _SAMPLE / max(1, len(known)))
    yield from (Row(traces.terms(path, moment), True, share) for path in known)
    for paths in (warm, cold):
        chosen = chance.sample(paths, min(len(paths), _SAMPLE))
        yield from (Row(traces.terms(path, moment), False, share * len(paths) / len(chosen)) for path in chosen)


def replay(traces: Traces, model: Model, events: Iterable[Event], learn_from: int, today: int) -> None:
    """Take in what happened, in order; on the way, learn from the days from `learn_from` to before `today`."""
    chance = random.Random(0)
    for day, group in groupby(events, lambda event: event.time // DAY):
        happened = list(group)
        if learn_from <= day < today:
            touched = set().union(*(event.before for event in happened))
            model.learn(sample(traces, traces.at(day * DAY), touched, chance))
        for event in happened:
            traces.see(event)


def logistic(log_odds: float) -> float:
    """The probability that has these odds."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0


class Predictor:
    """What is expected of the files of one repository. Learns once a day and when the history changed; between, it
    takes in what the user does. Keep it for as long as the repository is open."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._learnt: tuple[str, int] | None = None
        self._until = 0
        self._traces, self._model = Traces({}), Model()

    def probabilities(self, now: int | None = None) -> dict[str, float]:
        """Path -> the probability that the file is touched or asked about within a working day, most probable first.

        `now` is in seconds; this moment unless it is told.
        """
        moment = self._catch_up(now)
        log_odds = {
            row.path: self._model.log_odds(self._traces.terms(row.path, moment))
            for row in self._workspace.facts.files()
            if row.blob_id
        }
        return {path: logistic(log_odds[path]) for path in sorted(log_odds, key=lambda path: (-log_odds[path], path))}

    def explain(self, path: str, now: int | None = None) -> list[Term]:
        """The terms of one file's probability; their contributions add up to the logarithm of its odds."""
        moment = self._catch_up(now)
        return self._model.explain(self._traces.terms(path, moment))

    def shares(self, path: str) -> dict[str, float]:
        """Unit -> its share in what is asked about a file, the file as a whole included: by how often it was asked
        about and in how many files its name is mentioned."""
        facts, asked = self._workspace.facts, Counter[str]()
        for unit, _, times in self._workspace.notes.asked():
            asked[unit] += times
        row = facts.file(path)
        worth = {path: 1.0 + _ASKED_AGAIN * asked[path]}
        for symbol in facts.symbols_in(row.id) if row else ():
            if symbol.kind not in _NO_UNITS:
                unit = f"{path}::{symbol.qualname}"
                worth[unit] = math.log2(1 + facts.mention_count(symbol.name)) + _ASKED_AGAIN * asked[unit]
        total = sum(worth.values())
        return {unit: value / total for unit, value in worth.items()}

    def expect(self, now: int | None = None) -> list[Expected]:
        """The most probable files, first and also kept, so that the question log can tell how often that was right."""
        ranked = enumerate(self.probabilities(now).items(), 1)
        expected = [Expected(path, rank, probability) for rank, (path, probability) in islice(ranked, _EXPECTED)]
        with self._workspace.database.writing():
            self._workspace.activity.expect(expected)
        return expected

    def _catch_up(self, now: int | None) -> Moment:
        now = int(time.time()) if now is None else now
        state = self._workspace.database.get("history"), now // DAY
        if state == self._learnt and now >= self._until:
            for event in self._own_events(self._until, now):
                self._traces.see(event)
        else:
            self._learn(now)
            self._learnt = state
        self._until = now
        return self._traces.at(now)

    def _learn(self, now: int) -> None:
        commits = [(min(when, now), files) for when, files in self._workspace.history.changes()]
        events = list(merge(commit_events(commits), self._own_events(0, now), key=lambda event: event.time))
        touched = {path for event in events for path in event.before}
        untouched = [row.path for row in self._workspace.facts.files() if row.blob_id and row.path not in touched]
        self._traces, self._model = Traces(self._workspace.facts.mentions_by_file(), untouched), Model()
        today, days = now // DAY, sorted({event.time // DAY for event in events})
        replay(self._traces, self._model, events, days[-DAYS_LEARNT:][0] if days else today, today)

    def _own_events(self, after: int, until: int) -> list[Event]:
        return [Event(seen.time, (seen.path,), own=True) for seen in self._workspace.activity.between(after, until)]
