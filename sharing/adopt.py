"""Taking over what others wrote, where the code is the same.

Of a note that somebody offers only the claims count, and each has to be shown by lines that read here as they did
there, and that we would have shown a model ourselves; of an answer, one at least. Then it has to stand our own check.
The note around the claims is made of our own facts; so are its evidence and its confidence. What holds only on another
branch waits.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from enum import Enum, auto
from itertools import groupby
from typing import NamedTuple

from ..answers import explain
from ..answers.earlier import KIND, earlier
from ..answers.grounds import gathered
from ..answers.grounds import note_from as answer_from
from ..answers.question import understand
from ..graph.view import View
from ..notes.hostile import hostile_lines
from ..notes.note import Evidence, holds
from ..refresh import Progress
from ..sleep.understand import note_from, reads_of
from ..sleep.understanding import understanding
from ..store.notes import StoredNote, is_fresh
from ..workspace import Workspace
from ..writing.working import Worked, rechecked
from .record import Record, read_record

MARK = "From a teammate's notes; each claim was checked against this code."
_BATCH = 50


class Taken(NamedTuple):
    """What came of notes that were offered."""

    used: int
    """Those that hold here, now."""
    waiting: int
    """Those on code that is not here."""
    refused: int
    """Those that did not stand the check."""


class _Outcome(Enum):
    USED = auto()
    WAITING = auto()
    REFUSED = auto()


def offer(workspace: Workspace, records: Iterable[Record], progress: Progress) -> tuple[int, Taken]:
    """Keep what others wrote and use what of it holds; returns how much was new, and what came of all."""
    with workspace.database.writing():
        new = workspace.offers.add({record.key: record.line() for record in records})
    return new, adopt(workspace, progress)


def adopt(workspace: Workspace, progress: Progress) -> Taken:
    """Use of the offered notes what holds now: symbols first, then what is understood by them.

    What is done is kept in batches, so that an interruption loses little.
    """
    offers = {key: read_record(line, key) for key, line in workspace.offers.all().items()}
    order = sorted(offers, key=lambda key: (_height(offers[key]), -offers[key].score, key))
    outcomes: Counter[_Outcome] = Counter()
    for _, level in groupby(order, key=lambda key: _height(offers[key])):
        keys = list(level)
        for start in range(0, len(keys), _BATCH):
            progress("checking what others wrote", outcomes.total(), len(order))
            batch = {key: offers[key] for key in keys[start : start + _BATCH]}
            outcomes += _take(workspace, batch)
    return Taken(outcomes[_Outcome.USED], outcomes[_Outcome.WAITING], outcomes[_Outcome.REFUSED])


def _take(workspace: Workspace, offers: dict[str, Record]) -> Counter[_Outcome]:
    with workspace.database.reading():
        view = View(workspace)
        judged = {key: _judged(view, record) for key, record in offers.items()}
    with workspace.database.writing():
        for note in judged.values():
            if isinstance(note, StoredNote):
                workspace.notes.put(note)
        workspace.offers.withdraw(key for key, note in judged.items() if note is _Outcome.REFUSED)
    return Counter(_Outcome.USED if isinstance(note, StoredNote) else note for note in judged.values())


def _judged(view: View, record: Record) -> StoredNote | _Outcome:
    """The note to keep, or why there is none."""
    if hostile_lines([record.question, *(text for text, _ in record.claims)]):
        return _Outcome.REFUSED
    if _is_known(view, record):
        return _Outcome.USED
    if not all(_is_here(view, item) for _, evidence in record.shown_by for item in evidence):
        return _Outcome.WAITING
    note = _answered(view, record) if record.kind == KIND else _understood(view, record)
    if note is None:
        return _Outcome.WAITING
    if not note.confidence:
        return _Outcome.REFUSED
    return note._replace(
        answer=f"{note.answer}\n{MARK}", tokens=record.tokens, money=record.money,
        written=min(record.written, int(time.time())), imported=True,
    )  # fmt: skip


def _is_known(view: View, record: Record) -> bool:
    """Whether a model has said already what this is about, and it holds."""
    if record.kind == KIND:
        return earlier(view, record.question) is not None
    versions = view.workspace.notes.versions(record.unit, record.kind)
    return any(note.by_model and is_fresh(note, view.digest) for note in versions)


def _is_here(view: View, evidence: Evidence) -> bool:
    """Whether these lines are in the work tree, in a file that is read."""
    file = view.file(evidence.path)
    return bool(file and file.blob_id) and holds(view, evidence)


def _understood(view: View, record: Record) -> StoredNote | None:
    """What is understood of a unit by these claims and our own facts."""
    view.reads = set()
    seen = understanding(view, record.unit)
    worked = rechecked(view, seen.material, record.shown_by, seen.said) if seen else None
    return note_from(seen, _scored(worked, record), record.recipe, reads_of(view)) if seen and worked else None


def _answered(view: View, record: Record) -> StoredNote | None:
    """The answer by these claims, when one of them at least is about a place that we would find for the question."""
    question = understand(view, record.question)
    found = explain.answer(view, question) if question.kind == "search" else None
    if found is None or found.rung != "fact":
        return None
    gathering = gathered(view, record.question, found)
    ours = {item for source in gathering.done().sources for item in source.evidence}
    theirs = dict.fromkeys(item for _, evidence in record.shown_by for item in evidence)
    if not ours & theirs.keys():
        return None
    for item in theirs:
        if item not in ours:
            gathering.add_span(*item[:4])
    worked = rechecked(view, gathering.done(), record.shown_by)
    if worked is None:
        return None
    note = answer_from(view, record.question, found, _scored(worked, record), record.recipe)
    return note._replace(reads={f"file:{item.path}": view.digest(f"file:{item.path}") for item in theirs})


def _scored(worked: Worked, record: Record) -> Worked:
    """As sure as both checks together make it."""
    return worked._replace(score=worked.score * record.score)


def _height(record: Record) -> tuple[int, int]:
    """What is understood by others comes after them: symbols, files, folders from the deepest, the repository."""
    if "::" in record.unit:
        return 0, 0
    if not record.unit:
        return 3, 0
    return (2, -record.unit.count("/")) if record.unit.endswith("/") else (1, 0)
