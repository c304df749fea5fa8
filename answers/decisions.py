"""Which recorded decision a question is about."""

from __future__ import annotations

import re

from ..graph.view import Place, View
from ..indexers.words import words
from ..notes.decision import records
from .terms import Terms

_INSTEAD = re.compile(r"\b(?:instead of|rather than|over|and not)\b", re.IGNORECASE)
_ENOUGH = 0.5
_IN_TEXT = 0.5
"""A word of the text counts so much of one of the title."""
_UNKNOWN = 6.0
"""What a word says that stands nowhere."""


def decided(view: View, subject: str) -> Place | None:
    """The file of the record that says most of what the subject says; None when none says enough of it."""
    terms = Terms(view.search, _INSTEAD.split(subject)[0])
    mass = {stem: weight * (terms.idf(stem) or _UNKNOWN) for stem, weight in terms.weights.items()}
    best, found = 0.0, None
    for record in records(view) if mass else ():
        title = set(words(f"{record.title} {record.place.path}").split())
        text = set(words(" ".join(view.lines(record.place.path))).split())
        said = sum(mass[stem] * (1 if stem in title else _IN_TEXT if stem in text else 0) for stem in mass)
        if said > best and not title.isdisjoint(mass):
            best, found = said, record.place
    return found if best >= _ENOUGH * sum(mass.values()) else None
