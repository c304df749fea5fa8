"""How probable it is that a right file is among the first five: by grounding, not by the ranking's own shape alone.

A logistic regression over seven features, fitted on long questions about five repositories and short ones about eight;
the wrong cases are the same questions asked of repositories that do not answer them (benchmarks/calibration.py fits
and checks it). A word that only stands somewhere in a body says little: what a repository does, it has names for.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..graph.view import View
from ..indexers.words import expand, words
from ..store.facts import SymbolRow
from .question import code_names, last_part
from .ranking import Ranking
from .terms import NOISE, words_of

_UNKNOWN_IDF = 8.0
_TOP = 5
_MAX_LINES = 200
_INTERCEPT = -16.8
_MANY_WORDS = 8


class Features(NamedTuple):
    """What grounding is measured by, each from 0 to about 1."""

    known: float
    """Share of what the question's words say that stands anywhere in the repository."""
    covered: float
    """The same for the best of the first passages alone."""
    names: float
    """Share of the names of code in the question that the repository knows; a half when there are none."""
    margin: float
    """How far the first file is ahead of the fifth."""
    told: float
    """What `covered` is, for the path, the name, the signature and the documentation of a passage alone."""
    named: float
    """The same for its path and its name."""
    length: float
    """How many words say something, full at eight: a match of one or two may be chance."""


_WEIGHTS = Features(known=1.9, covered=3.5, names=4.0, margin=4.1, told=4.8, named=4.2, length=8.2)


def confidence_of(view: View, ranking: Ranking) -> float:
    """The probability, 0 to 1, that one of the first five files is right."""
    if not ranking.matches:
        return 0.0
    features = features_of(view, ranking)
    z = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, features, strict=True))
    return 1 / (1 + math.exp(-z))


def features_of(view: View, ranking: Ranking) -> Features:
    """Measure the grounding of a ranking that found something."""
    terms = ranking.terms
    stems = {expand(word).split()[0] for word in words_of(terms.text) if word.lower() not in NOISE and expand(word)}
    mass = sum(terms.idf(stem) or _UNKNOWN_IDF for stem in stems) or 1.0
    rows = view.store.symbols_by_id([match.symbol_id for match in ranking.matches[:_TOP]])
    said = [(_named_in(row), _told_in(view, row), _stems_of(view, row)) for row in rows.values()]
    named, told, covered = (max(sum(map(terms.idf, stems & found)) for found in sets)
                            for sets in zip(*said, strict=True))  # fmt: skip
    names = code_names(terms.text)
    files = ranking.files
    return Features(
        known=sum(map(terms.idf, stems)) / mass,
        covered=covered / mass,
        names=sum(bool(view.store.defining_files(last_part(name))) for name in names) / len(names) if names else 0.5,
        margin=(files[0].score - files[_TOP - 1].score) / 5 if len(files) >= _TOP else 0.0,
        told=told / mass,
        named=named / mass,
        length=min(1.0, len(stems) / _MANY_WORDS),
    )


def _named_in(row: SymbolRow) -> set[str]:
    """The words of a symbol's path and name."""
    return set(words(f"{row.path} {row.qualname}").split())


def _told_in(view: View, row: SymbolRow) -> set[str]:
    """The words of what a symbol says of itself."""
    symbol = view.place_of(row).symbol
    return set(words(f"{row.path} {row.qualname} {symbol.signature} {symbol.doc}").split())


def _stems_of(view: View, row: SymbolRow) -> set[str]:
    """The words that stand in a symbol's lines and in its path."""
    lines = view.lines(row.path)[row.start - 1 : min(row.end, row.start + _MAX_LINES)]
    return set(words(f"{row.path} {row.qualname} {' '.join(lines)}").split())
