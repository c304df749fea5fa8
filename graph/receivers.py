"""What stands before the dot: the class of `self`, of a module's name, of a variable that says its type nearby.

What needs more than the declarations in reach stays unknown.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS, Reference
from ..indexers.languages import language_of
from .declarations import (
    Said,
    called_before,
    result_type,
    returned,
    said_of,
    said_of_field,
    type_name,
    value_of,
)
from .members import ancestors, class_around, inherited, part, parts_of, static, written
from .names import Meaning, must_be_imported
from .view import Place, View, once_per_view

_OWN = frozenset({"self", "cls", "this", "Self", "@", "$this", "static"})
_ABOVE = frozenset({"super", "parent", "base"})
_MAKERS = frozenset({"new", "create", "default", "from", "getInstance"})
"""What gives an object of the class it is called on, when nothing says otherwise."""
_OUTSIDE = Meaning(None, 0.9)
POSSIBLE = 0.3
"""An object whose declared class is outside the repository may be of a class inside that extends it."""


class Receiver(NamedTuple):
    """What a member is looked up in; `place` is None when that is outside the repository."""

    place: Place | None
    confidence: float
    above: bool = False
    """The classes above `place` are meant, not itself."""

    def member(self, view: View, name: str) -> Place | None:
        """The member of that name."""
        if self.place is None:
            return None
        return inherited(view, self.place, name) if self.above else part(view, self.place, name)


def receiver(view: View, path: str, reference: Reference) -> Receiver | None:
    """What the qualifier of a reference stands for; None when that is not known."""
    qualifier, scope = reference.qualifier, reference.scope
    if qualifier == "?":
        return _of_expression(view, path, reference)
    first, *rest = parts_of(qualifier)
    if first in _OWN or first in _ABOVE:
        cls = class_around(view, path, scope)
        if cls is None:
            return None
        if not rest:
            return Receiver(cls, 1.0, above=first in _ABOVE)
        return _along(view, Meaning(cls, 0.9), rest)
    known = static(view, path, scope, qualifier)
    if known:
        return Receiver(_held(view, known.place), known.confidence)
    found = local_receiver(view, path, reference)
    if found:
        return found
    named = written(view, path, scope, qualifier)
    if named:
        return Receiver(*named)
    return Receiver(None, 0.9) if first[:1].isupper() and must_be_imported(view, path) else None


def local_receiver(view: View, path: str, reference: Reference) -> Receiver | None:
    """What the qualifier of a reference stands for when it is, or begins with, a variable of the functions around."""
    first, *rest = parts_of(reference.qualifier)
    found = _of_variable(view, path, reference.scope, reference.line, first)
    return _along(view, found, rest) if found else None


def _held(view: View, place: Place | None) -> Place | None:
    """The class of what a variable holds, when it says so; classes, modules and the rest as they are."""
    if place is None or place.symbol.kind in CLASS_KINDS or not place.symbol.name:
        return place
    meaning = value_type(view, place)
    return meaning.place if meaning and meaning.place else place


def _along(view: View, meaning: Meaning, fields: list[str]) -> Receiver | None:
    """The receiver that the fields lead to, one by one."""
    for field in fields:
        found = _of_field(view, meaning.place, field) if meaning.place else meaning
        if found is None:
            return None
        meaning = found
    return Receiver(meaning.place, min(meaning.confidence, 0.9)) if meaning.place else Receiver(None, POSSIBLE)


def _of_expression(view: View, path: str, reference: Reference) -> Receiver | None:
    """What a call before the dot gives: `super().name`, `Class(...).name`, `module.function(...).name`."""
    lines = view.lines(path)
    called = called_before(lines[reference.line - 1], reference.name) if reference.line <= len(lines) else ""
    if called == "super":
        cls = class_around(view, path, reference.scope)
        return Receiver(cls, 1.0, above=True) if cls else None
    made = _made_by(view, path, reference.scope, reference.line, called) if called else None
    return Receiver(made.place, 0.85) if made else None


@once_per_view
def _of_variable(view: View, path: str, scope: int, line: int, name: str) -> Meaning | None:
    """The class of a parameter or variable, by what the functions around say above the line."""
    for place in view.around(path, scope):
        if place.symbol.kind in CALLABLE_KINDS:
            above = view.lines(path)[place.symbol.start - 1 : line]
            found = _declared(view, path, scope, above, place.symbol.start, name)
            found = found or _from_fixture(view, path, place.symbol.signature, name)
            if found:
                return found
    return None


def _from_fixture(view: View, path: str, signature: str, name: str) -> Meaning | None:
    """What pytest passes for a parameter without a type: what the fixture of its name gives."""
    if language_of(path) != "python" or not re.search(rf"[(,]\s*{re.escape(name)}\s*[,)]", signature):
        return None
    for row in view.named(name):
        if row.kind in CALLABLE_KINDS and row.role == "test":
            fixture = view.place_of(row)
            if any("fixture" in decorator for decorator in fixture.symbol.decorators):
                return value_type(view, fixture)
    return None


def _declared(view: View, path: str, scope: int, lines: list[str], first: int, name: str) -> Meaning | None:
    """What the last of the lines that speaks of a variable says; `first` is the number of the first line."""
    language = language_of(path) or ""
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if name in line:
            if line.rstrip().endswith("=") and index + 1 < len(lines):
                line = f"{line} {lines[index + 1].strip()}"
            for said in said_of(line, name, language):
                found = _said(view, path, scope, first + index, said)
                if found:
                    return found
    return None


def _said(view: View, path: str, scope: int, line: int, said: Said) -> Meaning | None:
    """The class of a variable of which this is said."""
    if said.type:
        found = _type_named(view, path, scope, said.type)
        if found:
            return found
    value = value_of(said.value)
    if value is None:
        return None
    if value.kind == "call":
        return _made_by(view, path, scope, line, value.name)
    if value.kind == "type":
        return _type_named(view, path, scope, value.name)
    return _of_variable(view, path, scope, line - 1, value.name) if value.kind == "variable" else _OUTSIDE


def _made_by(view: View, path: str, scope: int, line: int, called: str) -> Meaning | None:
    """The class of what a call gives: the class itself, or what the function says it returns."""
    *before, name = parts_of(called)
    if before:
        known = receiver(view, path, Reference("call", name, ".".join(before), line, scope))
        found = known.member(view, name) if known else None
        if known and found is None and name in _MAKERS:
            found = known.place
        if known is None:
            meaning = written(view, path, scope, called)
            found = meaning.place if meaning else None
        outside = known is not None and known.place is None
    else:
        meaning = written(view, path, scope, name)
        found = meaning.place if meaning else None
        outside = meaning is not None and found is None
    if found is None:
        return _OUTSIDE if outside and name[:1].isupper() else None
    return Meaning(found, 0.9) if found.symbol.kind in CLASS_KINDS else value_type(view, found)


def _of_field(view: View, place: Place, name: str) -> Meaning | None:
    """The class of a field's value, or a class or module inside."""
    found = part(view, place, name)
    if found and (found.symbol.kind in CLASS_KINDS or not found.symbol.name):
        return Meaning(found, 0.9)
    if found and (meaning := value_type(view, found)):
        return meaning
    for cls in [place, *ancestors(view, place)] if place.symbol.kind in CLASS_KINDS else ():
        if cls.symbol.name == name and cls != place:
            return Meaning(cls, 0.9)  # embedded, as Go calls it
        assigned = _assigned_in_class(view, cls, name)
        if assigned:
            return assigned
    return None


@once_per_view
def _assigned_in_class(view: View, cls: Place, name: str) -> Meaning | None:
    """The class of a field by an assignment to it in the class: `self.name = Class()`."""
    for number, line in enumerate(view.text(cls), cls.symbol.start):
        said = said_of_field(line, name) if name in line else None
        found = _said(view, cls.path, _scope_at(view, cls, number), number, said) if said else None
        if found:
            return found
    return None


def _scope_at(view: View, cls: Place, line: int) -> int:
    inside = [
        ordinal
        for ordinal, symbol in enumerate(view.symbols(cls.path))
        if symbol.start <= line <= symbol.end and symbol.kind in CALLABLE_KINDS
    ]
    return inside[-1] if inside else cls.ordinal


@once_per_view
def value_type(view: View, place: Place) -> Meaning | None:
    """The class that a variable holds or a function returns, by its declaration."""
    symbol = place.symbol
    around = max(symbol.parent, 0)
    if symbol.kind not in CALLABLE_KINDS:
        line = symbol.signature or next(iter(view.text(place)), "")
        return _declared(view, place.path, around, [line], symbol.start, symbol.name)
    written_type = result_type(symbol.signature, symbol.name, language_of(place.path) or "")
    if re.search(r"\bSelf\b", written_type):
        cls = class_around(view, place.path, place.ordinal)
        return Meaning(cls, 0.9) if cls else None
    return _type_named(view, place.path, around, written_type) if written_type else _returned(view, place)


def _returned(view: View, place: Place) -> Meaning | None:
    """The class of what a function without a return type returns, by its last `return` or `yield`."""
    lines = view.text(place)
    for number in range(len(lines) - 1, -1, -1):
        value = returned(lines[number])
        if value:
            return _said(view, place.path, place.ordinal, place.symbol.start + number, Said("", value))
    return None


def _type_named(view: View, path: str, scope: int, text: str) -> Meaning | None:
    """The class that a written type names; None when it names none that is known, such as a type parameter."""
    name = type_name(text)
    if not name:
        return None
    found = written(view, path, scope, name)
    if found and found.place and found.place.symbol.kind not in CLASS_KINDS:
        return None
    return found
