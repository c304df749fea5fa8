"""What the user does with files, and which files were expected to be next, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

_KEPT = 20_000
_PER_FILE_SECONDS = 60


class Seen(NamedTuple):
    """One thing that the user did with one file."""

    time: int
    """In seconds since 1970 (UTC)."""
    path: str
    kind: str
    """opened, edited or asked."""


class Expected(NamedTuple):
    """A file that may be touched or asked about next."""

    path: str
    rank: int
    """1 is the most probable."""
    probability: float


class Hits(NamedTuple):
    """How well sleep foresaw the questions about something in particular."""

    questions: int
    prepared: int
    """Answered from a prepared note that was still true."""
    expected: int
    """About a file among the most probable ones, whether or not a note was there."""
    either: int

    @property
    def rate(self) -> float:
        """The share that was prepared or expected."""
        return self.either / self.questions if self.questions else 0.0


class Activity:
    """Typed reads and writes of activity over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Writing: call these inside `Database.writing`.

    def note(self, path: str, kind: str, time: int) -> None:
        """Remember that a file was opened or edited; the same again within a minute adds nothing. The newest 20,000
        are kept."""
        self._db.execute(
            "INSERT INTO activity (time, path, kind) SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
            " (SELECT 1 FROM activity WHERE path = ?2 AND kind = ?3 AND time > ?1 - ?4)",
            (time, path, kind, _PER_FILE_SECONDS),
        )
        self._db.execute("DELETE FROM activity WHERE id <= (SELECT max(id) FROM activity) - ?", (_KEPT,))

    def expect(self, files: Iterable[Expected]) -> None:
        """Keep which files are expected now, in place of those expected before."""
        self._db.execute("DELETE FROM expected")
        self._db.executemany("INSERT INTO expected VALUES (?, ?, ?)", files)

    # Reading.

    def between(self, after: int, until: int) -> list[Seen]:
        """What was opened, edited and asked about after one time and until another, oldest first."""
        rows = self._db.execute(
            "SELECT time, path, kind FROM activity WHERE time > ?1 AND time <= ?2 UNION ALL"
            " SELECT time, CASE instr(unit, '::') WHEN 0 THEN unit ELSE substr(unit, 1, instr(unit, '::') - 1) END,"
            " 'asked' FROM question WHERE unit <> '' AND unit NOT LIKE '%/' AND time > ?1 AND time <= ?2 ORDER BY 1",
            (after, until),
        )
        return [Seen._make(row) for row in rows]

    def expected(self, limit: int = 50) -> list[Expected]:
        """The files expected next, as of the last sleep, most probable first."""
        rows = self._db.execute("SELECT path, rank, probability FROM expected ORDER BY rank LIMIT ?", (limit,))
        return [Expected._make(row) for row in rows]

    def hits(self, top: int = 50, since: int = 0) -> Hits:
        """How many of the questions about a file or symbol were foreseen, by the rank that its file had when it was
        asked; `since` in seconds."""
        row = self._db.execute(
            "SELECT count(*), total(rung = 'note'), total(rank <= ?1), total(rung = 'note' OR coalesce(rank <= ?1, 0))"
            " FROM question WHERE unit <> '' AND time >= ?2", (top, since),
        ).fetchone()  # fmt: skip
        return Hits(*map(int, row))
