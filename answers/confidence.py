"""How probable it is that a right file is among the first five: by grounding, not by the ranking's own shape alone.

A logistic regression over five features, fitted on questions about five repositories and, as the wrong cases, the same
questions asked of repositories that they are not about (benchmarks/calibration.py fits and checks it).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from ..graph.view import View
from ..indexers.words import expand, words
from ..store.facts import SymbolRow
from .question import code_names, last_part
from .ranking import Ranking
from .terms import FULL, NOISE, words_of

_UNKNOWN_IDF = 8.0
_TOP = 5
_MAX_LINES = 200
_INTERCEPT = -8.0


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
    score: float
    """How well the best passage matches, for each word of the question."""


_WEIGHTS = Features(known=1.6, covered=4.2, names=3.7, margin=4.4, score=5.9)


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
    covered = (sum(map(terms.idf, stems & _stems_of(view, row))) for row in rows.values())
    names = code_names(terms.text)
    files = ranking.files
    return Features(
        known=sum(map(terms.idf, stems)) / mass,
        covered=max(covered) / mass,
        names=sum(bool(view.store.defining_files(last_part(name))) for name in names) / len(names) if names else 0.5,
        margin=(files[0].score - files[_TOP - 1].score) / 5 if len(files) >= _TOP else 0.0,
        score=ranking.matches[0].score / (5 * sum(terms.weights.values()) / FULL),
    )


def _stems_of(view: View, row: SymbolRow) -> set[str]:
    """The words that stand in a symbol's lines and in its path."""
    lines = view.lines(row.path)[row.start - 1 : min(row.end, row.start + _MAX_LINES)]
    return set(words(f"{row.path} {row.qualname} {' '.join(lines)}").split())
