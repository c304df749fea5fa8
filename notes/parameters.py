"""Which parameters does it take, and what are they by default?"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.members import inherited
from ..graph.view import Place, View
from .note import Note, evidence_at, kept
from .wording import listed

_RECEIVERS = frozenset({"self", "cls", "this"})
_MOST = 20
_HEAD = 12
"""Lines after the first in which the parameters stand."""
_OPENING, _CLOSING = "([{<", ")]}>"


class Parameter(NamedTuple):
    """One parameter as the signature has it."""

    name: str
    default: str
    """"" for none."""


def write(view: View, unit: str) -> Note | None:
    """The parameters of a function, or of a class's constructor; None for anything else."""
    place = view.find(unit) if "::" in unit else None
    called = _called(view, place) if place else None
    if place is None or called is None:
        return None
    found = parameters(called.symbol.signature)
    given = [parameter for parameter in found if parameter.default]
    summary = (
        f"{place.title} takes {listed((p.name for p in found), _MOST)}." if found else f"{place.title} takes nothing."
    )
    lines = [summary, *(f"  {parameter.name} = {parameter.default}" for parameter in given)]
    return _note(view, place, called, f"Which parameters does {place.title} take?", "\n".join(lines))


def of_parameter(view: View, place: Place, name: str) -> Note | None:
    """What one parameter is by default; None when there is none of that name."""
    called = _called(view, place)
    found = [parameter for parameter in parameters(called.symbol.signature) if parameter.name == name] if called else []
    if not called or not found:
        return None
    answer = f"{name} has no default in {place.title}: it must be given."
    if found[0].default:
        answer = f"{name} is {found[0].default} by default in {place.title}."
    lines = f"{answer}\n{called.symbol.signature}"
    return _note(view, place, called, f"What is {name} by default in {place.title}?", lines)


def _note(view: View, place: Place, called: Place, question: str, answer: str) -> Note:
    symbol = called.symbol
    shown = evidence_at(view, called.path, symbol.start, min(symbol.end, symbol.start + _HEAD), symbol.name)
    return Note(place.unit, "parameters", question, answer, kept([shown]), 0.95)


def _called(view: View, place: Place) -> Place | None:
    """What a call of it runs: itself, or the constructor of a class."""
    if place.symbol.kind in CALLABLE_KINDS:
        return place
    if place.symbol.kind not in CLASS_KINDS:
        return None
    own = view.within(place.path, f"{place.symbol.qualname}.__init__")
    return own or inherited(view, place, "__init__")


def parameters(signature: str) -> list[Parameter]:
    """The parameters in the first brackets of a signature, in order.

    >>> parameters("def get(self, url: str, *, timeout: float | None = None, sep=',')")
    [Parameter(name='url', default=''), Parameter(name='timeout', default='None'), Parameter(name='sep', default="','")]
    """
    inside = signature[signature.find("(") + 1 :] if "(" in signature else ""
    found = []
    for part in _split(inside):
        before, default = _halved(part)
        names = re.findall(r"[\w$]+", before.partition(":")[0])
        if names and names[-1] not in _RECEIVERS:
            found.append(Parameter(names[-1].lstrip("$"), default))
    return found


def _split(text: str) -> list[str]:
    """The parts between commas, up to the bracket that closes, brackets and quotes within them whole."""
    parts: list[str] = []
    depth, quote, start = 0, "", 0
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[place - 1] != "\\" else quote
        elif letter in "'\"`":
            quote = letter
        elif letter in _OPENING:
            depth += 1
        elif letter in _CLOSING and text[place - 1 : place + 1] not in ("->", "=>"):
            depth -= 1
            if depth < 0:
                return [*parts, text[start:place]]
        elif letter == "," and not depth:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _halved(part: str) -> tuple[str, str]:
    """What stands before and after the sign that gives a default."""
    match = re.search(r"(?<![=!<>:])=(?![=>])", part)
    return (part[: match.start()], part[match.end() :].strip()) if match else (part, "")
