"""What inherits from it? For a class, the classes below it; for a member, what overrides it there."""

from __future__ import annotations

from ..facts import CLASS_KINDS
from ..graph.members import owner
from ..graph.references import subclasses, unread_files
from ..graph.view import Place, View
from .note import Note, evidence_of, kept
from .users import in_test
from .wording import counted, listed, section

_MOST = 40


def write(view: View, unit: str) -> Note | None:
    """The classes below a class, or the overrides of a member; None for anything else."""
    place = view.find(unit) if "::" in unit else None
    cls = place and _class_of(view, place)
    if not place or not cls:
        return None
    is_class = cls is place
    found = heirs(view, place, _MOST)
    direct = subclasses(view, place) if is_class else found
    code = [heir for heir in direct if not in_test(view, heir)]
    below = [heir for heir in found if heir not in direct and not in_test(view, heir)]
    tests = [heir for heir in found if in_test(view, heir)]
    verb = "inherits from" if is_class else "overrides"
    passive = "inherited by" if is_class else "overridden by"
    first = code or tests
    summary = f"Nothing in this repository {verb} {place.title} for certain."
    if first:
        where = "" if code else " in tests only"
        through = f", and through them by {listed(heir.title for heir in below)}" if code and below else ""
        summary = f"{place.title} is {passive} {listed(heir.title for heir in first)}{where}{through}."
    unread = unread_files(view, cls, ("inherit",))
    lines = [
        summary,
        *section("Directly" if is_class else "Overrides", [*map(_told, code)]),
        *section("Below them", [*map(_told, below)]),
        *section("In tests", [*map(_told, tests)]),
        *([f"{counted(unread, 'more file')} that may inherit from {cls.title} were not read."] if unread else []),
    ]
    evidence = kept(evidence_of(view, heir) for heir in [*code, *below, *tests, place])
    sure = (0.75 if unread else 0.95) if found else 0.7
    return Note(unit, "heirs", f"What {verb} {place.title}?", "\n".join(lines), evidence, sure)


def heirs(view: View, place: Place, most: int) -> list[Place]:
    """The classes below a class, or what overrides a member in the classes below its own; about `most` at the most."""
    cls = _class_of(view, place)
    if cls is None:
        return []
    found: list[Place] = []
    waiting = [cls]
    while waiting and len(found) < most:
        below = [heir for heir in subclasses(view, waiting.pop(0)) if heir not in found and heir != cls]
        found += below
        waiting += below
    if cls is place:
        return found
    overrides = (view.within(heir.path, f"{heir.symbol.qualname}.{place.symbol.name}") for heir in found)
    return [override for override in overrides if override]


def _class_of(view: View, place: Place) -> Place | None:
    return place if place.symbol.kind in CLASS_KINDS else owner(view, place)


def _told(place: Place) -> str:
    return f"{place.title} ({place.path}:{place.symbol.start})"
