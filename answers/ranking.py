"""Which files and places a question is about: full-text candidates, and what else in the code speaks for them.

Every file collects evidence of a few kinds, each scaled to at most 1; their weighted sum orders the files. The weights
were fitted on questions about five repositories and rounded; benchmarks/ranking.py prints what each is worth.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections import defaultdict
from typing import NamedTuple

from ..graph.view import View
from ..indexers.words import parts_of
from ..store.facts import FileRow, SymbolRow
from ..store.search import Match
from .question import code_names, last_part
from .terms import FULL, Terms

_CANDIDATES = 200
_SEEDS = 10
"""So many best passages have their neighbours in the reference graph looked at."""
_WEIGHTS = {
    "passages": 3.2,
    "body": 1.9,
    "named": 1.2,
    "best": 1.0,
    "tested": 0.9,
    "name": 0.6,
    "stem": 0.6,
    "referred": 0.6,
    "commits": 0.5,
    "callers": 0.3,
}
_SIZE_WEIGHT = 0.22
_UNSCALED = frozenset({"stem", "name", "tested"})
_COMMITS = 40
_COMMIT_WORDS = 24
_MOST_DEFINERS = 5
"""A name that more files define says nothing about which one is meant."""

ASKS_ABOUT_TESTS = re.compile(
    r"\btests?\s+(class|method|function|case|file|suite|module|that|code|helper|double|fixture|which|verif\w+|validat\w+"
    r"|descriptor|decorator)|\b(test_\w+|Test[A-Z]\w*)|\btests\b", re.IGNORECASE
)  # fmt: skip


class Ranked(NamedTuple):
    """One file, and its passages that speak for it, best first."""

    file: FileRow
    score: float
    matches: list[Match]


class Ranking(NamedTuple):
    """The files a question is about, best first, and the terms by which they were found."""

    terms: Terms
    matches: list[Match]
    files: list[Ranked]

    def within(self, role: str) -> Ranking:
        """Only the files of one role; all of them when none has it."""
        return self._replace(files=[ranked for ranked in self.files if ranked.file.role == role] or self.files)


def rank(view: View, text: str) -> Ranking:
    """Rank the files of the repository for a question in words."""
    terms = Terms(view.search, text)
    terms.add_code_spellings()
    matches = view.search.passages(terms.useful(), _CANDIDATES, FULL)
    if not matches:
        return Ranking(terms, [], [])
    evidence = _Evidence(view, terms, matches)
    scores = evidence.scores(bool(ASKS_ABOUT_TESTS.search(text)))
    order = sorted(scores, key=lambda file_id: (-scores[file_id], evidence.files[file_id].path))
    return Ranking(
        terms, matches, [Ranked(evidence.files[i], scores[i], evidence.matches_in.get(i, [])) for i in order]
    )


class _Evidence:
    """What speaks for each candidate file."""

    def __init__(self, view: View, terms: Terms, matches: list[Match]) -> None:
        self._view = view
        self._terms = terms
        self._matches = matches
        self.matches_in: dict[int, list[Match]] = defaultdict(list)
        for match in matches:
            self.matches_in[match.file_id].append(match)
        self._found: dict[str, dict[int, float]] = {kind: defaultdict(float) for kind in _WEIGHTS}
        self._rows = view.store.symbols_by_id([match.symbol_id for match in matches])
        self.files = view.store.files_by_id(self.matches_in)
        self._from_passages()
        self._from_references()
        self._from_tests()
        self._from_commits()
        self._from_names()
        for file_id, file in self.files.items():
            stems = set(parts_of(stem_of(file.path))) - {"test", "init"}
            self._found["stem"][file_id] = terms.cover(stems)[0]

    def scores(self, about_tests: bool) -> dict[int, float]:
        """File -> its score."""
        damping = {file_id: _damping(file, about_tests) for file_id, file in self.files.items()}
        totals = {i: _SIZE_WEIGHT * math.log1p(file.definitions) for i, file in self.files.items()}
        for kind, weight in _WEIGHTS.items():
            damped = {i: value * damping[i] for i, value in self._found[kind].items() if i in damping}
            for file_id, value in (damped if kind in _UNSCALED else scaled(damped)).items():
                totals[file_id] += weight * value
        return totals

    def _from_passages(self) -> None:
        best = self._matches[0].score
        for file_id, matches in self.matches_in.items():
            self._found["best"][file_id] = matches[0].score / best
            self._found["body"][file_id] = max(match.body_score for match in matches)
            self._found["name"][file_id] = max(self._name_match(match) for match in matches)
        self._found["passages"] = scaled(strengths(self.matches_in))

    def _name_match(self, match: Match) -> float:
        row = self._rows[match.symbol_id]
        if not row.name or row.kind == "section":
            return 0.0
        cover, said = self._terms.cover(set(parts_of(row.name)))
        return cover * min(1.0, said / 12)

    def _from_references(self) -> None:
        """What the best passages refer to, and who mentions what they define."""
        store, best = self._view.store, self._matches[0].score
        referred: dict[int, float] = defaultdict(float)
        callers: dict[int, float] = defaultdict(float)
        for match in self._matches[:_SEEDS]:
            row, strength = self._rows[match.symbol_id], match.score / best
            for file_id, weight in scaled(store.referred_files(match.symbol_id, _MOST_DEFINERS)).items():
                referred[file_id] += strength * weight
            if row.name and not row.name.startswith("__") and row.kind != "section":
                users = store.mentioning_files(row.name, row.file_id, _MOST_DEFINERS)
                for file_id in users:
                    callers[file_id] += strength / math.sqrt(len(users))
        self._admit("referred", scaled(referred))
        self._admit("callers", scaled(callers))

    def _from_tests(self) -> None:
        """The files that the best test files are named after."""
        strength = self._found["passages"]
        tested: dict[int, float] = {}
        for file_id in sorted(strength, key=lambda i: (-strength[i], i))[:8]:
            file = self.files[file_id]
            if file.role == "test":
                for row in self._view.store.source_files_named(untested_stem(file.path)):
                    tested[row.id] = max(tested.get(row.id, 0.0), strength[file_id])
        self._admit("tested", tested)

    def _from_commits(self) -> None:
        """What the commits changed whose message speaks of the same."""
        messages = self._view.search.messages(self._terms.most_telling(_COMMIT_WORDS), _COMMITS, FULL)
        touched = self._view.workspace.history.files_touched([revision for revision, _ in messages])
        for revision, score in messages:
            together = touched.get(revision, ())
            for file_id in together:
                if file_id in self.files:
                    strength = score / messages[0][1] / len(together) ** 0.25
                    self._found["commits"][file_id] = max(self._found["commits"][file_id], strength)

    def _from_names(self) -> None:
        """What defines the names of code in the question."""
        for name in code_names(self._terms.text):
            definers = self._view.store.defining_files(last_part(name))
            for file_id in definers:
                self._found["named"][file_id] += 1 / len(definers)

    def _admit(self, kind: str, found: dict[int, float]) -> None:
        """Take evidence, and its strongest files as candidates."""
        self._found[kind] = defaultdict(float, found)
        new = [i for i in sorted(found, key=lambda i: (-found[i], i))[:15] if i not in self.files]
        self.files |= self._view.store.files_by_id(new)


def places_of(view: View, ranking: Ranking, limit: int, most: tuple[int, ...] = (3, 2, 2, 2)) -> list[SymbolRow]:
    """The places to show, best first: as many passages of the first files as `most` says, one of each further file."""
    rows = view.store.symbols_by_id([match.symbol_id for match in ranking.matches])
    about_tests = bool(ASKS_ABOUT_TESTS.search(ranking.terms.text))
    places = []
    for order, ranked in enumerate(ranking.files[:limit]):
        count = most[order] if order < len(most) else 1
        found = [rows[match.symbol_id] for match in ranked.matches]
        shown = (found if about_tests else sorted(found, key=_is_inline_test))[:count]
        places += shown or view.store.symbols_in(ranked.file.id)[:1] or [_unread(ranked.file)]
    return places[:limit]


def _is_inline_test(row: SymbolRow) -> bool:
    """Whether it is a test beside the code that it tests, as in Rust."""
    return row.path.endswith(".rs") and row.qualname.partition(".")[0] in ("test", "tests")


def _unread(file: FileRow) -> SymbolRow:
    """The place that stands for a file whose content is not known."""
    return SymbolRow(0, file.id, 0, -1, "file", "", "", 1, 1, file.path, file.role)


def strengths(matches_in: dict[int, list[Match]]) -> dict[int, float]:
    """File -> the scores of its passages, best first, added up with each counting half of the one before."""
    return {i: sum(m.score * 0.5**n for n, m in enumerate(matches[:8])) for i, matches in matches_in.items()}


def scaled(values: dict[int, float]) -> dict[int, float]:
    """The values as shares of the largest."""
    largest = max(values.values(), default=0.0)
    return {key: value / largest for key, value in values.items()} if largest > 0 else values


def stem_of(path: str) -> str:
    """The file's name without its ending."""
    return posixpath.basename(path).partition(".")[0]


def untested_stem(path: str) -> str:
    """What a test file is named after: `foo` for test_foo.py, foo_test.go, foo.spec.ts, FooTest.java."""
    return re.sub(r"^[Tt]est_?|[_-]?[Tt]ests?$|[_-]?[Ss]pec$", "", stem_of(path))


def _damping(file: FileRow, about_tests: bool) -> float:
    return {"test": 0.8 if about_tests else 0.66, "doc": 0.7, "config": 0.3, "example": 0.5}.get(file.role, 1.0)
