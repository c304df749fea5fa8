"""Which notes could be prepared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.view import View
from ..indexers.files import folders_of
from ..notes import KINDS

_REPOSITORY_KINDS = ("what", "run", "building", "testing", "settings", "changes", "owners")
_SYMBOL_KINDS = ("what", "callers")
_EDITED_KINDS = ("what", "callers", "breaks", "tests", "why")
"""Asked of symbols in files that somebody works on."""
_ASKED_AS = {"where": "what"}
_MOST_FILES = 400
_MOST_SYMBOLS = 400
_MOST_EDITED = 30


class Candidate(NamedTuple):
    """A note that could be prepared."""

    unit: str
    kind: str


def candidates(view: View, expected: Mapping[str, float]) -> Iterator[Candidate]:
    """Notes about the repository, what was asked before, folders, what the code uses most, and files.

    `expected` is path -> probability that the file is touched or asked about in a working day, most probable first.
    """
    yield from (Candidate("", kind) for kind in _REPOSITORY_KINDS)
    asked = ((unit, _ASKED_AS.get(kind, kind)) for unit, kind, _ in view.workspace.notes.asked())
    yield from (Candidate(unit, kind) for unit, kind in asked if kind in KINDS)
    sources = {row.path for row in view.store.files() if row.blob_id and row.role == "source"}
    yield from (Candidate(f"{folder}/", "what") for folder in sorted(folders_of(sources)) if folder)
    for row in view.store.most_mentioned(_MOST_SYMBOLS):
        yield from (Candidate(f"{row.path}::{row.qualname}", kind) for kind in _SYMBOL_KINDS)
    likely = [path for path in expected if path in sources]
    yield from (Candidate(path, "what") for path in islice(likely, _MOST_FILES))
    for path in islice(likely, _MOST_EDITED):
        for symbol in view.symbols(path):
            if symbol.kind in CALLABLE_KINDS | CLASS_KINDS:
                yield from (Candidate(f"{path}::{symbol.qualname}", kind) for kind in _EDITED_KINDS)
