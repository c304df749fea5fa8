"""The words of a question that say what it is about, and how much each says."""

from __future__ import annotations

import math
import re
from functools import cached_property
from itertools import pairwise

from ..indexers.words import expand, parts_of
from ..store.search import Search

FULL = 2
"""The weight of an ordinary word; a word that most questions have counts half."""

_WORD = re.compile(r"[^\W\d]\w*|\d+")
_TOO_COMMON = {1: 0.2, 2: 0.3}
"""Words in more than this share of all passages, by their weight, cost most and say least."""
_FEWEST_WORDS = 4
_TYPICAL_IDF = 6.0
"""What a word that the question lacks is taken to say: to look up its frequency would cost more than it tells."""

_STOP_WORDS = """
a an the of to in on for and or is are was were be been being by with from as at that this these those it its which
what how why where when who does do did would could should can may might will not no if into between than then there
their them they has have had each any all other such about via per over under during while so but only also both
rather
"""
STOP = frozenset(_STOP_WORDS.split())
_NOISE_WORDS = """
role purpose mechanism architectural relationship interaction interact design architecture implementation implement
semantic semantics specific specifically ensure enable enables behavior affect effect impact implications implication
consequence consequences rationale separation concern concerns constraint constraints validate system framework
codebase repository significance approach pattern patterns logic integrate integration strategy support supports
performance trade offs underlying explain describe use used uses using differ difference different handle handles
handling determine maintain prevent provide provides provided occur within across
"""
NOISE = STOP | frozenset(_NOISE_WORDS.split())
_ISSUE_NOISE_WORDS = """
i we you me my our he she get got add added adds fix fixes fixed fixing bug issue issues problem pr pull request
description expected actual version following like see try run running want please code example
"""
ISSUE_NOISE = NOISE | frozenset(_ISSUE_NOISE_WORDS.split())

ABBREVIATIONS = """
argument: arg args argv; arguments: args; keyword: kw kwargs kwarg; parameter: param params
configuration: config cfg conf; attribute: attr attrs getattr; dictionary: dict; mapping: dict map; message: msg
string: str; exception: exc err error; error: err exc; context: ctx; directory: dir; directories: dirs
temporary: tmp temp; environment: env; asynchronous: async; identifier: id ident; definition: def; function: func fn
application: app; initialization: init __init__; initializer: init __init__; constructor: init __init__
equality: __eq__ eq; length: __len__ len; representation: repr __repr__; iteration: iter __iter__
iterator: iter __iter__; property: prop; properties: props; number: num; dimension: dim dims; coordinate: coord coords
variable: var vars; authentication: auth; authorization: auth; session: sess; request: req; response: resp
source: src; destination: dest dst; previous: prev; current: cur curr; information: info; reference: ref; callback: cb
character: char; regular: re regex; expression: expr; statement: stmt; package: pkg; maximum: max; minimum: min
specification: spec; parametrization: parametrize param; utility: util utils; index: idx; value: val; object: obj
document: doc; documentation: doc docs; database: db; repository: repo; implementation: impl; execute: exec
execution: exec; command: cmd; button: btn; address: addr; buffer: buf; calculate: calc; administration: admin
original: orig; parallel: par; library: lib; standard: std; output: out stdout; comparison: cmp eq
synchronization: sync; synchronous: sync; timestamp: ts; position: pos; operation: op; operator: op
delete: del delitem delattr; deserialization: loads load; serialization: dumps dump; hexadecimal: hex; integer: int
boolean: bool; traceback: tb; decorator: deco; standardize: normalize; callable: __call__ call
auth: authentication authorization; config: configuration cfg conf; init: initialize __init__
dedupe: deduplicate unique; deduplicate: dedupe dedup unique; env: environment; repo: repository
param: parameter; arg: argument; sync: synchronize
initialise: init initialize __init__; serialise: serialize dumps; normalise: normalize; authorise: authorize auth
synchronise: synchronize sync; optimise: optimize; customise: customize; colour: color; behaviour: behavior
"""
"""What people say: what they write in code, and the other way round; British spellings are among it."""


def words_of(text: str) -> list[str]:
    """The words of a text, in order."""
    return _WORD.findall(text)


class Terms:
    """The weighted words of one question against one repository."""

    def __init__(self, search: Search, text: str, noise: frozenset[str] = NOISE, times: int = 1) -> None:
        """Take the words of `text`; those in `noise` count half. `times` multiplies all weights."""
        self._search = search
        self.text = text
        self.weights: dict[str, int] = {}
        for word in _WORD.findall(text):
            if word.lower() not in STOP and len(word) > 1:
                weight = (FULL // 2 if word.lower() in noise else FULL) * times
                for stem in expand(word).split():
                    self.weights[stem] = max(self.weights.get(stem, 0), weight)

    @cached_property
    def passage_count(self) -> int:
        """How many passages there are."""
        return self._search.passage_count()

    def idf(self, stem: str) -> float:
        """How much a word says, as BM25 weighs it; 0 for one that is nowhere."""
        frequency = self._search.frequency(stem)
        return max(1e-6, math.log((self.passage_count - frequency + 0.5) / (frequency + 0.5))) if frequency else 0.0

    def useful(self) -> dict[str, int]:
        """The words to search for: without those nowhere and those almost everywhere."""
        useful = {
            stem: weight
            for stem, weight in self.weights.items()
            if 0 < self._search.frequency(stem) <= self.passage_count * _TOO_COMMON[min(weight, FULL)]
        }
        return useful if len(useful) >= _FEWEST_WORDS else self.weights

    def most_telling(self, count: int) -> dict[str, int]:
        """The `count` words that say most."""
        best = sorted(self.weights, key=lambda stem: (-self.weights[stem] * self.idf(stem), stem))[:count]
        return {stem: self.weights[stem] for stem in best}

    def add_code_spellings(self) -> None:
        """Add what code writes for these words: abbreviations, and neighbours written as one."""
        abbreviations = _abbreviations()
        for stem in list(self.weights):
            for short in abbreviations.get(stem, ()):
                self.weights.setdefault(short, FULL // 2)
        stems = [parts[0] if len(parts := parts_of(word)) == 1 else "" for word in _WORD.findall(self.text)
                 if word.lower() not in STOP]  # fmt: skip
        for left, right in pairwise(stems):
            if left and right:
                for one in (left, *abbreviations.get(left, ())):
                    for other in (right, *abbreviations.get(right, ())):
                        if one + other not in self.weights and self._search.frequency(one + other):
                            self.weights[one + other] = FULL // 2

    def cover(self, stems: set[str]) -> tuple[float, float]:
        """What share of some words the question has, by how much they say (0 to 1), and how much those say."""
        found = [(self.idf(stem), self.weights[stem]) for stem in stems if stem in self.weights]
        said = sum(idf for idf, _ in found)
        missing = (len(stems) - len(found)) * _TYPICAL_IDF
        if not said:
            return 0.0, 0.0
        return sum(idf * min(1.0, weight * 0.75) for idf, weight in found) / (said + missing), said


_parsed: dict[str, list[str]] = {}


def _abbreviations() -> dict[str, list[str]]:
    if not _parsed:
        for entry in ABBREVIATIONS.replace("\n", ";").split(";"):
            word, _, short = entry.strip().partition(": ")
            if word:
                stem = parts_of(word)[0]
                stems = (name if name.startswith("__") else parts_of(name)[0] for name in short.split())
                _parsed.setdefault(stem, []).extend(name for name in stems if name != stem)
    return _parsed
