"""What an editor shows of a symbol beside its language server: why it is there, who uses it, what changed it last."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..graph.view import Place, View
from ..notes.changes import JOINS
from ..notes.note import Note
from ..notes.wording import day, first_paragraph, shortened
from ..workspace import Workspace
from .ladder import note_by_model, note_of
from .pointed import pointed_at

_MOST_CHARACTERS = 200
_MOST_PLACES = 3
_MOST_JOINS = 10
_REASONS = "In its comments:"


class Told(NamedTuple):
    """One line, and where it is to be seen."""

    text: str
    places: list[tuple[str, int]]
    """Path and line."""
    by_model: bool = False
    """Whether a language model wrote it."""


class Hover(NamedTuple):
    """What is shown of one symbol."""

    unit: str
    title: str
    path: str
    start: int
    end: int
    lines: list[Told]

    def as_json(self) -> dict[str, Any]:
        """The same for a client."""
        return {**self._asdict(), "lines": [line._asdict() for line in self.lines]}


def hover(workspace: Workspace, path: str, line: int, name: str, qualifier: str = "") -> Hover | None:
    """Up to three lines on what `name` means in a line of a file; None when there is nothing to add to its code."""
    with workspace.database.reading():
        view = View(workspace)
        place = pointed_at(view, path, line, name, qualifier)
        if place is None or not place.symbol.name:
            return None
        lines = [told for told in (_reason(view, place), _users(view, place), _change(view, place)) if told]
    symbol = place.symbol
    return Hover(place.unit, place.title, place.path, symbol.start, symbol.end, lines) if lines else None


def _reason(view: View, place: Place) -> Told | None:
    """What it is and why: as a model told it and the code showed, else by its own words or a comment inside."""
    written = note_by_model(view, "what", place.unit)
    if written:
        return Told(_first_line(written), _places(written), by_model=True)
    doc = first_paragraph(place.symbol.doc)
    if doc:
        return Told(shortened(doc, _MOST_CHARACTERS), [(place.path, place.symbol.start)])
    why = _facts(view, "why", place)
    if why is None or _REASONS not in why.answer:
        return None
    return Told(_first_line(why).removeprefix(f"{place.title}: "), _places(why)[1:] or _places(why))


def _users(view: View, place: Place) -> Told | None:
    note = _facts(view, "callers", place)
    if note is None:
        return None
    return Told(_first_line(note), [at for at in _places(note) if at != (place.path, place.symbol.start)])


def _change(view: View, place: Place) -> Told | None:
    """The last change to its file: git takes too long to find that of its lines."""
    commits = view.commits(place.path, _MOST_JOINS)
    last = next((commit for commit in commits if not commit.subject.startswith(JOINS)), None)
    if last is None:
        return None
    subject = shortened(last.subject, _MOST_CHARACTERS)
    return Told(f"Its file last changed on {day(last.time)} by {last.author}: {subject} ({last.oid[:9]})", [])


def _facts(view: View, kind: str, place: Place) -> Note | None:
    noted = note_of(view, kind, place.unit)
    return noted[0] if noted else None


def _first_line(note: Note) -> str:
    return shortened(note.answer.partition("\n")[0], _MOST_CHARACTERS)


def _places(note: Note) -> list[tuple[str, int]]:
    return [(item.path, item.start) for item in note.evidence[: _MOST_PLACES + 1]]
