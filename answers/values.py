"""Constants that a question about a default or a limit means: "what is the default timeout", "maximum page size"."""

from __future__ import annotations

from ..graph.view import Place, View
from ..indexers.words import parts_of
from .terms import STOP, words_of

_LETTERS = {
    "default": "default", "maximum": "max", "max": "max", "minimum": "min", "min": "min", "limit": "limit",
}  # fmt: skip
"""What a question calls it, and the letters by which names do."""
_FILLING = STOP | {"number", "value", "allowed"}
_MOST_WORDS = 4
"""A question with more words is about more than one value."""
_MOST = 3


def values_asked(view: View, text: str) -> list[Place]:
    """The constants whose names have each word of a short question about a default or a limit.

    [] for any other question, and where so many have them that none is the one that is meant.
    """
    words = [word.lower() for word in words_of(text) if len(word) > 1 and word.lower() not in _FILLING]
    bounds = {_LETTERS[word] for word in words if word in _LETTERS}
    about = {stem for word in words if word not in _LETTERS for stem in parts_of(word)}
    if len(bounds) != 1 or not about or len(words) > _MOST_WORDS:
        return []
    wanted = {*about, *bounds}
    rows = view.store.data_containing(*bounds)
    found = [row for row in rows if {part.removesuffix("imum") for part in parts_of(row.name)} >= wanted]
    return [view.place_of(row) for row in found] if len(found) <= _MOST else []
