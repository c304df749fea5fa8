"""Keeping what models wrote small and whole: one answer to each question, and nothing that nobody asks for any more.

What is out of date and still wanted needs no care here: it is planned again, as what was asked is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable

from ..answers.earlier import KIND as ANSWER
from ..answers.earlier import stands
from ..answers.matching import meaning_of
from ..graph.view import View
from ..store.notes import StoredNote
from ..workspace import Workspace

MOST_NOTES = 5_000
"""So many notes of models are kept of one repository."""
_DAY = 86_400
UNWANTED_DAYS = 45
"""What is out of date for so long, and was not asked for, is forgotten: no branch that it is true of came back."""


def consolidate(workspace: Workspace, now: int | None = None) -> int:
    """Merge the answers to one question, and forget what is out of date or too much; returns how many notes went."""
    moment = int(time.time()) if now is None else now
    with workspace.database.reading():
        view = View(workspace)
        notes = [_renamed(workspace, note) for note in workspace.notes.by_models()]
        fresh = {_row(note) for note in notes if stands(view, note)}
        wanted = {_row(note): time for note, time in zip(notes, _last_wanted(workspace, notes), strict=True)}
    kept = [note for note in notes if _row(note) in fresh or wanted[_row(note)] > moment - UNWANTED_DAYS * _DAY]
    kept = _merged(kept, fresh)
    kept.sort(key=lambda note: (_row(note) in fresh, wanted[_row(note)]), reverse=True)
    rows = {_row(note) for note in kept[:MOST_NOTES]}
    gone = [note for note in notes if _row(note) not in rows]
    with workspace.database.writing():
        for note in gone:
            workspace.notes.forget(*_row(note))
        for note in kept[:MOST_NOTES]:
            workspace.notes.rename(*_row(note), note.meaning)
    return len(gone)


def _row(note: StoredNote) -> tuple[str, str, str]:
    return note.unit, note.kind, note.recipe


def _renamed(workspace: Workspace, note: StoredNote) -> StoredNote:
    """With the meaning that its question has by the rules of now."""
    return note._replace(meaning=meaning_of(note.question, workspace.name)) if note.kind == ANSWER else note


def _last_wanted(workspace: Workspace, notes: Iterable[StoredNote]) -> list[int]:
    """When each was written, or asked for since."""
    of_unit: dict[tuple[str, str], int] = {}
    of_meaning: dict[str, int] = {}
    for text, kind, unit, last in workspace.notes.last_asked():
        of_unit[unit, kind] = max(last, of_unit.get((unit, kind), 0))
        if kind == "search":
            meant = meaning_of(text, workspace.name)
            of_meaning[meant] = max(last, of_meaning.get(meant, 0))
    return [
        max(note.written, of_meaning.get(note.meaning, 0) if note.meaning else of_unit.get((note.unit, note.kind), 0))
        for note in notes
    ]


def _merged(notes: Iterable[StoredNote], fresh: set[tuple[str, str, str]]) -> list[StoredNote]:
    """Of the answers to one question that are true now, the best; those that are not may be true on another branch."""
    best: dict[str, StoredNote] = {}
    others = []
    for note in notes:
        if not note.meaning or _row(note) not in fresh:
            others.append(note)
        elif note.meaning not in best or _standing(note) > _standing(best[note.meaning]):
            best[note.meaning] = note
    return [*others, *best.values()]


def _standing(note: StoredNote) -> tuple[float, float, int]:
    return note.confidence, note.score, note.written
