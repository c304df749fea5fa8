"""Which notes to prepare, those first that will most probably be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..graph.view import View
from ..indexers.files import folders_of
from ..notes import KINDS

_REPOSITORY_KINDS = ("what", "run", "settings", "changes", "owners")
_SYMBOL_KINDS = ("what", "callers")
_ASKED_AS = {"where": "what"}
_MAX_FILES = 400
_MAX_SYMBOLS = 400


class Candidate(NamedTuple):
    """A note that could be prepared."""

    unit: str
    kind: str


def candidates(view: View) -> Iterator[Candidate]:
    """Notes worth having: about the repository, what was asked before, folders, and what the code uses most."""
    yield from (Candidate("", kind) for kind in _REPOSITORY_KINDS)
    asked = ((unit, _ASKED_AS.get(kind, kind)) for unit, kind, _ in view.workspace.notes.asked())
    yield from (Candidate(unit, kind) for unit, kind in asked if kind in KINDS)
    files = [row for row in view.store.files() if row.blob_id and row.role == "source"]
    yield from (Candidate(f"{folder}/", "what") for folder in sorted(folders_of(row.path for row in files)) if folder)
    for row in view.store.most_mentioned(_MAX_SYMBOLS):
        unit = f"{row.path}::{row.qualname}"
        yield from (Candidate(unit, kind) for kind in _SYMBOL_KINDS)
    files.sort(key=lambda row: -row.lines)
    yield from (Candidate(row.path, "what") for row in files[:_MAX_FILES])
