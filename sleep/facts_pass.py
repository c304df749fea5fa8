"""The sleep pass that needs no model: notes written from facts."""

from __future__ import annotations

import time

from .. import notes
from ..graph.view import View
from ..store.notes import FACTS_RECIPE, StoredNote, is_fresh


def is_prepared(view: View, unit: str, kind: str) -> bool:
    """Whether a note is kept that is still true."""
    stored = view.workspace.notes.find(unit, kind)
    return stored is not None and is_fresh(stored, view.digest)


def prepare_note(view: View, unit: str, kind: str) -> StoredNote | None:
    """The note as the facts are now; None when there is nothing to say, or the unit is not there."""
    view.reads.clear()
    note = notes.write(view, kind, unit)
    if note is None:
        return None
    reads = {read: view.digest(read) for read in sorted(view.reads)}
    return StoredNote(
        note.unit, note.kind, note.question, note.answer, [list(item) for item in note.evidence], reads,
        FACTS_RECIPE, note.confidence, int(time.time()),
    )  # fmt: skip
