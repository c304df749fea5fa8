"""Notes and the questions that were asked, in SQLite."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .. import __version__

FACTS_RECIPE = f"facts {__version__}"
"""The recipe of notes that no model had a part in. What another version of sleepd wrote is not used: it may have told
the same facts otherwise, or wrongly."""
_CURRENT = "(recipe = ? OR recipe NOT LIKE 'facts%')"


_COLUMNS = (
    "unit, kind, question, answer, evidence, reads, recipe, confidence, written, score, tokens, money, claims,"
    " imported, meaning"
)


class StoredNote(NamedTuple):
    """One row of the note table; `evidence` and `reads` as JSON values."""

    unit: str
    kind: str
    question: str
    answer: str
    evidence: list[list[Any]]
    reads: dict[str, str]
    """What it was made from -> how that read then."""
    recipe: str
    confidence: float
    written: int
    score: float = 1.0
    """How much of what was drafted stood the check; what is put together from facts needs none."""
    tokens: int = 0
    """What it cost to write."""
    money: float = 0.0
    """The same in US dollars."""
    claims: Sequence[Any] = ()
    """What a model wrote of it and stood the check: [text, evidence] each, from which it can be checked again."""
    imported: bool = False
    """Whether somebody else's model wrote it."""
    meaning: str = ""
    """What makes its question this one, for notes that answer one in words."""

    @property
    def by_model(self) -> bool:
        """Whether a model had a part in it."""
        return not self.recipe.startswith("facts")


class Notes:
    """Typed reads and writes of notes over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Writing: call these inside `Database.writing`.

    def put(self, note: StoredNote) -> int:
        """Keep a note in place of the one of the same unit, kind and recipe; returns its row."""
        row = self._db.execute(
            f"INSERT INTO note ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (unit, kind, recipe) DO UPDATE SET question = excluded.question, answer = excluded.answer,"
            " evidence = excluded.evidence, reads = excluded.reads, confidence = excluded.confidence,"
            " written = excluded.written, score = excluded.score, tokens = excluded.tokens, money = excluded.money,"
            " claims = excluded.claims, imported = excluded.imported,"
            " meaning = excluded.meaning"
            " RETURNING id",
            (
                *note[:4],
                json.dumps(note.evidence),
                json.dumps(note.reads),
                *note[6:12],
                json.dumps(note.claims),
                note.imported,
                note.meaning,
            ),
        ).fetchone()
        return int(row[0])

    def forget(self, unit: str, kind: str, recipe: str = FACTS_RECIPE) -> None:
        """Drop one note."""
        self._db.execute("DELETE FROM note WHERE unit = ? AND kind = ? AND recipe = ?", (unit, kind, recipe))

    def rename(self, unit: str, kind: str, recipe: str, meaning: str) -> None:
        """Keep what makes one note's question this one."""
        self._db.execute(
            "UPDATE note SET meaning = ?4 WHERE unit = ?1 AND kind = ?2 AND recipe = ?3 AND meaning <> ?4",
            (unit, kind, recipe, meaning),
        )

    def forget_of_other_versions(self) -> None:
        """Drop the notes from facts that another version of sleepd wrote."""
        self._db.execute(f"DELETE FROM note WHERE NOT {_CURRENT}", (FACTS_RECIPE,))

    def log_question(
        self,
        text: str,
        kind: str,
        unit: str,
        rung: str,
        confidence: float,
        elapsed_ms: float,
        tokens: int = 0,
        saved: int = 0,
    ) -> None:
        """Remember that a question was asked: what is asked once is asked again. `saved` are the tokens that answering
        it from a note did not cost. Kept beside it is how probable its file was held to be among the others."""
        path = unit.partition("::")[0]
        self._db.execute(
            "INSERT INTO question (time, text, kind, unit, rung, confidence, elapsed_ms, tokens, saved, rank)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT rank FROM expected WHERE path = ?))",
            (int(time.time()), text, kind, unit, rung, confidence, elapsed_ms, tokens, saved, path),
        )

    # Reading.

    def find(self, unit: str, kind: str, recipe: str = FACTS_RECIPE) -> StoredNote | None:
        """The note of one recipe, fresh or not."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM note WHERE unit = ? AND kind = ? AND recipe = ?", (unit, kind, recipe)
        ).fetchone()
        return _note(row) if row else None

    def all_versions(self, unit: str, kind: str) -> list[StoredNote]:
        """All notes of a kind about a unit, those that did not stand their check too."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM note WHERE unit = ? AND kind = ?", (unit, kind))
        return [_note(row) for row in rows]

    def versions(self, unit: str, kind: str) -> list[StoredNote]:
        """Those that stood their check, fresh or not: the surest first, a model's before facts, one's own before
        others'."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM note WHERE unit = ? AND kind = ? AND confidence > 0 AND {_CURRENT}"
            " ORDER BY confidence DESC, recipe = ?, imported, written DESC", (unit, kind, FACTS_RECIPE, FACTS_RECIPE),
        )  # fmt: skip
        return [_note(row) for row in rows]

    def of_kind(self, kind: str) -> list[StoredNote]:
        """The notes of a kind that stood their check, one's own first, then the newest."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM note WHERE kind = ? AND confidence > 0 ORDER BY imported, written DESC", (kind,)
        )
        return [_note(row) for row in rows]

    def claimed(self) -> list[StoredNote]:
        """The notes of models that stood their check, with the claims they consist of."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM note WHERE confidence > 0 AND claims <> '[]'")
        return [_note(row) for row in rows]

    def meaning(self, meaning: str, least: float = 1e-9) -> list[StoredNote]:
        """The notes that answer one question, the surest first; those that are less sure than `least` left out."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM note WHERE meaning = ? AND meaning <> '' AND confidence >= ?"
            " ORDER BY confidence DESC, written DESC", (meaning, least),
        )  # fmt: skip
        return [_note(row) for row in rows]

    def by_models(self) -> list[StoredNote]:
        """All notes of models, those that did not stand their check too."""
        return [_note(row) for row in self._db.execute(f"SELECT {_COLUMNS} FROM note WHERE recipe NOT LIKE 'facts%'")]

    def last_asked(self) -> list[tuple[str, str, str, int]]:
        """(question, kind, unit, when) of the questions that were asked, each as of the last time, in seconds."""
        return self._db.execute(
            "SELECT text, kind, unit, max(time) FROM question GROUP BY text, kind, unit"
        ).fetchall()

    def mean_tokens(self, purpose: str, fewest: int) -> float:
        """What a note of one purpose of a model cost so far; 0 while there are too few to tell."""
        row = self._db.execute(
            "SELECT avg(tokens) FROM note WHERE recipe LIKE ? AND tokens > 0 HAVING count(*) >= ?",
            (f"%/{purpose}@%", fewest),
        ).fetchone()
        return float(row[0]) if row else 0.0

    def about(self, unit: str) -> list[StoredNote]:
        """All notes about a unit and what lies in it."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM note WHERE {_CURRENT} AND (unit = ? OR substr(unit, 1, length(?)) = ?)"
            " ORDER BY unit, kind, recipe",
            (FACTS_RECIPE, unit, f"{unit}::", f"{unit}::"),
        )
        return [_note(row) for row in rows]

    def all(self) -> list[StoredNote]:
        """Every note."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM note WHERE {_CURRENT}", (FACTS_RECIPE,))
        return [_note(row) for row in rows]

    def count(self) -> int:
        """How many notes there are."""
        row = self._db.execute(f"SELECT count(*) FROM note WHERE {_CURRENT}", (FACTS_RECIPE,)).fetchone()
        return int(row[0])

    def saved(self) -> int:
        """Tokens that answers from notes did not cost."""
        return int(self._db.execute("SELECT coalesce(sum(saved), 0) FROM question").fetchone()[0])

    def asked_in_words(self) -> list[tuple[str, str, int]]:
        """(question, unit, how often) of the questions that no kind of note answers, most often first."""
        return self._db.execute(
            "SELECT text, unit, count(*) FROM question WHERE kind = 'search' GROUP BY text"
            " ORDER BY 3 DESC, max(time) DESC"
        ).fetchall()

    def asked(self) -> list[tuple[str, str, int]]:
        """(unit, kind, how often) of the questions asked so far, most often first."""
        return self._db.execute(
            "SELECT unit, kind, count(*) FROM question WHERE unit <> '' GROUP BY unit, kind ORDER BY 3 DESC"
        ).fetchall()


def is_fresh(note: StoredNote, digest: Callable[[str], str]) -> bool:
    """Whether everything the note was made from still reads as it did."""
    return all(digest(read) == was for read, was in note.reads.items())


def _note(row: tuple[Any, ...]) -> StoredNote:
    unit, kind, question, answer, evidence, reads, *rest, claims, imported, meaning = row
    found = (unit, kind, question, answer, json.loads(evidence), json.loads(reads), *rest)
    return StoredNote._make((*found, json.loads(claims), bool(imported), meaning))
