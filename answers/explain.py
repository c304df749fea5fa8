"""Answers to questions in words: the places that the question is about, each in its own words."""

from __future__ import annotations

from ..graph.references import CERTAIN, targets_of
from ..graph.view import Place, View
from ..notes.note import evidence_at
from ..notes.what import first_paragraph
from .answer import Answer, Citation
from .question import Question
from .ranking import places_of, rank

_MAX_PLACES = 15
_TOLD = 5


def answer(view: View, question: Question) -> Answer:
    """The best places for the question's text, told from their docs and signatures."""
    ranking = rank(view, question.text)
    places = places_of(view, ranking, _MAX_PLACES)
    if not places:
        return Answer("Nothing in this repository speaks of that.", "abstain", 0.0, [], "search")
    evidence = (evidence_at(view, row.path, row.start, row.end, row.qualname) for row in places)
    cited = [Citation(item.path, item.start, item.end, item.symbol) for item in evidence if item]
    told = [view.place_of(row) for row in places[:_TOLD]]
    return Answer("\n".join(_told(view, place) for place in told), "fact", 0.6, cited, "search", told[0].unit)


def _told(view: View, place: Place) -> str:
    symbol = place.symbol
    about = first_paragraph(symbol.doc) if symbol.doc else symbol.signature
    calls = [t.place.symbol.name for t in targets_of(view, place, ("call",)) if t.confidence >= CERTAIN]
    names = ", ".join(list(dict.fromkeys(filter(None, calls)))[:8])
    return f"{place.title} ({place.path}:{symbol.start}): {about}" + (f" It calls {names}." if names else "")
