"""What a model is shown to understand a unit: a symbol and its users, a file by its symbols, a folder by its files."""

from __future__ import annotations

from typing import NamedTuple

from .. import notes
from ..graph.references import CERTAIN, uses_of
from ..graph.view import Place, View
from ..notes.heads import head_of
from ..notes.note import Evidence, Note, evidence_at, evidence_of
from ..notes.users import apart
from ..store.notes import StoredNote, is_fresh
from ..writing.material import Gathering, Material

_TOKENS = 1100
_MOST_OWN = 700
"""Tokens of a unit's own text, so that there is room for its users."""
_PASSING = "Last commit:"
"""What every commit changes is no part of understanding."""
_DOCUMENTED = 0.85
"""The confidence of facts about what has words of its own."""
_AROUND = 2
_USERS = 3
_MEMBERS = 24
_TELLING = frozenset({"class", "function", "method", "interface", "struct", "trait", "enum", "module", "macro", "impl"})


class Understanding(NamedTuple):
    """Everything for one note, before a model sees it."""

    unit: str
    title: str
    material: Material
    facts: Note
    """The note from facts alone, which is the floor."""
    bare: str
    """The first line of the facts when the unit says nothing of itself; "" when it does."""
    said: list[str]
    """What needs not be said again: the facts, and what the unit says of itself."""
    known: list[str]
    """The lines of it that stay beside what a model writes."""


def understanding(view: View, unit: str) -> Understanding | None:
    """What to show of a unit; None when it is not there or has nothing to understand."""
    facts = notes.write(view, "what", unit)
    if facts is None:
        return None
    gathering = Gathering(view, _TOKENS)
    said: list[str] = []
    if not unit or unit.endswith("/"):
        _folder(view, gathering, unit.rstrip("/"))
        title = f"the folder {unit}" if unit else "the whole repository"
    else:
        place = view.find(unit)
        assert place, "there is a note about it"
        (_symbol if place.symbol.name else _file)(view, gathering, place)
        said.append(place.symbol.doc)
        title = f"the {place.symbol.kind} {place.title}"
    known = [line for line in facts.answer.split("\n")[1:] if not line.startswith(_PASSING)]
    gathering.add_text("known for certain", "\n".join(known), facts.evidence)
    material = gathering.done()
    first = facts.answer.split("\n")[0]
    bare = first if first.endswith(").") or facts.confidence < _DOCUMENTED else ""
    return (
        Understanding(unit, title, material, facts, bare, [facts.answer, *facts.answer.split("\n"), *said], known)
        if material.sources
        else None
    )


def _symbol(view: View, gathering: Gathering, place: Place) -> None:
    gathering.add_place(place, _MOST_OWN)
    uses = [
        use for use in uses_of(view, place, role="source") if use.confidence >= CERTAIN and use.user.unit != place.unit
    ]
    by_code, _, _ = apart(view, [use for use in uses if use.reference.kind != "import"])
    users = {use.user.unit: use for use in reversed(by_code)}
    for use in list(users.values())[::-1][:_USERS]:
        line = use.reference.line
        symbol = use.user.symbol
        start, end = max(symbol.start, line - _AROUND), min(symbol.end, line + _AROUND)
        gathering.add_span(use.path, start, end, symbol.qualname)


def _file(view: View, gathering: Gathering, place: Place) -> None:
    head = head_of(view, place.path)
    if head:
        gathering.add_span(place.path, head.start, head.end)
    members = [child for child in view.children(place) if child.symbol.kind in _TELLING]
    for member in members[:_MEMBERS]:
        note = best_note(view, member.unit)
        evidence = _shown(view, note) if note else [e for e in [evidence_of(view, member)] if e]
        first = note.answer.split("\n")[0] if note else member.symbol.signature or member.title
        gathering.add_text(f"{member.unit}", first, evidence[:1])
    if not head and not members:
        gathering.add_place(place, _MOST_OWN)


def _folder(view: View, gathering: Gathering, folder: str) -> None:
    rows = [row for row in view.files_below(folder) if row.blob_id and row.role in ("source", "doc")]
    depth = folder.count("/") + 1 if folder else 0
    direct = [row for row in rows if row.path.count("/") == depth]
    readme = next((row for row in direct if row.path.rpartition("/")[2].lower().startswith("readme")), None)
    if readme and (head := head_of(view, readme.path)):
        gathering.add_span(readme.path, head.start, head.end)
    below = sorted({"/".join(row.path.split("/")[: depth + 1]) + "/" for row in rows if row.path.count("/") > depth})
    files = sorted((row for row in direct if row.role == "source"), key=lambda row: -row.lines)
    for unit in [*below, *(row.path for row in files)][:_MEMBERS]:
        note = best_note(view, unit)
        told = note.answer.split("\n")[0] if note else ""
        evidence = _shown(view, note) if note else []
        if not told:
            written = notes.write(view, "what", unit)
            told, evidence = (written.answer.split("\n")[0], list(written.evidence)) if written else ("", [])
        gathering.add_text(unit, told, evidence[:1])


def best_note(view: View, unit: str) -> StoredNote | None:
    """The best note that is still true of what a unit is."""
    versions = view.workspace.notes.versions(unit, "what")
    return next((note for note in versions if is_fresh(note, view.digest)), None)


def _shown(view: View, note: StoredNote) -> list[Evidence]:
    evidence = (evidence_at(view, *row[:4]) for row in note.evidence)
    return [item for item in evidence if item]
