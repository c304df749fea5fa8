"""Every call of a model, with what it cost and which note it bought."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Call(NamedTuple):
    """One request, however it ended."""

    time: int
    """Seconds since 1970."""
    purpose: str
    """A sleep pass (`understand`, `answer`, `verify`), or `compose` for a question being answered."""
    awake: bool
    """Whether somebody was waiting."""
    unit: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    """Those of the prompt that the server had already."""
    money: float
    """In US dollars."""
    seconds: float
    outcome: str
    """`done`, `cut off`, `cancelled`, or what failed."""


class Total(NamedTuple):
    """Of several calls."""

    calls: int
    tokens: int
    money: float


class Ledger:
    """Typed reads and writes of calls over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, calls: Iterable[Call], note: int | None) -> None:
        """Keep calls with the note they bought, if any; inside `Database.writing`, together with the note."""
        self._db.executemany(
            "INSERT INTO call (time, purpose, awake, unit, model, prompt_tokens, completion_tokens, cached_tokens,"
            " money, seconds, outcome, note_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*call, note) for call in calls],
        )

    def total(self, awake: bool) -> Total:
        """Of all calls made while somebody waited, or while nobody did."""
        row = self._db.execute(
            "SELECT count(*), coalesce(sum(prompt_tokens + completion_tokens), 0), coalesce(sum(money), 0.0)"
            " FROM call WHERE awake = ?", (awake,),
        ).fetchone()  # fmt: skip
        return Total(*row)

    def calls(self, limit: int) -> list[Call]:
        """The newest calls, newest first."""
        rows = self._db.execute(
            "SELECT time, purpose, awake, unit, model, prompt_tokens, completion_tokens, cached_tokens, money, seconds,"
            " outcome FROM call ORDER BY id DESC LIMIT ?", (limit,),
        )  # fmt: skip
        return [Call(row[0], row[1], bool(row[2]), *row[3:]) for row in rows]
