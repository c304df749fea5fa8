"""Search: the places that any text is about, whatever kind of text it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..graph.view import Place, View
from ..notes.note import evidence_of
from ..workspace import Workspace
from .question import name_places
from .ranking import rank
from .trace import Frame, frames


class Found(NamedTuple):
    """One place, best first among the others."""

    path: str
    start_line: int
    end_line: int
    symbol: str
    score: float

    def as_json(self) -> dict[str, Any]:
        """The place as the command line prints it with --json."""
        return self._asdict()


def search(workspace: Workspace, text: str, count: int) -> list[Found]:
    """The `count` best places for `text`: the frames of a stack trace, what it names, then what it speaks of."""
    view = View(workspace)
    places = [_around(view, frame) for frame in frames(view, text)]
    places += name_places(view, text)
    scored = {place.unit: (place, 100.0 - order) for order, place in enumerate(places)}
    for hit in rank(view, text, count):
        scored.setdefault(hit.place.unit, (hit.place, hit.score))
    best = sorted(scored.values(), key=lambda item: -item[1])[:count]
    return [
        Found(e.path, e.start, e.end, e.symbol, round(score, 4))
        for place, score in best
        if (e := evidence_of(view, place))
    ]


def _around(view: View, frame: Frame) -> Place:
    symbols = view.symbols(frame.path)
    inside = [ordinal for ordinal, symbol in enumerate(symbols) if symbol.start <= frame.line <= symbol.end]
    return view.place(frame.path, inside[-1] if inside else 0)
