"""Notes and the questions that were asked, in SQLite."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from typing import NamedTuple

FACTS_RECIPE = "facts"
"""The recipe of notes that no model had a part in."""


class StoredNote(NamedTuple):
    """One row of the note table; `evidence` and `reads` as JSON values."""

    unit: str
    kind: str
    question: str
    answer: str
    evidence: list[list[object]]
    reads: dict[str, str]
    """What it was made from -> how that read then."""
    recipe: str
    confidence: float
    written: int


class Notes:
    """Typed reads and writes of notes over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Writing: call these inside `Database.writing`.

    def put(self, note: StoredNote) -> None:
        """Keep a note in place of the one of the same unit, kind and recipe."""
        self._db.execute(
            "INSERT OR REPLACE INTO note (unit, kind, question, answer, evidence, reads, recipe, confidence, written)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*note[:4], json.dumps(note.evidence), json.dumps(note.reads), *note[6:]),
        )

    def forget(self, unit: str, kind: str, recipe: str = FACTS_RECIPE) -> None:
        """Drop one note."""
        self._db.execute("DELETE FROM note WHERE unit = ? AND kind = ? AND recipe = ?", (unit, kind, recipe))

    def log_question(self, text: str, kind: str, unit: str, rung: str, confidence: float, elapsed_ms: float) -> None:
        """Remember that a question was asked: what is asked once is asked again."""
        self._db.execute(
            "INSERT INTO question (time, text, kind, unit, rung, confidence, elapsed_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (int(time.time()), text, kind, unit, rung, confidence, elapsed_ms),
        )

    # Reading.

    def find(self, unit: str, kind: str) -> StoredNote | None:
        """The best note of a kind about a unit, fresh or not."""
        row = self._db.execute(
            "SELECT unit, kind, question, answer, evidence, reads, recipe, confidence, written FROM note"
            " WHERE unit = ? AND kind = ? ORDER BY confidence DESC LIMIT 1", (unit, kind),
        ).fetchone()  # fmt: skip
        return _note(row) if row else None

    def about(self, unit: str) -> list[StoredNote]:
        """All notes about a unit and what lies in it."""
        rows = self._db.execute(
            "SELECT unit, kind, question, answer, evidence, reads, recipe, confidence, written FROM note"
            " WHERE unit = ? OR substr(unit, 1, length(?)) = ? ORDER BY unit, kind", (unit, f"{unit}::", f"{unit}::"),
        )  # fmt: skip
        return [_note(row) for row in rows]

    def count(self) -> int:
        """How many notes there are."""
        return int(self._db.execute("SELECT count(*) FROM note").fetchone()[0])

    def asked(self) -> list[tuple[str, str, int]]:
        """(unit, kind, how often) of the questions asked so far, most often first."""
        return self._db.execute(
            "SELECT unit, kind, count(*) FROM question WHERE unit <> '' GROUP BY unit, kind ORDER BY 3 DESC"
        ).fetchall()


def is_fresh(note: StoredNote, digest: Callable[[str], str]) -> bool:
    """Whether everything the note was made from still reads as it did."""
    return all(digest(read) == was for read, was in note.reads.items())


def _note(row: tuple[str, ...]) -> StoredNote:
    unit, kind, question, answer, evidence, reads, recipe, confidence, written = row
    return StoredNote(
        unit, kind, question, answer, json.loads(evidence), json.loads(reads), recipe, float(confidence), int(written)
    )
