"""Which files a change will touch: issues, feature requests, pull requests and error messages as search text.

The change is not asked about but described, so besides the code itself the history speaks: commits with a similar
message, and files that change together. The weights were fitted on merged changes of nine repositories and rounded
(benchmarks/ranking.py prints what they reach).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict

from ..graph.view import View
from ..indexers.words import expand, parts_of
from ..store.facts import FileRow
from ..store.search import Match
from .question import code_names, last_part
from .ranking import Ranked, Ranking, scaled, stem_of, strengths
from .terms import FULL, ISSUE_NOISE, Terms, words_of
from .trace import path_here

_CANDIDATES = 300
_MAX_WORDS = 48
_MAX_BODY = 6_000
_MOST_DEFINERS = 3
"""A name that more files define says nothing about which one is meant."""
_WEIGHTS = {
    "passages": 2.2,
    "named": 1.3,
    "path": 1.5,
    "stem": 0.75,
    "folders": 1.25,
    "similar": 0.8,
    "same_title": 2.5,
}
_SPARSE = ("similar", "same_title", "path", "named")
_TOGETHER_WEIGHT = 1.2
_LESS = {"test": 4.0, "doc": 3.5, "config": 2.7, "example": 2.3}
_LESS_WHEN_ASKED_FOR = {"test": 2.5, "doc": 2.0}
"""Changes are looked for in code: a test or document is put back by so much, by less when the title asks for one."""
_ASKED_FOR = {"test": re.compile(r"\btests?\b", re.IGNORECASE), "doc": re.compile(r"\bdocs?\b", re.IGNORECASE)}

_NO_TEXT = re.compile(
    r"^[ \t]*(?:Co-authored-by|Signed-off-by):[^\n]*$|<!--.*?(?:-->|\Z)|https?://\S+|</?\w+[^<>]*>",
    re.MULTILINE | re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"v?\d*")
"""What tells one release, update or issue from the next, and nothing of where they happen."""
_PATH = re.compile(r"(?<![\w.\-/])[\w.\-/]+/[\w.\-/]*\w|\b\w+\.[a-z]{1,4}\b|\b[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)+")


def locate(view: View, text: str) -> Ranking:
    """Rank the files of the repository for a text that describes a change or a failure."""
    plain = _NO_TEXT.sub(" ", text).strip()
    title, _, body = plain.partition("\n")
    terms = _terms(view, title, body[:_MAX_BODY])
    evidence = _Evidence(view, terms, Terms(view.search, title, ISSUE_NOISE), plain)
    return Ranking(terms, evidence.matches, evidence.ranked(title))


def _terms(view: View, title: str, body: str) -> Terms:
    """The words of both, those of the title counting twice and those said again and again half as much again."""
    terms = Terms(view.search, body, ISSUE_NOISE)
    for stem, weight in Terms(view.search, title, ISSUE_NOISE, times=2).weights.items():
        terms.weights[stem] = max(weight, terms.weights.get(stem, 0))
    counts = Counter(stem for word in words_of(f"{title} {body}") for stem in expand(word).split())
    for stem, weight in terms.weights.items():
        if counts[stem] >= 3:
            terms.weights[stem] = weight + (weight + 1) // 2
    terms.weights = terms.most_telling(_MAX_WORDS)
    return terms


class _Evidence:
    """What speaks for each candidate file."""

    def __init__(self, view: View, terms: Terms, title: Terms, text: str) -> None:
        self._view, self._terms, self._title = view, terms, title
        self._found: dict[str, dict[int, float]] = {kind: defaultdict(float) for kind in _WEIGHTS}
        self.matches = view.search.passages(terms.useful(), _CANDIDATES, FULL)
        self.matches_in: dict[int, list[Match]] = defaultdict(list)
        for match in self.matches:
            self.matches_in[match.file_id].append(match)
        self._found["passages"] |= scaled(strengths(self.matches_in))
        self._from_names(text[:_MAX_BODY])
        self._from_paths(text[: 2 * _MAX_BODY])
        self._from_commits()
        self.files = view.store.files_by_id(self._candidates())
        for file_id, file in self.files.items():
            folder = file.path.rpartition("/")[0]
            self._found["stem"][file_id] = self._cover(set(parts_of(stem_of(file.path))))
            self._found["folders"][file_id] = self._cover(set(parts_of(folder)))

    def ranked(self, title: str) -> list[Ranked]:
        """The candidates, best first."""
        scores = {file_id: self._score(file_id, file, title) for file_id, file in self.files.items()}
        together = self._together(scores)
        new = [i for i in sorted(together, key=lambda i: (-together[i], i))[:15] if i not in self.files]
        self.files |= self._view.store.files_by_id(new)
        for file_id, file in self.files.items():
            base = scores.get(file_id) if file_id in scores else self._score(file_id, file, title)
            scores[file_id] = (base or 0.0) + _TOGETHER_WEIGHT * together.get(file_id, 0.0)
        order = sorted(scores, key=lambda i: (-scores[i], self.files[i].path))
        return [Ranked(self.files[i], scores[i], self.matches_in[i]) for i in order]

    def _score(self, file_id: int, file: FileRow, title: str) -> float:
        asked = file.role in _ASKED_FOR and _ASKED_FOR[file.role].search(title)
        less = (_LESS_WHEN_ASKED_FOR if asked else _LESS).get(file.role, 0.0)
        return sum(weight * self._found[kind].get(file_id, 0.0) for kind, weight in _WEIGHTS.items()) - less

    def _from_names(self, text: str) -> None:
        in_title = set(code_names(self._title.text))
        for name in dict.fromkeys((*in_title, *code_names(text))):
            definers = self._view.store.defining_files(last_part(name))
            if len(definers) <= _MOST_DEFINERS:
                for file_id in definers:
                    self._raise("named", file_id, (2 if name in in_title else 1) / len(definers))

    def _from_paths(self, text: str) -> None:
        for name in dict.fromkeys(_PATH.findall(text)):
            if path := self._path_of(name):
                row = self._view.store.file(path)
                if row:
                    self._raise("path", row.id, 1.0)

    def _path_of(self, name: str) -> str:
        """The file that a path, or a dotted name of a module or of something in it, stands for; "" for none."""
        path = path_here(self._view, name)
        parts = name.split(".") if "/" not in name else []
        for count in range(len(parts), 1, -1):
            for ending in (".py", "/__init__.py", ".ts"):
                path = path or path_here(self._view, "/".join(parts[:count]) + ending)
        return path

    def _from_commits(self) -> None:
        """The files of commits that speak of the same, and of those whose message is much like the title."""
        search = self._view.search
        alike = search.messages(self._terms.weights, 40, FULL)
        title = {stem: weight for stem, weight in self._title.weights.items() if not _NUMBER.fullmatch(stem)}
        named = search.messages(title, 60, FULL)
        touched = self._view.workspace.history.files_touched([revision for revision, _ in (*alike, *named)])
        for revision, score in alike:
            for file_id in touched.get(revision, ()):
                self._raise("similar", file_id, score / alike[0][1] / len(touched[revision]) ** 0.25)
        count = search.message_count()
        own = 1.4 * sum(
            weight / FULL * math.log(max(1.0, (count + 0.5) / (search.message_frequency(stem) + 0.5)))
            for stem, weight in title.items()
        )
        newest = max((revision for revision, _ in named), default=0)
        for revision, score in named:
            likeness = min(1.0, score / own) if own else 0.0
            recency = 0.5 + 0.5 * math.exp((revision - newest) / 300)
            for file_id in touched.get(revision, ()):
                self._raise("same_title", file_id, likeness**2 * recency)

    def _candidates(self) -> set[int]:
        best = set()
        for kind, most in {"passages": 120}.items() | dict.fromkeys(_SPARSE, 30).items():
            found = self._found[kind]
            best |= set(sorted(found, key=lambda i: (-found[i], i))[:most])
        return best

    def _cover(self, stems: set[str]) -> float:
        """How much of a name the text has; words of the title count full, others half."""
        stems = stems - {"test", "init", "src", "lib"}
        said = {stem for stem in stems if stem in self._terms.weights}
        mass = sum(map(self._terms.idf, said)) + 6.0 * len(stems - said)
        found = sum(self._terms.idf(stem) * (1.0 if stem in self._title.weights else 0.5) for stem in said)
        return found / mass if said else 0.0

    def _together(self, scores: dict[int, float]) -> dict[int, float]:
        """What changed together with the best files so far, at most 1."""
        together: dict[int, float] = defaultdict(float)
        for rank, file_id in enumerate(sorted(scores, key=lambda i: (-scores[i], i))[:6]):
            for other, strength in self._view.workspace.history.changed_with(file_id).items():
                together[other] += 0.8**rank * strength
        return scaled(together)

    def _raise(self, kind: str, file_id: int, value: float) -> None:
        self._found[kind][file_id] = max(self._found[kind][file_id], value)
