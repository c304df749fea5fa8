"""What is it? For a symbol or file; folders and the repository have an overview of their own."""

from __future__ import annotations

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.members import ancestors, bases, inherited, owner
from ..graph.references import CERTAIN, targets_of, uses_of
from ..graph.view import Place, View
from .heads import head_of
from .note import Note, evidence_at, evidence_of, kept
from .overview import write_folder, write_repository
from .users import apart, shown, users
from .wording import counted, first_paragraph, listed, places, shortened, with_article

_MOST_MEMBERS = 12
_MOST_SHOWN = 4


def write(view: View, unit: str) -> Note | None:
    """What the unit is: its own words, its kind and place, what it holds, what it calls and who uses it."""
    if not unit:
        return write_repository(view)
    if unit.endswith("/"):
        return write_folder(view, unit)
    place = view.find(unit)
    return _about(view, place) if place else None


def _about(view: View, place: Place) -> Note:
    symbol = place.symbol
    head = None if symbol.name else head_of(view, place.path)
    own = head.text if head else first_paragraph(symbol.doc)
    uses = uses_of(view, place, role="source") if symbol.name else []
    by_code, _, _ = apart(view, [use for use in uses if use.user.unit != place.unit])
    by_code = [use for use in by_code if use.reference.kind != "import"] or by_code
    lines = [
        f"{place.title} is {_role(view, place)}{': ' + shortened(own) if own else '.'}",
        *([symbol.signature] if symbol.signature and symbol.name else []),
        *_standing(view, place),
        *_holding(view, place),
        *_calling(view, place),
    ]
    if by_code:
        lines.append(f"Used by {listed(user.place.title for user in users(view, by_code))}.")
    evidence = [
        evidence_at(view, place.path, head.start, head.end) if head else None, evidence_of(view, place),
        *shown(view, by_code, symbol.name)[:_MOST_SHOWN],
    ]  # fmt: skip
    return Note(
        place.unit, "what", f"What is {place.title}?", "\n".join(lines), kept(evidence),
        0.9 if own else 0.8,
    )  # fmt: skip


def _role(view: View, place: Place) -> str:
    symbol = place.symbol
    file = view.file(place.path)
    if not symbol.name:
        return f"{with_article(file.language if file else '')} file of {counted(symbol.end, 'line')}"
    private = "private " if symbol.visibility == "private" else ""
    return f"{with_article(private + symbol.kind)} ({places(place.path, [symbol.start])})"


def _standing(view: View, place: Place) -> list[str]:
    """Where it stands among classes: its bases, or what it overrides; and what decorates it."""
    symbol, found = place.symbol, []
    if symbol.kind in CLASS_KINDS:
        direct = bases(view, place)
        if direct:
            above = [cls.title for cls in ancestors(view, place) if cls not in direct]
            further = f", and so from {listed(above)}" if above else ""
            found.append(f"It inherits from {listed(base.title for base in direct)}{further}.")
    cls = owner(view, place)
    above_it = inherited(view, cls, symbol.name) if cls else None
    if above_it:
        found.append(f"It overrides {above_it.title} ({above_it.path}:{above_it.symbol.start}).")
    if symbol.decorators:
        found.append(f"Decorated with {listed('@' + decorator for decorator in symbol.decorators)}.")
    return found


def _holding(view: View, place: Place, holder: str = "It") -> list[str]:
    """What it holds; of what holds but one class or module, what that is and holds."""
    members = _members(view, place)
    if place.symbol.kind in CALLABLE_KINDS or not members:
        return []
    held = f"{holder} holds {listed((member.symbol.name for member in members), _MOST_MEMBERS)}"
    only = members[0]
    if len(members) > 1 or only.symbol.kind not in CLASS_KINDS:
        return [f"{held}."]
    about = first_paragraph(only.symbol.doc)
    return [f"{held}{': ' + shortened(about) if about else '.'}", *_holding(view, only, only.symbol.name)]


def _members(view: View, place: Place) -> list[Place]:
    named = [child for child in view.children(place) if not child.symbol.name.startswith("__")]
    return [child for child in named if child.symbol.visibility == "public"] or named


def _calling(view: View, place: Place) -> list[str]:
    if place.symbol.kind not in CALLABLE_KINDS:
        return []
    targets = [target.place for target in targets_of(view, place, ("call",)) if target.confidence >= CERTAIN]
    names = [target.title for target in targets if target.unit != place.unit]
    return [f"It calls {listed(names)}."] if names else []
