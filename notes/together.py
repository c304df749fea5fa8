"""What changes with it?"""

from __future__ import annotations

from ..graph.view import Place, View
from .note import MOST_EVIDENCE, Note, evidence_of, kept
from .wording import day, listed, section

_MOST = 10


def write(view: View, unit: str) -> Note | None:
    """The files that often change in the same commits as a file or a symbol's file; None for any other unit, or when it
    has no history."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    last = view.commits(place.path, 1) if place else []
    if place is None or not last:
        return None
    together = changed_with(view, place)
    lines = [f"No file often changes together with {place.path}."]
    if together:
        lines = [
            f"{place.path} often changes together with {listed(other.path for other, _ in together)}.",
            *section("In the same commit", [f"{other.path} ({times} times)" for other, times in together], _MOST),
        ]
    lines.append(f"It last changed on {day(last[0].time)}: {last[0].subject} ({last[0].oid[:9]}).")
    evidence = kept(evidence_of(view, found) for found in [place, *(other for other, _ in together[:MOST_EVIDENCE])])
    return Note(unit, "together", f"What changes together with {place.path}?", "\n".join(lines), evidence, 0.9)


def changed_with(view: View, place: Place) -> list[tuple[Place, int]]:
    """The files of the work tree that often change in the same commits as a file, closest first, and how often."""
    found = ((view.find(other.path), other.times) for other in view.cochanged(place.path))
    return [(other, times) for other, times in found if other]
