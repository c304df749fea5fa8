"""Answers to questions in words: the places that the question is about, each in its own words."""

from __future__ import annotations

from ..facts import DATA_KINDS
from ..graph.view import Place, View
from ..indexers.words import expand
from ..notes.hostile import without_orders
from ..notes.note import evidence_at
from ..notes.wording import first_paragraph, shortened
from .answer import Answer, Citation
from .confidence import confidence_of
from .question import Question, did_you_mean
from .ranking import Ranking, places_of, rank
from .terms import Terms, words_of
from .trace import Frame, frames, place_at
from .values import values_asked

ABSTAIN_BELOW = 0.35
"""Below this confidence the places are shown as the nearest, not as an answer."""

_TRACED = 0.9
_VALUED = 0.8
"""At least so sure are constants that have every word of the question in their names."""
_MISSPELT = 0.3
_MOST_WORDS = 8
_MAX_PLACES = 15
_TOLD = 5
_NAMES = 10
_QUOTED = 3
_BESIDE = 3
_ALSO = 6
"""So many further names are told of each of the first `_BESIDE` files."""
_MAX_WIDTH = 110


def answer(view: View, question: Question) -> Answer:
    """The best places for the question's text, told from their docs, signatures and most telling lines.

    The frames of a stack trace come first, the innermost before the others; then the constants that it means.
    """
    traced = frames(view, question.text)
    values = values_asked(view, question.text)
    ranking = rank(view, question.text)
    ranking = ranking.within(question.role) if question.role else ranking
    rows = places_of(view, ranking, _MAX_PLACES)
    places = [(place.path, place.symbol.start, place.symbol.end, place.symbol.qualname)
              for place in (*(place_at(view, frame) for frame in traced), *values)]  # fmt: skip
    places += [(row.path, row.start, row.end, row.qualname) for row in rows]
    evidence = (evidence_at(view, *place) for place in dict.fromkeys(places))
    cited = [Citation(*item[:4]) for item in evidence if item][:_MAX_PLACES]
    spelling = _spelling(view, question)
    if not cited:
        text = f"{spelling}Nothing in this repository speaks of that; try the words that its code would use."
        return Answer(text, "abstain", 0.0, [], "search")
    if traced:
        text = "\n".join(_told_frame(view, frame) for frame in traced[:_TOLD])
        return Answer(
            f"The trace, innermost first:\n{text}", "fact", _TRACED, cited, "trace", place_at(view, traced[0]).unit
        )
    told = list(dict.fromkeys([*values, *map(view.place_of, rows[:_TOLD])]))
    lines = [_told(view, place, ranking.terms) for place in told if _is_telling(place, told)]
    text = "\n".join([*lines, *_beside(view, ranking, told)])
    confidence = confidence_of(view, ranking) * (_MISSPELT if question.meant or question.unknown else 1)
    confidence = max(confidence, _VALUED) if values else confidence
    if confidence < ABSTAIN_BELOW:
        text = f"{spelling}I can't tell from the code with confidence. The nearest places:\n{text}"
        return Answer(text, "abstain", confidence, cited, "search", told[0].unit)
    return Answer(text, "fact", confidence, cited, "search", told[0].unit)


def _told_frame(view: View, frame: Frame) -> str:
    """Where one line of a trace is, and what stands there."""
    place = place_at(view, frame)
    inside = place.symbol.start <= frame.line <= place.symbol.end
    line = "".join(view.lines(frame.path)[frame.line - 1 : frame.line]).strip() if inside else ""
    about = first_paragraph(place.symbol.doc)
    told = f"{place.title} ({frame.path}:{frame.line if inside else place.symbol.start}){': ' if about else ''}{about}"
    return f"{told}\n  {frame.line}: {line[:_MAX_WIDTH]}" if line else told


def _is_telling(place: Place, told: list[Place]) -> bool:
    """Whether there is something to say of it: a file alone says nothing beside a symbol in it."""
    return bool(place.symbol.name or place.symbol.doc) or all(
        other.path != place.path for other in told if other is not place
    )


def _told(view: View, place: Place, terms: Terms) -> str:
    symbol = place.symbol
    doc = shortened(first_paragraph(symbol.doc))
    about = f"{symbol.signature}; {doc}" if doc and symbol.kind in DATA_KINDS else doc or symbol.signature
    lines = [f"{place.title} ({place.path}:{symbol.start}){': ' if about else ''}{about}"]
    if symbol.name:
        quoted = _telling_lines(view, place, terms)
        lines += [f"  {number}: {without_orders(text)[:_MAX_WIDTH]}" for number, text in quoted]
        names = view.store.known_names_in(place.path, place.ordinal)
        if names:
            lines.append(f"  Names in it: {', '.join(names[:_NAMES])}.")
    return "\n".join(lines)


def _beside(view: View, ranking: Ranking, told: list[Place]) -> list[str]:
    """For each of the first files, what else in it the question may be about, likeliest first."""
    shown = {(place.path, place.ordinal) for place in told}
    lines = []
    for ranked in ranking.files[:_BESIDE]:
        ids = [match.symbol_id for match in ranked.matches[: _ALSO + len(told)]]
        rows = view.store.symbols_by_id(ids)
        others = [row for row in map(rows.__getitem__, ids) if row.name and (row.path, row.ordinal) not in shown]
        if others:
            names = ", ".join(f"{row.qualname} ({row.start})" for row in others[:_ALSO])
            lines.append(f"Also in {ranked.file.path}: {names}.")
    return lines


def _telling_lines(view: View, place: Place, terms: Terms) -> list[tuple[int, str]]:
    """The few different lines of a symbol, beside its documentation, that say most of what the question asks."""
    said: dict[str, tuple[float, int]] = {}
    source = view.text(place)
    body = place.symbol.start + (1 if place.symbol.doc else _lines_of_signature(place, source))
    for number, line in enumerate(source, place.symbol.start):
        text = line.strip()
        if number >= body and text not in said and text.strip("\"' ") not in place.symbol.doc:
            stems = {stem for word in words_of(text) for stem in expand(word).split()}
            said[text] = (sum(terms.idf(stem) for stem in sorted(stems) if stem in terms.weights), number)
    best = sorted(said, key=lambda text: (-said[text][0], said[text][1]))[:_QUOTED]
    return sorted((said[text][1], text) for text in best if said[text][0])


def _lines_of_signature(place: Place, source: list[str]) -> int:
    """How many of its lines are decorators and signature, at least one: the signature is said where there is no doc."""
    left = sum(map(len, "".join([*place.symbol.decorators, place.symbol.signature]).split()))
    for count, line in enumerate(source, 1):
        left -= sum(map(len, line.split()))
        if left <= 0:
            return count
    return 1


def _spelling(view: View, question: Question) -> str:
    """What a misspelt name may have meant; only for questions short enough to be about one."""
    meant = list(question.meant)
    words = words_of(question.text)
    if not meant and len(words) <= _MOST_WORDS:
        unknown = (
            word for word in words if len(word) > 3 and not any(map(view.search.frequency, expand(word).split()))
        )
        meant = [name for word in unknown for name in did_you_mean(view, word)]
    if question.unknown and not meant:
        return f"Nothing here is called {question.subject}. "
    return f"Did you mean {' or '.join(meant[:3])}? " if meant else ""
