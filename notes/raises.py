"""What does it raise? For a kind of error: who raises it and who catches it."""

from __future__ import annotations

import re

from ..facts import CALLABLE_KINDS, CLASS_KINDS, DATA_KINDS, Reference
from ..graph.references import CERTAIN, Use, run_by, target_of, targets_of, uses_of
from ..graph.view import Place, View
from .note import Note, evidence_at, evidence_of, kept
from .users import shown, users
from .wording import listed, section

_CATCHES = re.compile(r"\b(?:except|catch|rescue)\b|\bpytest\.raises\b|assertRaises|\berrors\.(?:Is|As)\(")
_ERROR = re.compile(r"(?:Error|Exception|Warning|Failure|Interrupt|Panic|Exit)$")
_ABORTS = frozenset({"anyhow", "bail", "ensure", "panic", "todo", "unimplemented", "unreachable"})
"""What ends a function with an error in Go and Rust, and is no name of one."""
_MOST_CALLEES = 25
_DEPTH = 2


def write(view: View, unit: str) -> Note | None:
    """The errors that a symbol or file raises, itself or through what it calls; None when it raises none."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    if place.symbol.kind in CLASS_KINDS | DATA_KINDS:
        uses = uses_of(view, place)
        raised = [use for use in uses if use.reference.kind == "raise" and use.confidence >= CERTAIN]
        caught = [use for use in uses if use.confidence >= CERTAIN and catches(view, use)]
        if raised or caught or (place.symbol.kind in CLASS_KINDS and _ERROR.search(place.symbol.name)):
            return _of_error(view, place, raised, caught)
    return _of_code(view, place)


def catches(view: View, use: Use) -> bool:
    """Whether the line of a use catches errors."""
    lines = view.lines(use.path)
    return use.reference.line <= len(lines) and bool(_CATCHES.search(lines[use.reference.line - 1]))


def _of_error(view: View, place: Place, raised: list[Use], caught: list[Use]) -> Note:
    raisers, catchers = users(view, raised), users(view, caught)
    parts = [
        f"raised by {listed(user.place.title for user in raisers)}" if raisers else "",
        f"caught by {listed(user.place.title for user in catchers)}" if catchers else "",
    ]
    summary = f"{place.title} is {' and '.join(part for part in parts if part)}."
    if not raisers and not catchers:
        summary = f"Nothing in this repository raises or catches {place.title} by name."
    lines = [
        *section("Raised by", [user.told() for user in raisers]),
        *section("Caught by", [user.told() for user in catchers]),
    ]
    name = place.symbol.name
    evidence = [evidence_of(view, place), *shown(view, raised, name)[:8], *shown(view, caught, name)]
    return Note(
        place.unit, "raises", f"Who raises {place.title}?", "\n".join([summary, *lines]),
        kept(evidence), 0.9 if raised or caught else 0.6,
    )  # fmt: skip


def _of_code(view: View, place: Place) -> Note | None:
    own = _raised_in(view, place)
    below: list[tuple[Place, str, int]] = []
    seen, waiting = {place.unit}, [(place, 0)]
    while waiting and place.symbol.name and len(seen) < _MOST_CALLEES:
        caller, depth = waiting.pop(0)
        for target in targets_of(view, caller, ("call",)):
            callee = run_by(view, target.place)
            known = target.confidence >= CERTAIN and callee.symbol.kind in CALLABLE_KINDS
            if known and callee.unit not in seen:
                seen.add(callee.unit)
                below += [(callee, name, line) for name, line in _raised_in(view, callee)]
                if depth + 1 < _DEPTH:
                    waiting.append((callee, depth + 1))
    if not own and not below:
        return None
    through = list(dict.fromkeys(name for _, name, _ in below))
    summary = f"{place.title} raises {listed(name for name, _ in own)}."
    if not own:
        summary = f"{place.title} raises nothing itself; what it calls raises {listed(through)}."
    elif through:
        summary = f"{summary[:-1]}; what it calls raises {listed(through)}."
    told = [f"{name} in {callee.title} ({callee.path}:{line})" for callee, name, line in below]
    lines = [
        *section("Itself", [f"{name} ({place.path}:{line})" for name, line in own]),
        *section("Through what it calls", told),
    ]
    evidence = [
        *(evidence_at(view, place.path, line, line, name) for name, line in own),
        *(evidence_at(view, callee.path, line, line, name) for callee, name, line in below), evidence_of(view, place),
    ]  # fmt: skip
    return Note(
        place.unit, "raises", f"What does {place.title} raise?", "\n".join([summary, *lines]),
        kept(evidence), 0.9 if own else 0.75,
    )  # fmt: skip


def _raised_in(view: View, place: Place) -> list[tuple[str, int]]:
    """The errors that a symbol raises, throws, returns or panics with, each with its first line."""
    found: dict[str, int] = {}
    for reference in view.references_in(place):
        if reference.kind == "raise":
            target = target_of(view, place.path, reference)
            known = target is not None and target.confidence >= CERTAIN
            if known or reference.name[:1].isupper() or reference.name in _ABORTS:
                found.setdefault(target.place.title if target and known else _spelled(reference), reference.line)
    return list(found.items())


def _spelled(reference: Reference) -> str:
    """The name with what stands before it: `errors.New` says what `New` does not."""
    return ".".join(filter(None, (reference.qualifier.strip("?"), reference.name)))
