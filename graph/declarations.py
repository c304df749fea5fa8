"""What one line of code says of a variable's type, read as it is written: no parser, no other line, no other file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 300
"""Characters of a line that are looked at."""

_TYPE_FIRST = frozenset({"java", "csharp", "c", "cpp", "php"})
_WRAPPERS = frozenset({
    "Annotated", "Arc", "Awaitable", "Box", "ClassVar", "Final", "None", "Option", "Optional", "Promise", "Rc",
    "Readonly", "Ref", "RefCell", "Required", "Result", "Type", "Union", "async", "const", "dyn", "final", "impl",
    "internal", "let", "mut", "null", "override", "private", "protected", "public", "readonly", "shared_ptr", "static",
    "std", "struct", "type", "undefined", "unique_ptr", "unsafe", "val", "var",
})  # fmt: skip
"""What may stand around or before the name of a type that a value has all the same."""
_NAME = r"[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*"
_DOTTED = r"[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*"
_CALL = rf"(?:await\s+|new\s+|yield\s+|try\s+|[&*])*({_DOTTED})(?:(?:::)?<[^<>()]*>)?\s*[({{]"
_CAST = r"\bas[!?]?\s+([A-Za-z_][\w.:]*)|^\(([A-Z][\w.]*)\)\s*\w"
_ALONE = r"([A-Za-z_$][\w$]*)\s*[;,]?\s*$"
_LITERAL = r"[\[{\"'`\d]|[rbfuRBFU]{1,2}[\"']"
_ASSIGNMENT = r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=:,()]{1,80})?:?=\s*(?P<value>[^=\s].*)$"
_WITH_AS = r"\b(?P<value>[\w.]+\(.*\))\s+as\s+(?P<name>\w+)"
_FIELD = (
    r"(?:\b(?:self|this)\.|@)(?P<name>[A-Za-z_$][\w$]*)\s*(?::\s*(?P<type>[^=]{1,80}))?=\s*(?P<value>[^=\s].*)$"
)
_NAME_THEN_TYPE = (
    r"(?<![\w.$])(?P<name>[A-Za-z_$][\w$]*)\s*[?!]?\s*:\s*(?P<type>[^=;{):,\s][^=;{),]{0,80})"
)
_TYPE_THEN_NAME = (
    r"(?P<type>[A-Za-z_][\w.:]*(?:<[^<>]*>)?)[\s*&]+\$?(?P<name>[A-Za-z_]\w*)\s*(?=[,)=;:{(]|$)"
)
_GO_PARAMETER = r"(?<![\w.])(?P<name>[A-Za-z_]\w*)\s+(?P<type>[*\w.\[\]]+)"
_RETURN = r"\s*(?:return|yield)\s+(.*)$"
_RESULT = r"\)\s*(?:->|:)\s*(.{1,80})$"
_GO_RESULT = r"\)\s*\(?\s*([*\w.\[\]]{1,80})[^()]*\)?$"


class Said(NamedTuple):
    """How a line declares or sets a variable: by a type, by a value, or both."""

    type: str
    value: str


class Value(NamedTuple):
    """What an expression is: a call of `name`, a cast to the type `name`, the variable `name` or a literal."""

    kind: str
    """call, type, variable or literal."""
    name: str


def said_of(line: str, name: str, language: str) -> Iterator[Said]:
    """What a line says of the variable `name`, its value before its type."""
    text = line[:LONGEST]
    for sign, pattern in (("=", _ASSIGNMENT), ("as", _WITH_AS)):
        for match in re.finditer(pattern, text) if sign in text else ():
            if match["name"] == name:
                yield Said("", match["value"])
    declaration = _TYPE_THEN_NAME if language in _TYPE_FIRST else _GO_PARAMETER if language == "go" else _NAME_THEN_TYPE
    for match in re.finditer(declaration, text) if declaration != _NAME_THEN_TYPE or ":" in text else ():
        if match["name"] == name:
            yield Said(match["type"], "")


def said_of_field(line: str, name: str) -> Said | None:
    """What a line says of a field of the object whose code it is: `self.name: Type = value`."""
    match = re.search(_FIELD, line[:LONGEST])
    return Said(match["type"] or "", match["value"]) if match and match["name"] == name else None


def value_of(expression: str) -> Value | None:
    """What kind of expression a value is; None for what is none of the simple ones."""
    if match := re.match(_CALL, expression):
        return Value("call", match[1])
    if match := re.search(_CAST, expression):
        return Value("type", match[1] or match[2])
    if match := re.match(_ALONE, expression):
        return Value("variable", match[1])
    return Value("literal", "") if re.match(_LITERAL, expression) else None


def result_type(signature: str, name: str, language: str) -> str:
    """The type that a function's signature says it returns; "" for none."""
    if language in _TYPE_FIRST:
        pattern = rf"([A-Za-z_][\w.:]*(?:<[^<>]*>)?)[\s*&]+(?:[\w:]+::)?{re.escape(name)}\s*\("
        match = re.search(pattern, signature)
    else:
        match = re.search(_GO_RESULT if language == "go" else _RESULT, signature)
    return str(match[1]) if match else ""


def returned(line: str) -> str:
    """What a line returns or yields; "" when it does not."""
    match = re.match(_RETURN, line[:LONGEST])
    return str(match[1]) if match else ""


def called_before(line: str, name: str) -> str:
    """What is called right before `.name` in a line: "make" in `make(1).name()`."""
    match = re.search(rf"([\w$.:]*[\w$])\([^()]*\)\s*[?!]?\.\s*{re.escape(name)}\b", line[:LONGEST])
    return str(match[1]) if match else ""


def type_name(text: str) -> str:
    """The name of the class in a written type, without what wraps one value."""
    names: list[str] = re.findall(_NAME, text) or [""]
    *around, inmost = names
    return next((name for name in around if re.split(r"\.|::", name)[-1] not in _WRAPPERS), inmost)
