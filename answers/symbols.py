"""Symbols of the repository, by name or by what they are about, and those of one file with what uses them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.references import uses_of
from ..graph.view import View
from ..notes.users import apart, users
from ..notes.wording import counted
from ..workspace import Workspace
from .places import search


class Named(NamedTuple):
    """One symbol and where it is."""

    unit: str
    kind: str
    path: str
    start: int
    end: int

    def as_json(self) -> dict[str, Any]:
        """The same for a client."""
        return self._asdict()


def symbols(workspace: Workspace, text: str, count: int) -> list[Named]:
    """The `count` symbols that a text means: by name, by the beginning of a name, then by what they are about."""
    with workspace.database.reading():
        view, name = View(workspace), text.strip()
        rows = view.store.symbols_beginning(name, count) if re.fullmatch(r"\w+", name) else []
        found = {(row.path, row.qualname): Named(f"{row.path}::{row.qualname}", row.kind, row.path, row.start, row.end)
                 for row in rows if row.qualname and row.kind not in ("section", "key")}  # fmt: skip
    if len(found) < count and name:
        for place in search(workspace, name, count - len(found)):
            unit = f"{place.path}::{place.symbol}" if place.symbol else place.path
            found.setdefault(
                (place.path, place.symbol), Named(unit, "", place.path, place.start_line, place.end_line)
            )
    return list(found.values())[:count]


def symbols_of(workspace: Workspace, path: str) -> list[Named]:
    """The functions and classes of one file, in order."""
    with workspace.database.reading():
        view = View(workspace)
        return [
            Named(f"{path}::{symbol.qualname}", symbol.kind, path, symbol.start, symbol.end)
            for symbol in view.symbols(path)
            if symbol.kind in CALLABLE_KINDS | CLASS_KINDS
        ]


def in_short(workspace: Workspace, unit: str) -> str:
    """How many use a symbol and test it; "" when it is not there."""
    with workspace.database.reading():
        view = View(workspace)
        place = view.find(unit)
        if place is None:
            return ""
        by_code, by_tests, _ = apart(view, [use for use in uses_of(view, place) if use.user.unit != place.unit])
        by_code = [use for use in by_code if use.reference.kind != "import"]
        return f"{counted(len(users(view, by_code)), 'user')}, {counted(len(users(view, by_tests)), 'test')}"
