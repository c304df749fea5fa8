"""What all repositories together have spent on models, and which servers to leave alone for a while.

A call reserves the most it can cost before it is made and settles what it did cost afterwards, each in a transaction
of its own, so that processes side by side can't exceed a cap. A call whose end nobody heard of stays counted in full.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..errors import SleepdError
from ..state import make_private, state_folder

_TABLES = """
CREATE TABLE IF NOT EXISTS spent (
    id INTEGER PRIMARY KEY, day TEXT NOT NULL, repository TEXT NOT NULL, tokens INTEGER NOT NULL, money REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS spent_day ON spent (day, repository);
CREATE TABLE IF NOT EXISTS pause (
    server TEXT PRIMARY KEY, failures INTEGER NOT NULL, until REAL NOT NULL, reason TEXT NOT NULL
);
"""
_BUSY_SECONDS = 20.0
_DAYS_KEPT = 40
_DAY = 86_400


class Spent(NamedTuple):
    """Tokens and US dollars."""

    tokens: int
    money: float


class Pause(NamedTuple):
    """A server that failed, and until when it is left alone (seconds since 1970)."""

    server: str
    failures: int
    until: float
    reason: str


class Spending:
    """One file for all repositories of this user."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or create it. Raises SleepdError when it can't be written: nothing may be spent uncounted."""
        self.path = path or Path(state_folder()) / "spending.db"
        try:
            make_private(os.fspath(self.path.parent))
            self._db = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
            for statement in _TABLES.split(";\n"):
                self._db.execute(statement)
        except (OSError, sqlite3.DatabaseError) as error:
            raise SleepdError(
                f"{self.path} can't be written, so no model is asked: {error}",
                "it counts what is spent; see docs/models.md",
            ) from None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, others waiting."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def today(self, repository: str = "") -> Spent:
        """Spent and reserved on this day, in UTC; of all repositories for ""."""
        where, values = ("AND repository = ?", (repository,)) if repository else ("", ())
        row = self._db.execute(
            f"SELECT coalesce(sum(tokens), 0), coalesce(sum(money), 0.0) FROM spent WHERE day = ? {where}",
            (_day(time.time()), *values),
        ).fetchone()
        return Spent(*row)

    def reserve(self, repository: str, tokens: int, money: float) -> int:
        """Count this much as spent; inside `writing`, after having looked at what is left. Returns its number."""
        now = time.time()
        self._db.execute("DELETE FROM spent WHERE day < ?", (_day(now - _DAYS_KEPT * _DAY),))
        cursor = self._db.execute(
            "INSERT INTO spent (day, repository, tokens, money) VALUES (?, ?, ?, ?)",
            (_day(now), repository, tokens, money),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def settle(self, number: int, tokens: int, money: float) -> None:
        """Put what a call did cost in place of what was reserved."""
        with self.writing():
            if tokens or money:
                self._db.execute("UPDATE spent SET tokens = ?, money = ? WHERE id = ?", (tokens, money, number))
            else:
                self._db.execute("DELETE FROM spent WHERE id = ?", (number,))

    def pauses(self) -> list[Pause]:
        """The servers that failed last time they were asked."""
        return [Pause(*row) for row in self._db.execute("SELECT server, failures, until, reason FROM pause")]

    def put_pause(self, pause: Pause) -> None:
        """Remember a failure."""
        with self.writing():
            self._db.execute("INSERT OR REPLACE INTO pause VALUES (?, ?, ?, ?)", pause)

    def end_pause(self, server: str) -> None:
        """Forget the failures of a server that answers."""
        if any(pause.server == server for pause in self.pauses()):
            with self.writing():
                self._db.execute("DELETE FROM pause WHERE server = ?", (server,))

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _day(seconds: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))
