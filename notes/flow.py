"""How does a request or a command flow through the code? The calls from where execution enters."""

from __future__ import annotations

from ..graph.view import Place, View
from ..store.facts import FactRow
from .calls import write as calls
from .entries import served_by
from .note import Note, kept
from .ways import BUILDING
from .wording import listed

_MOST_WAYS = 3
_MOST_LINES = 16


def write(view: View, unit: str) -> Note | None:
    """The calls, in order, from the entry points of the repository; of anything else, what it calls."""
    if unit:
        note = calls(view, unit)
        return note and note._replace(kind="flow")
    found: list[Note] = []
    for place in _starts(view):
        note = calls(view, place.unit)
        if note and not _leads_to(note, found) and len(found) < _MOST_WAYS:
            found.append(note)
    if not found:
        return None
    lines = [f"Execution enters at {listed((note.unit.partition('::')[2] for note in found), _MOST_WAYS)}."]
    for note in found:
        lines += note.answer.split("\n")[:_MOST_LINES]
    evidence = [item for note in found for item in note.evidence[: 16 // len(found)]]
    return Note(
        "", "flow", "How does a request or a command flow through the code?", "\n".join(lines), kept(evidence), 0.8
    )


def _leads_to(note: Note, others: list[Note]) -> bool:
    """Whether a way in begins by calling another that is told already."""
    return any(other.evidence[0] in note.evidence[1:2] for other in others if other.evidence)


def _starts(view: View) -> list[Place]:
    """What runs first, the likeliest first: what a server calls, what a command installs, then main functions."""
    scripts = [place for row in view.facts("script") if row.role != "test" for place in _target(view, row)]
    mains = [
        view.place(row.path, row.scope)
        for row in view.facts("main")
        if row.role == "source" and not BUILDING.search(row.path)
    ]
    return list({place.unit: place for place in (*served_by(view), *scripts, *mains)}.values())


def _target(view: View, row: FactRow) -> list[Place]:
    """What `package.module:function` means, or the main function of a file that a manifest names."""
    module, _, name = row.detail.partition(":")
    paths = view.files_ending(f"{module.replace('.', '/')}.py") if name else view.files_ending(module)
    places = (view.within(path, name or "main") for path in paths[:1])
    return [place for place in places if place]
