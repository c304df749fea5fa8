"""Search: the places that any text is about, whatever kind of text it is."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..graph.view import View
from ..notes.note import evidence_at
from ..workspace import Workspace
from .locating import locate
from .question import name_places, shortened
from .ranking import places_of
from .trace import frames, place_at


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
    with workspace.database.reading():
        view, text = View(workspace), shortened(text)
        sure = [place_at(view, frame) for frame in frames(view, text)] + name_places(view, text)
        rows = [(place.path, place.symbol.start, place.symbol.end, place.symbol.qualname) for place in sure]
        likely = places_of(view, locate(view, text), count, (2,))
        rows += [(row.path, row.start, row.end, row.qualname) for row in likely]
        found = (evidence_at(view, *row) for row in dict.fromkeys(rows))
        shown = [item for item in found if item][:count]
    return [Found(*item[:4], round(1 - order / (len(shown) + 1), 4)) for order, item in enumerate(shown)]
