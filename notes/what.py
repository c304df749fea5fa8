"""What is it? For a symbol or file; folders and the repository have an overview of their own."""

from __future__ import annotations

from ..graph.references import CERTAIN, uses_of
from ..graph.view import Place, View
from .note import Note, evidence_at, evidence_of
from .overview import write_folder, write_repository

_MAX_MEMBERS = 12
_MAX_USERS = 5


def write(view: View, unit: str) -> Note | None:
    """What the unit is: its kind and place, its own words about itself, what it holds and who uses it."""
    if not unit:
        return write_repository(view)
    if unit.endswith("/"):
        return write_folder(view, unit)
    place = view.find(unit)
    return _about(view, place) if place else None


def _about(view: View, place: Place) -> Note | None:
    symbol = place.symbol
    shown = [evidence_of(view, place)]
    sentences = [f"{place.title} is {_role(view, place)}."]
    if symbol.doc:
        sentences.append(first_paragraph(symbol.doc))
    members = [child.symbol.name for child in view.children(place) if child.symbol.visibility == "public"]
    if members:
        more = f" and {len(members) - _MAX_MEMBERS} more" if len(members) > _MAX_MEMBERS else ""
        sentences.append(f"It holds {', '.join(members[:_MAX_MEMBERS])}{more}.")
    users = [use for use in uses_of(view, place) if use.confidence >= CERTAIN and use.user.unit != place.unit]
    if symbol.name and users:
        names = list(dict.fromkeys(use.user.title for use in users))
        sentences.append(f"Used by {', '.join(names[:_MAX_USERS])}{' and others' if len(names) > _MAX_USERS else ''}.")
        shown += [evidence_at(view, use.path, use.reference.line, use.reference.line, symbol.name) for use in users[:3]]
    return Note(
        place.unit, "what", f"What is {place.title}?", "\n".join(sentences), tuple(e for e in shown if e),
        0.9 if symbol.doc else 0.8,
    )  # fmt: skip


def _role(view: View, place: Place) -> str:
    file = view.file(place.path)
    kind = place.symbol.kind if place.symbol.name else f"{file.language} file" if file else "file"
    article = "an" if kind[0] in "aeiou" else "a"
    where = f" in {place.path}" if place.symbol.name else ""
    return f"{article} {place.symbol.visibility + ' ' if place.symbol.visibility == 'private' else ''}{kind}{where}"


def first_paragraph(doc: str) -> str:
    """The first paragraph of a documentation comment, on one line."""
    return " ".join(doc.strip().split("\n\n", 1)[0].split())
