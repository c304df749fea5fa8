"""Answers to questions in words: the places that the question is about, each in its own words."""

from __future__ import annotations

from ..graph.view import Place, View
from ..indexers.words import expand
from ..notes.note import evidence_at
from ..notes.wording import first_paragraph
from .answer import Answer, Citation
from .confidence import confidence_of
from .question import Question, did_you_mean
from .ranking import places_of, rank
from .terms import Terms, words_of
from .trace import frames, place_at

ABSTAIN_BELOW = 0.35
"""Below this confidence the places are shown as the nearest, not as an answer."""

_TRACED = 0.9
_MAX_PLACES = 15
_TOLD = 5
_NAMES = 10
_QUOTED = 3
_MAX_WIDTH = 110


def answer(view: View, question: Question) -> Answer:
    """The best places for the question's text, told from their docs, signatures and most telling lines.

    The frames of a stack trace come first, the innermost before the others.
    """
    ranking = rank(view, question.text)
    traced = [place_at(view, frame) for frame in frames(view, question.text)]
    rows = places_of(view, ranking, _MAX_PLACES)
    places = [(place.path, place.symbol.start, place.symbol.end, place.symbol.qualname) for place in traced]
    places += [(row.path, row.start, row.end, row.qualname) for row in rows]
    evidence = (evidence_at(view, *place) for place in dict.fromkeys(places))
    cited = [Citation(item.path, item.start, item.end, item.symbol) for item in evidence if item][:_MAX_PLACES]
    if not cited:
        text = f"Nothing in this repository speaks of that.{_spelling(view, question)}"
        return Answer(text, "abstain", 0.0, [], "search")
    told = list(dict.fromkeys((*traced, *(view.place_of(row) for row in rows[:_TOLD]))))[:_TOLD]
    text = "\n".join(_told(view, place, ranking.terms) for place in told)
    if traced:
        return Answer(f"The trace ends here:\n{text}", "fact", _TRACED, cited, "trace", told[0].unit)
    confidence = confidence_of(view, ranking)
    if confidence < ABSTAIN_BELOW:
        text = f"I can't tell from the code with confidence.{_spelling(view, question)} The nearest places:\n{text}"
        return Answer(text, "abstain", confidence, cited, "search", told[0].unit)
    return Answer(text, "fact", confidence, cited, "search", told[0].unit)


def _told(view: View, place: Place, terms: Terms) -> str:
    symbol = place.symbol
    about = first_paragraph(symbol.doc) if symbol.doc else symbol.signature
    lines = [f"{place.title} ({place.path}:{symbol.start}){': ' if about else ''}{about}"]
    if symbol.name:
        lines += [f"  {number}: {text[:_MAX_WIDTH]}" for number, text in _telling_lines(view, place, terms)]
        names = view.store.known_names_in(place.path, place.ordinal)
        if names:
            lines.append(f"  Names in it: {', '.join(names[:_NAMES])}.")
    return "\n".join(lines)


def _telling_lines(view: View, place: Place, terms: Terms) -> list[tuple[int, str]]:
    """The few lines of a symbol that say most of what the question asks, in their order."""
    scored = []
    for number, text in enumerate(view.text(place), place.symbol.start):
        stems = {stem for word in words_of(text) for stem in expand(word).split()}
        said = sum(terms.idf(stem) for stem in stems if stem in terms.weights)
        if said and number > place.symbol.start and text.strip() not in place.symbol.doc:
            scored.append((said, number, text.strip()))
    best = sorted(scored, key=lambda item: (-item[0], item[1]))[:_QUOTED]
    return sorted((number, text) for _, number, text in best)


def _spelling(view: View, question: Question) -> str:
    """What a misspelt name may have meant; only for questions short enough to be about one."""
    words = words_of(question.text)
    if len(words) > 8:
        return ""
    unknown = [word for word in words if len(word) > 3 and not any(map(view.search.frequency, expand(word).split()))]
    meant = [name for word in unknown for name in did_you_mean(view, word)]
    return f" Did you mean {' or '.join(meant[:3])}?" if meant else ""
