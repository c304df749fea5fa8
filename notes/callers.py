"""Who uses it? Calls first, then inheritance, types and imports; tests apart."""

from __future__ import annotations

from ..facts import CLASS_KINDS
from ..graph.imports import importers
from ..graph.members import inherited, owner
from ..graph.references import Use, untold, uses_of
from ..graph.view import Place, View
from .note import MOST_EVIDENCE, Note, evidence_at, evidence_of, kept
from .users import apart, in_test, is_test, left_out, shown, users
from .wording import counted, listed, section

WAYS = (
    ("call", "Called by", "called by"),
    ("inherit", "Inherited by", "inherited by"),
    ("raise", "Raised by", "raised by"),
    ("type", "Named as a type by", "named as a type by"),
    ("attribute", "Referred to by", "referred to by"),
    ("import", "Imported by", "imported by"),
)
_MADE = "Instantiated by", "instantiated by"
_MOST_POSSIBLE = 5


def write(view: View, unit: str) -> Note | None:
    """Who uses a symbol, or which files import a file; a folder and the repository have no users of their own."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    return _of_symbol(view, place) if place.symbol.name else _of_file(view, place)


def _of_symbol(view: View, place: Place) -> Note:
    uses = [use for use in uses_of(view, place) if not _is_inside(view, use, place)]
    by_code, by_tests, possible = apart(view, uses)
    lines = _grouped(view, place, by_code)
    lines += section("Tests", [user.told() for user in users(view, by_tests)])
    if possible:
        lines += [f"Possibly, by its name: {_told(view, possible, _MOST_POSSIBLE)}"]
    unread = left_out(view, place)
    lines += unread
    sure = 0.95 if by_code or by_tests else 0.5 if possible or untold(view, place) else 0.8
    if unread or len(possible) > len(by_code) + len(by_tests):
        sure = min(sure, 0.7)
    evidence = [*shown(view, [*by_code, *by_tests, *possible], place.symbol.name), evidence_of(view, place)]
    summary = _summary(view, place, by_code, by_tests, possible)
    return Note(
        place.unit, "callers", f"Who uses {place.title}?", "\n".join([summary, *lines]),
        kept(evidence), sure,
    )  # fmt: skip


def _is_inside(view: View, use: Use, place: Place) -> bool:
    """Whether a use is recursion, or a class's own name inside it."""
    around = view.around(use.path, use.reference.scope)
    return any(outer.unit == place.unit for outer in around) and (use.reference.kind != "inherit")


def _summary(view: View, place: Place, by_code: list[Use], by_tests: list[Use], possible: list[Use]) -> str:
    name = place.title
    for uses, whose in ((by_code, ""), (by_tests, " in tests only")):
        for kind, _, verb in WAYS:
            some = [use for use in uses if use.reference.kind == kind]
            if some:
                if kind == "call" and place.symbol.kind in CLASS_KINDS:
                    verb = _MADE[1]
                tests = f", and in {counted(len(users(view, by_tests)), 'test')}" if by_tests and not whose else ""
                return f"{name} is {verb} {listed(user.place.title for user in users(view, some))}{whose}{tests}."
    above = _overridden(view, place) if possible else None
    if above:
        return f"{name} overrides {above.title}; through it, {_told(view, possible, 3)} may call it."
    if possible:
        return f"{name} is possibly used by {_told(view, possible, 3)}: other things have the same name."
    unknown = untold(view, place)
    if unknown:
        told = _told(view, sorted(unknown, key=lambda use: is_test(view, use.path)), _MOST_POSSIBLE)
        return f"Nothing is certain to use {name}, but its name, which other things have too, is used by {told}."
    return f"Nothing in this repository uses {name} by name.{_why_still(view, place)}"


def _why_still(view: View, place: Place) -> str:
    """Why something without users may still run."""
    symbol = place.symbol
    if symbol.decorators:
        return f" What decorates it may: {listed('@' + decorator for decorator in symbol.decorators)}."
    above = _overridden(view, place)
    if above:
        return f" It overrides {above.title} ({above.path}:{above.symbol.start}), through which it may be called."
    if in_test(view, place):
        return " Whatever runs the tests finds it."
    if symbol.name.startswith("__") and symbol.name.endswith("__"):
        return " The language itself calls it."
    return ""


def _overridden(view: View, place: Place) -> Place | None:
    cls = owner(view, place)
    return inherited(view, cls, place.symbol.name) if cls else None


def _grouped(view: View, place: Place, uses: list[Use]) -> list[str]:
    lines = []
    for kind, heading, _ in WAYS:
        some = users(view, [use for use in uses if use.reference.kind == kind])
        if kind == "call" and place.symbol.kind in CLASS_KINDS:
            heading = _MADE[0]
        lines += section(heading, [user.told() for user in some])
    return lines


def _told(view: View, uses: list[Use], most: int) -> str:
    return listed((user.told() for user in users(view, uses)), most)


def _of_file(view: View, place: Place) -> Note:
    found = importers(view, place.path)
    by_code = [(path, line) for path, line in found if not is_test(view, path)]
    by_tests = [(path, line) for path, line in found if is_test(view, path)]
    if not found:
        summary = f"No file of this repository imports {place.path} by name."
    elif by_code:
        tests = f", and by {counted(len(by_tests), 'test file')}" if by_tests else ""
        summary = f"{place.path} is imported by {listed(path for path, _ in by_code)}{tests}."
    else:
        summary = f"{place.path} is imported by tests only: {listed(path for path, _ in by_tests)}."
    ordered = [*by_code, *by_tests]
    lines = section("Imported in", [f"{path}:{line}" for path, line in ordered])
    evidence = [*(evidence_at(view, *found, found[1]) for found in ordered[:MOST_EVIDENCE]), evidence_of(view, place)]
    return Note(
        place.unit, "callers", f"Who imports {place.path}?", "\n".join([summary, *lines]),
        kept(evidence), 0.9 if found else 0.6,
    )  # fmt: skip
