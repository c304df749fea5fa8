"""What does a section of a document say?"""

from __future__ import annotations

from ..graph.view import View
from .note import Note, evidence_of, kept
from .wording import shortened

_MOST_LINES = 24


def write(view: View, unit: str) -> Note | None:
    """The text of a section as it stands, its beginning when it is long; None for anything else."""
    place = view.find(unit) if "::" in unit else None
    if place is None or place.symbol.kind != "section":
        return None
    text = [line.rstrip() for line in view.text(place)[1:] if line.strip(" =-~^*#\t")]
    more = [f"  and {len(text) - _MOST_LINES} more lines"] if len(text) > _MOST_LINES else []
    heading = f"{place.symbol.name} ({place.path}:{place.symbol.start})"
    first = f"{heading}: {shortened(text[0].strip())}" if text else f"{heading} is empty."
    lines = [first, *(f"  {line}" for line in text[1:_MOST_LINES]), *more]
    return Note(
        unit, "section", f"What does {place.symbol.name} say?", "\n".join(lines), kept([evidence_of(view, place)]), 0.95
    )
