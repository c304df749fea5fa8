"""How much of the code has a prepared note that is still true."""

from __future__ import annotations

from typing import NamedTuple

from ..graph.view import View
from ..store.notes import StoredNote, is_fresh
from ..workspace import Workspace


class Coverage(NamedTuple):
    """What is prepared, now."""

    notes: int
    fresh: int
    """Of these, how many are still true."""
    lines: int
    """Of the source files."""
    covered: int
    """Of these, how many lie in a file or symbol with a fresh note."""

    @property
    def share(self) -> float:
        """Of the lines, 0 to 1."""
        return self.covered / self.lines if self.lines else 0.0


def coverage(workspace: Workspace) -> Coverage:
    """Look at every note."""
    with workspace.database.reading():
        view = View(workspace)
        notes = workspace.notes.all()
        fresh = [note for note in notes if is_fresh(note, view.digest)]
        sources = {row.path: row.lines for row in view.store.files() if row.blob_id and row.role == "source"}
        covered: dict[str, set[int]] = {}
        for note in fresh:
            path = note.unit.partition("::")[0]
            if path in sources:
                covered.setdefault(path, set()).update(_lines(view, note, sources[path]))
    return Coverage(len(notes), len(fresh), sum(sources.values()), sum(map(len, covered.values())))


def _lines(view: View, note: StoredNote, lines: int) -> range:
    place = view.find(note.unit)
    if place is None or not place.symbol.name:
        return range(1, lines + 1)
    return range(place.symbol.start, place.symbol.end + 1)
