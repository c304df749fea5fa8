"""Which questions in words will be asked, each with what preparing its answer is worth: those that were asked before,
the same asked of what is being worked on now, and those that a model imagined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from ..answers.answer import Answer, is_worth_composing
from ..answers.grounds import PLACES
from ..answers.ladder import answer_in
from ..answers.matching import key
from ..answers.question import code_names, symbols_like
from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.view import View
from .answering import is_answered
from .imagining import HIT, imagined
from .worth import Appraiser, Worth

_FORMS = 10.0
"""So many questions in words are taken to have been asked in forms that nobody knows, besides those that were."""
_MOST_FORMS = 5
_MOST_EDITED = 10
_MOST_SYMBOLS = 5
_MOST_LOOKED_AT = 150
"""Finding out what the facts say of one takes as long as answering it."""


class Anticipated(NamedTuple):
    """One question that may be asked."""

    text: str
    unit: str
    share: float
    """Its part in what is asked in words about the unit."""
    times: int
    """How often it was asked."""
    source: str


class Wanted(NamedTuple):
    """A question that only a model can answer, and what its answer is worth."""

    question: Anticipated
    unit: str
    """Where the facts place it."""
    worth: Worth


def anticipated(view: View, expected: Mapping[str, float]) -> list[Anticipated]:
    """What may be asked in words, each question once and in its shortest words, whichever units it was thought of for.

    `expected` is path -> probability that it is touched or asked about in a working day, most probable first.
    """
    found: dict[tuple[str, ...], Anticipated] = {}
    for question in [*_asked(view), *_of_others(view, expected), *_imagined(view)]:
        meant = key(question.text, view.workspace.name)
        known = found.setdefault(meant, question)
        if known is not question:
            found[meant] = known._replace(
                text=min(known.text, question.text, key=len),
                share=max(known.share, question.share),
                times=known.times + question.times,
            )
    return list(found.values())


def wanted(view: View, appraiser: Appraiser, expected: Mapping[str, float], costs: float) -> Iterator[Wanted]:
    """Of these the ones that a model is needed for, and that the facts find the places of: what a kind of note answers
    is prepared without, and where facts find nothing there is nothing to answer from.
    """

    def probability(question: Anticipated) -> float:
        return appraiser.of_question(question.unit, question.share, question.times, 1, 0).probability

    likeliest = sorted(anticipated(view, expected), key=probability, reverse=True)
    for question in likeliest[:_MOST_LOOKED_AT]:
        if is_answered(view, question.text):
            continue
        found = answer_in(view, question.text)
        if is_worth_composing(found.as_json()):
            worth = appraiser.of_question(question.unit, question.share, question.times, lines_of(found), costs)
            yield Wanted(question, found.unit, worth)


def lines_of(found: Answer) -> int:
    """How many lines one would read to answer from the places that were found."""
    return sum(place.end_line - place.start_line + 1 for place in found.citations[:PLACES])


def _asked(view: View) -> Iterator[Anticipated]:
    for text, unit, times in view.workspace.notes.asked_in_words():
        yield Anticipated(text, unit, 0.0, times, "asked before")


def _of_others(view: View, expected: Mapping[str, float]) -> Iterator[Anticipated]:
    """What was asked of one symbol, asked of those in the files that are probably worked on next."""
    forms: Counter[tuple[str, str]] = Counter()
    for text, _, times in view.workspace.notes.asked_in_words():
        names = code_names(text)
        if len(names) == 1 and text.count(names[0]) == 1 and (places := symbols_like(view, names[0])):
            before, _, after = text.partition(names[0])
            forms[f"{before}{{}}{after}", places[0].symbol.kind] += times
    total = forms.total() + _FORMS
    for path in islice(expected, _MOST_EDITED):
        symbols = [symbol for symbol in view.symbols(path) if symbol.kind in CALLABLE_KINDS | CLASS_KINDS]
        symbols.sort(key=lambda symbol: symbol.start - symbol.end)
        for (form, kind), times in forms.most_common(_MOST_FORMS):
            alike = (symbol for symbol in symbols if symbol.kind == kind and code_names(symbol.qualname))
            for symbol in islice(alike, _MOST_SYMBOLS):
                unit = f"{path}::{symbol.qualname}"
                yield Anticipated(form.replace("{}", symbol.qualname), unit, times / total, 0, "asked of another")


def _imagined(view: View) -> Iterator[Anticipated]:
    """What a model imagined, the likeliest first: the first is taken to be twice as likely as the second, and so on by
    rank, for models' own figures of probability say less than their order."""
    for unit, questions in imagined(view).items():
        total = sum(1 / rank for rank in range(1, len(questions) + 1))
        for rank, text in enumerate(questions, 1):
            yield Anticipated(text, unit, HIT / rank / total, 0, "imagined")
