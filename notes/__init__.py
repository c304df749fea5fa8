"""Notes from facts alone: each kind answers one question about a unit, as a pure function of what the code says."""

from __future__ import annotations

import importlib
from typing import Protocol

from ..graph.view import View
from .note import Note

KINDS = (
    "what", "callers", "heirs", "calls", "breaks", "why", "added", "changes", "owners", "together", "tests", "settings",
    "raises", "overrides", "parameters", "run", "building", "testing", "entries", "flow", "remarks", "section",
    "decision",
)  # fmt: skip
"""Every kind is the module of that name in this folder."""


class Writer(Protocol):
    """What the module of a note kind provides as its `write`."""

    def __call__(self, view: View, unit: str) -> Note | None:
        """The note of this kind about `unit`; None when there is nothing to say or the unit is not there."""
        ...


def write(view: View, kind: str, unit: str) -> Note | None:
    """Write one note from the facts as they are now."""
    writer: Writer = importlib.import_module(f".{kind}", __name__).write
    return writer(view, unit)
