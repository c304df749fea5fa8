"""Reading on for a draft that lacks something: what it names is looked up through facts and added to its sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ..graph.references import CERTAIN, uses_of
from ..graph.view import Place, View
from .material import Gathering, Material

MOST_ADDED = 3
_ROOM = 700
"""Tokens for what is added at one time."""
_MOST_EACH = 300
_MOST_MEANT = 2
"""A name that means more than this says nothing about which one to read."""
_AROUND = 3
_USERS = r"(?i)^(?:callers?|users?|uses|usages?) of |\bwho (?:calls|uses) |^where .* (?:called|used)$"
_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"


def read_on(view: View, gathering: Gathering, wanted: Iterable[str], asked: Collection[str] = ()) -> list[str]:
    """Add the definitions of names (or, of "callers of NAME", who uses it) that no source shows; returns their titles.

    What a model wants is data: it names symbols of this repository, or nothing is read.
    """
    gathering.more(_ROOM)
    added: list[str] = []
    for want in dict.fromkeys(wanted):
        users = re.search(_USERS, want)
        for name in re.findall(_NAME, re.sub(_USERS, "", want))[:1]:
            for place in _meant(view, name):
                added += _add_users(view, gathering, place) if users else _add(gathering, place, asked)
        if len(added) >= MOST_ADDED:
            break
    return added


def mentioned(view: View, material: Material, asked: set[str]) -> list[str]:
    """The names that the shown code calls and that have a word of the question in them, most of its words first."""
    from ..indexers.words import parts_of

    found: dict[str, int] = {}
    for item in (item for source in material.sources for item in source.evidence):
        for reference in view.references(item.path, "call"):
            if item.start <= reference.line <= item.end and reference.name not in found:
                found[reference.name] = len(asked & set(parts_of(reference.name)))
    return sorted((name for name, common in found.items() if common), key=lambda name: (-found[name], name))


def _meant(view: View, name: str) -> list[Place]:
    """The symbols of the code that a name means; none when that can't be told."""
    leaf = name.rpartition(".")[2]
    rows = [row for row in view.named(leaf) if row.role == "source" and row.kind not in ("key", "field")]
    if "." in name:
        rows = [row for row in rows if f".{row.qualname}".endswith(f".{name}")] or rows
    return [view.place_of(row) for row in rows] if len(rows) <= _MOST_MEANT else []


def _add(gathering: Gathering, place: Place, asked: Collection[str]) -> list[str]:
    symbol = place.symbol
    if gathering.shows(place.path, symbol.start, symbol.end):
        return []
    added = gathering.add_span(place.path, symbol.start, symbol.end, symbol.qualname, _MOST_EACH, asked)
    return [place.title] if added else []


def _add_users(view: View, gathering: Gathering, place: Place) -> list[str]:
    added = []
    for use in uses_of(view, place, role="source"):
        symbol, line = use.user.symbol, use.reference.line
        start, end = max(symbol.start, line - _AROUND), min(symbol.end, line + _AROUND)
        known = use.confidence < CERTAIN or use.user.unit == place.unit or gathering.shows(use.path, start, end)
        if not known and gathering.add_span(use.path, start, end, symbol.qualname, _MOST_EACH):
            added.append(use.user.title)
        if len(added) == _MOST_MEANT:
            break
    return added
