"""What does it override? For a method, those of the classes above; for a class, all that its members override."""

from __future__ import annotations

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.members import inherited, owner
from ..graph.view import Place, View
from .note import Note, evidence_of, kept
from .wording import listed, section

_MOST = 40


def write(view: View, unit: str) -> Note | None:
    """What a member or class overrides in the classes above it; None for anything else."""
    place = view.find(unit) if "::" in unit else None
    if place is None:
        return None
    pairs = _of_class(view, place) if place.symbol.kind in CLASS_KINDS else _of_member(view, place)
    if pairs is None:
        return None
    summary = f"{place.title} overrides nothing of this repository."
    if pairs:
        summary = f"{place.title} overrides {listed(above.title for _, above in pairs)}."
    told = [f"{above.title} ({above.path}:{above.symbol.start})" for _, above in pairs]
    evidence = kept(evidence_of(view, item) for pair in pairs or [(place, place)] for item in pair)
    lines = [summary, *section("Overrides", told, _MOST)]
    sure = 0.9 if pairs else 0.7
    return Note(unit, "overrides", f"What does {place.title} override?", "\n".join(lines), evidence, sure)


def _of_member(view: View, place: Place) -> list[tuple[Place, Place]] | None:
    cls = owner(view, place)
    if cls is None:
        return None
    found: list[tuple[Place, Place]] = []
    while cls and (above := inherited(view, cls, place.symbol.name)) and all(above != known for _, known in found):
        found.append((place, above))
        cls = owner(view, above)
    return found


def _of_class(view: View, place: Place) -> list[tuple[Place, Place]]:
    members = [child for child in view.children(place) if child.symbol.kind in CALLABLE_KINDS]
    found = ((member, inherited(view, place, member.symbol.name)) for member in members)
    return [(member, above) for member, above in found if above]
