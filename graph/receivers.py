"""What stands before the dot: the class of `self`, of a module's name, of a variable that says its type nearby.

Types are read from declarations as they are written, by patterns: the annotation of a parameter or field, the class or
function that is called in an assignment, the return type in a signature. What needs more than that stays unknown.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS, Reference
from ..indexers.languages import language_of
from .members import ancestors, class_around, inherited, part, parts_of, static, written
from .names import Meaning, must_be_imported
from .view import Place, View, once_per_view

_OWN = frozenset({"self", "cls", "this", "Self", "@", "$this", "static"})
_ABOVE = frozenset({"super", "parent", "base"})
_TYPE_FIRST = frozenset({"java", "csharp", "c", "cpp", "php"})
_WRAPPERS = frozenset(
    "Optional Annotated Final ClassVar Type type Self Box Arc Rc Option Ref RefCell Mutex Readonly Required Promise "
    "Awaitable Result const mut dyn impl readonly final val var let static public private protected internal lateinit "
    "override async unsafe struct typing t None null undefined unique_ptr shared_ptr std".split()
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*")
_CALL = re.compile(
    r"^(?:await\s+|new\s+|yield\s+|try\s+|[&*])*([A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*)"
    r"(?:(?:::)?<[^<>()]*>)?\s*[({]"
)
_CAST = re.compile(r"\bas[!?]?\s+([A-Za-z_][\w.:]*)|^\(([A-Z][\w.]*)\)\s*\w")
_ALONE = re.compile(r"^([A-Za-z_$][\w$]*)\s*[;,]?\s*$")
_ASSIGNMENT = re.compile(r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=:]{1,80})?:?=\s*(?P<value>[^=\s].*)$")
_FIELD_ASSIGNMENT = re.compile(
    r"(?:\b(?:self|this)\.|@)(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*(?P<type>[^=]{1,80}))?=\s*(?P<value>[^=\s].*)$"
)
_WITH_AS = re.compile(r"\b(?P<value>[\w.]+\(.*\))\s+as\s+(?P<name>\w+)")
_NAME_THEN_TYPE = re.compile(r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)\s*[?!]?\s*:\s*(?P<type>[^=;{):,][^=;{),]{0,80})")
_GO_PARAMETER = re.compile(r"(?<![\w.])(?P<name>[A-Za-z_]\w*)\s+(?P<type>[*\w.\[\]]+)")
_TYPE_THEN_NAME = re.compile(
    r"(?P<type>[A-Za-z_][\w.:]*(?:<[^<>]*>)?)[\s*&]+\$?(?P<name>[A-Za-z_]\w*)\s*(?=[,)=;:{(]|$)"
)
_RETURN = re.compile(r"\s*(?:return|yield)\s+(.*)$")
_RETURNS = (
    re.compile(r"\)\s*(?:->|:)\s*(.{1,80})$"),
    re.compile(r"\)\s*\(?\s*([*\w.\[\]]{1,80})[^()]*\)?$"),
)
_LONGEST = 300


class Receiver(NamedTuple):
    """What a member is looked up in; `place` is None when that is outside the repository."""

    place: Place | None
    confidence: float
    own: bool = False
    """The code's own object: a subclass may have overridden the member."""
    above: bool = False
    """The classes above `place` are meant, not itself."""

    def member(self, view: View, name: str) -> Place | None:
        """The member of that name."""
        if self.place is None:
            return None
        return inherited(view, self.place, name) if self.above else part(view, self.place, name)


def receiver(view: View, path: str, reference: Reference) -> Receiver | None:
    """What the qualifier of a reference stands for; None when that is not known."""
    qualifier, scope, line = reference.qualifier, reference.scope, reference.line
    if qualifier == "?":
        return _of_expression(view, path, reference)
    first, *rest = parts_of(qualifier)
    if first in _OWN or first in _ABOVE:
        cls = class_around(view, path, scope)
        if cls is None:
            return None
        if not rest:
            return Receiver(cls, 1.0, own=first in _OWN, above=first in _ABOVE)
        return _along(view, Meaning(_of_field(view, cls, rest[0]), 0.9), rest[1:])
    known = static(view, path, scope, qualifier)
    if known and known.place and known.place.symbol.kind not in CLASS_KINDS and known.place.symbol.name:
        return _along(view, Meaning(value_type(view, known.place) or known.place, 0.9), [])
    if known:
        return Receiver(known.place, known.confidence)
    found = _of_variable(view, path, scope, line, first)
    if found:
        return _along(view, Meaning(found, 0.9), rest)
    module = written(view, path, scope, qualifier)
    if module:
        return Receiver(module, 0.95)
    return Receiver(None, 0.9) if first[:1].isupper() and must_be_imported(view, path) else None


def _along(view: View, meaning: Meaning, fields: list[str]) -> Receiver | None:
    place = meaning.place
    for field in fields:
        place = place and _of_field(view, place, field)
    return Receiver(place, meaning.confidence) if place else None


def _of_expression(view: View, path: str, reference: Reference) -> Receiver | None:
    """What a call before the dot gives: `super().name`, `Class(...).name`, `module.function(...).name`."""
    lines = view.lines(path)
    text = lines[reference.line - 1] if reference.line <= len(lines) else ""
    match = re.search(rf"([\w$.:]*[\w$])\([^()]*\)\s*[?!]?\.\s*{re.escape(reference.name)}\b", text[:_LONGEST])
    if not match:
        return None
    if match[1] == "super":
        cls = class_around(view, path, reference.scope)
        return Receiver(cls, 1.0, above=True) if cls else None
    made = _made_by(view, path, reference.scope, reference.line, match[1])
    return Receiver(made, 0.85) if made else None


@once_per_view
def _of_variable(view: View, path: str, scope: int, line: int, name: str) -> Place | None:
    """The class of a parameter or variable, by what the functions around say above the line."""
    for place in view.around(path, scope):
        if place.symbol.kind in CALLABLE_KINDS:
            above = view.lines(path)[place.symbol.start - 1 : line]
            found = _declared(view, path, scope, above, place.symbol.start, name)
            found = found or _from_fixture(view, path, place.symbol.signature, name)
            if found:
                return found
    return None


def _from_fixture(view: View, path: str, signature: str, name: str) -> Place | None:
    """What pytest passes for a parameter without a type: what the fixture of its name gives."""
    if language_of(path) != "python" or not re.search(rf"[(,]\s*{re.escape(name)}\s*[,)]", signature):
        return None
    for row in view.named(name):
        if row.kind in CALLABLE_KINDS and row.role == "test":
            fixture = view.place_of(row)
            if any("fixture" in decorator for decorator in fixture.symbol.decorators):
                return value_type(view, fixture)
    return None


def _declared(view: View, path: str, scope: int, lines: list[str], first: int, name: str) -> Place | None:
    language = language_of(path)
    declarations = _NAME_THEN_TYPE if language not in _TYPE_FIRST else _TYPE_THEN_NAME
    declarations = _GO_PARAMETER if language == "go" else declarations
    for number in range(len(lines) - 1, -1, -1):
        text = lines[number][:_LONGEST]
        if name in text:
            if text.rstrip().endswith("=") and number + 1 < len(lines):
                text = f"{text} {lines[number + 1].strip()}"
            for match in (*_ASSIGNMENT.finditer(text), *_WITH_AS.finditer(text)):
                found = _of_value(view, path, scope, first + number, match["value"]) if match["name"] == name else None
                if found:
                    return found
            for match in declarations.finditer(text):
                found = _type_named(view, path, scope, match["type"]) if match["name"] == name else None
                if found:
                    return found
    return None


def _of_value(view: View, path: str, scope: int, line: int, value: str) -> Place | None:
    call = _CALL.match(value)
    if call:
        return _made_by(view, path, scope, line, call[1])
    cast = _CAST.search(value)
    if cast:
        return _type_named(view, path, scope, cast[1] or cast[2])
    alone = _ALONE.match(value)
    return _of_variable(view, path, scope, line - 1, alone[1]) if alone else None


def _made_by(view: View, path: str, scope: int, line: int, called: str) -> Place | None:
    """The class of what a call gives: the class itself, or what the function says it returns."""
    *before, name = parts_of(called)
    if before:
        known = receiver(view, path, Reference("call", name, ".".join(before), line, scope))
        found = known.member(view, name) if known else None
        if known and name in ("new", "create", "default", "from") and found is None:
            found = known.place
    else:
        found = written(view, path, scope, name)
    if found is None or found.symbol.kind in CLASS_KINDS:
        return found
    return value_type(view, found)


def _of_field(view: View, place: Place, name: str) -> Place | None:
    """The class of a field's value, or a class or module inside."""
    found = part(view, place, name)
    if found and (found.symbol.kind in CLASS_KINDS or not found.symbol.name):
        return found
    if found and (made := value_type(view, found)):
        return made
    classes = [place, *ancestors(view, place)] if place.symbol.kind in CLASS_KINDS else []
    embedded = (cls for cls in classes[1:] if cls.symbol.name == name)
    assigned = (_assigned_in_class(view, cls, name) for cls in classes)
    return next((cls for cls in (*embedded, *assigned) if cls), None)


@once_per_view
def _assigned_in_class(view: View, cls: Place, name: str) -> Place | None:
    """The class of a field by an assignment to it in the class: `self.name = Class()`."""
    for number, text in enumerate(view.text(cls), cls.symbol.start):
        match = _FIELD_ASSIGNMENT.search(text[:_LONGEST]) if name in text else None
        if match and match["name"] == name:
            scope = _scope_at(view, cls, number)
            found = _type_named(view, cls.path, scope, match["type"]) if match["type"] else None
            found = found or _of_value(view, cls.path, scope, number, match["value"])
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
def value_type(view: View, place: Place) -> Place | None:
    """The class that a variable holds or a function returns, by its declaration."""
    symbol = place.symbol
    around = max(symbol.parent, 0)
    if symbol.kind not in CALLABLE_KINDS:
        text = symbol.signature or next(iter(view.text(place)), "")
        return _declared(view, place.path, around, [text], symbol.start, symbol.name)
    language = language_of(place.path)
    if language in _TYPE_FIRST:
        before = rf"([A-Za-z_][\w.:]*(?:<[^<>]*>)?)[\s*&]+(?:[\w:]+::)?{re.escape(symbol.name)}\s*\("
        match = re.search(before, symbol.signature)
    else:
        match = _RETURNS[language == "go"].search(symbol.signature)
    if not match:
        return _returned(view, place)
    if re.search(r"\bSelf\b", match[1]):
        return class_around(view, place.path, place.ordinal)
    return _type_named(view, place.path, around, match[1])


def _returned(view: View, place: Place) -> Place | None:
    """The class of what a function without a return type returns, by its last `return` or `yield`."""
    lines = view.text(place)
    for number in range(len(lines) - 1, -1, -1):
        match = _RETURN.match(lines[number][:_LONGEST])
        if match:
            return _of_value(view, place.path, place.ordinal, place.symbol.start + number, match[1])
    return None


def _type_named(view: View, path: str, scope: int, text: str) -> Place | None:
    """The class that a written type names, through references and what wraps one value."""
    *around, inmost = _NAME.findall(text) or [""]
    name = next((name for name in around if parts_of(name)[-1] not in _WRAPPERS), inmost)
    found = written(view, path, scope, name) if name else None
    return found if found and found.symbol.kind in CLASS_KINDS else None
