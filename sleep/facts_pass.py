"""The sleep pass that needs no model: notes written from facts."""

from __future__ import annotations

import time

from .. import notes
from ..graph.view import View
from ..notes.note import Note
from ..refresh import Progress
from ..store.notes import FACTS_RECIPE, StoredNote, is_fresh
from ..workspace import Workspace
from .candidates import candidates

_BATCH = 50


def prepare(workspace: Workspace, progress: Progress) -> int:
    """Write every worthwhile note that is missing or out of date; returns how many.

    Notes are kept in small batches, so an interruption loses little and the next call goes on from there.
    """
    with workspace.database.reading():
        wanted = list(dict.fromkeys(candidates(View(workspace))))
    with workspace.database.writing():
        workspace.notes.forget_of_other_versions()
    written = 0
    for start in range(0, len(wanted), _BATCH):
        with workspace.database.reading():
            view = View(workspace, patient=True)
            fresh = [note for unit, kind in wanted[start : start + _BATCH] if (note := prepared(view, unit, kind))]
        if fresh:
            with workspace.database.writing():
                for note in fresh:
                    workspace.notes.put(note)
        written += len(fresh)
        progress("preparing notes", min(start + _BATCH, len(wanted)), len(wanted))
    return written


def prepared(view: View, unit: str, kind: str) -> StoredNote | None:
    """The note to keep; None when the one that is kept is still true, or there is nothing to say."""
    stored = view.workspace.notes.find(unit, kind)
    if stored and is_fresh(stored, view.digest):
        return None
    view.reads.clear()
    note = notes.write(view, kind, unit)
    return _stored(view, note) if note else None


def _stored(view: View, note: Note) -> StoredNote:
    reads = {read: view.digest(read) for read in sorted(view.reads)}
    return StoredNote(
        note.unit, note.kind, note.question, note.answer, [list(item) for item in note.evidence], reads,
        FACTS_RECIPE, note.confidence, int(time.time()),
    )  # fmt: skip
