"""Which places a text is about: candidates from full-text search, ordered by what else speaks for them."""

from __future__ import annotations

from typing import NamedTuple

from ..graph.view import Place, View
from ..indexers.words import WORD, expand


class Hit(NamedTuple):
    """A place and how much speaks for it."""

    place: Place
    score: float


STOP_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have how i if in into is it its of on or "
    "our should so such than that the their them then there these they this those to use used uses using was we were "
    "what when where which while who whose why will with within would you your".split()
)
_WEIGHTS = (4.0, 2.0, 2.0, 1.0)
_DAMPED = {"test": 0.3, "example": 0.3, "doc": 0.4, "config": 0.5}


def rank(view: View, text: str, limit: int = 20) -> list[Hit]:
    """The places that `text` is about, best first."""
    terms = [part for word in WORD.findall(text) for part in expand(word).split() if part not in STOP_WORDS][:60]
    matches = view.search.passages(terms, _WEIGHTS, 200)
    rows = view.store.symbols_by_id([match.symbol_id for match in matches])
    about_tests = "test" in text.lower()
    scored = []
    for match in matches:
        row = rows[match.symbol_id]
        damping = 1.0 if about_tests and row.role == "test" else _DAMPED.get(row.role, 1.0)
        scored.append((match.score * damping, row))
    scored.sort(key=lambda item: (-item[0], item[1].path, item[1].start))
    return [Hit(view.place_of(row), score) for score, row in scored[:limit]]
