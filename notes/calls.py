"""What does it call? How a request, a command or a test flows from here."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ..facts import CALLABLE_KINDS
from ..graph.references import CERTAIN, Target, run_by, targets_of
from ..graph.view import Place, View
from .note import Note, evidence_at, evidence_of, kept
from .wording import listed

_DEPTH = 3
_MOST_BRANCHES = (14, 6, 4)
_MOST_LINES = 40
_MOST_NAMED = 8
_CALLS = ("call", "raise")
_SYNTAX = frozenset({"super", "require", "Ok", "Err", "Some", "Box"})
"""What reads as a call and tells nothing."""


class _Step(NamedTuple):
    """One call on the way: how deep, what is called, and from where."""

    depth: int
    target: Target
    caller: Place


def write(view: View, unit: str) -> Note | None:
    """What a symbol or file calls, in order, and what that calls in turn."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    targets = _targets(view, place)
    sure = [target for target in targets if target.confidence >= CERTAIN]
    steps = list(islice(_steps(view, place, 0, {place.unit}), _MOST_LINES))
    outside = _outside(view, place, targets)
    if not targets and not outside:
        return None
    possible = [target for target in targets if target.confidence < CERTAIN]
    lines = [f"{'  ' * (step.depth + 1)}{step.target.place.title} ({_where(step.target.place)})" for step in steps]
    if possible:
        told = (f"{target.place.title} ({_where(target.place)})" for target in possible)
        lines.append(f"Possibly, by the name alone: {listed(told)}")
    if outside and sure:
        lines.append(f"Outside this repository, or unknown: {listed(outside, _MOST_NAMED)}")
    first = (step for step in steps if step.depth == 0)
    spans = [
        evidence_of(view, place),
        *(evidence_of(view, step.target.place) for step in first),
        *(evidence_at(view, step.caller.path, step.target.reference.line, step.target.reference.line,
                      step.target.reference.name) for step in steps if step.depth == 1),
    ]  # fmt: skip
    return Note(
        place.unit, "calls", f"What does {place.title} call?", "\n".join([_summary(place, sure, outside), *lines]),
        kept(spans), 0.9 if sure else 0.6,
    )  # fmt: skip


def _summary(place: Place, sure: list[Target], outside: list[str]) -> str:
    if sure:
        return f"{place.title} calls {listed((target.place.title for target in sure), _MOST_NAMED)}."
    if outside:
        return f"{place.title} calls nothing of this repository for certain; it calls {listed(outside, _MOST_NAMED)}."
    return f"{place.title} calls nothing of this repository for certain."


def _targets(view: View, place: Place) -> list[Target]:
    """The calls that leave the unit, each target once."""
    found: dict[str, Target] = {}
    for target in targets_of(view, place, _CALLS):
        unit = target.place.unit
        if unit != place.unit and not (unit.startswith(f"{place.unit}::") and not place.symbol.name):
            found.setdefault(unit, target)
    return list(found.values())


def _steps(view: View, place: Place, depth: int, seen: set[str]) -> Iterator[_Step]:
    targets = [target for target in _targets(view, place) if target.confidence >= CERTAIN]
    fresh = [target for target in targets if target.place.unit not in seen][: _MOST_BRANCHES[depth]]
    seen.update(target.place.unit for target in fresh)
    for target in fresh:
        yield _Step(depth, target, place)
        run = run_by(view, target.place)
        if depth + 1 < _DEPTH and run.symbol.kind in CALLABLE_KINDS:
            yield from _steps(view, run, depth + 1, seen)


def _outside(view: View, place: Place, targets: list[Target]) -> list[str]:
    """The calls that mean nothing known, as they are written."""
    known = {target.reference.name for target in targets}.union(_SYNTAX, (s.name for s in view.symbols(place.path)))
    found = []
    for reference in view.references_in(place):
        if reference.kind == "call" and reference.name not in known and reference.qualifier != "?":
            found.append(f"{reference.qualifier}.{reference.name}" if reference.qualifier else reference.name)
    return list(dict.fromkeys(found))


def _where(place: Place) -> str:
    return f"{place.path}:{place.symbol.start}"
