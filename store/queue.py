"""What to think about next: notes that are worth preparing, claimed by one process at a time, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

MOST_FAILURES = 4
"""A task that failed so often is set aside."""
_BACK_OFF_SECONDS = 60
"""Before a failed task is tried again; eight times as long after each further failure."""
_TASK = "unit, kind, writer, worth, terms, question"
_KEY = "unit = ? AND kind = ? AND writer = ? AND question = ?"


class Task(NamedTuple):
    """One note to prepare."""

    unit: str
    kind: str
    writer: str
    """Who writes it: facts, or a model."""
    worth: float
    """Tokens that it is expected to save, weighed, less those that it costs."""
    terms: dict[str, float]
    """What its worth is made of."""
    question: str = ""
    """What a note answers whose unit and kind do not say it."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it this task."""
        return self.unit, self.kind, self.writer, self.question


class Poisoned(NamedTuple):
    """A task that was set aside."""

    unit: str
    kind: str
    writer: str
    question: str
    reason: str


class Queue:
    """Typed reads and writes of tasks over one connection.

    A claim is a lease: whoever has it may be killed, and when its time is up others take the task.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Writing: call these inside `Database.writing`.

    def plan(self, writer: str, tasks: Iterable[Task]) -> None:
        """Make these the tasks that wait for a writer. What is known of one's failures stays with it; those not
        wanted any more go."""
        self._db.execute("UPDATE task SET worth = NULL WHERE writer = ?", (writer,))
        self._db.executemany(
            f"INSERT INTO task ({_TASK}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit, kind, writer, question) DO UPDATE"
            " SET worth = excluded.worth, terms = excluded.terms",
            ((*task[:4], json.dumps(task.terms), task.question) for task in tasks),
        )
        self._db.execute("DELETE FROM task WHERE worth IS NULL")

    def claim(self, writer: str, count: int, seconds: int, now: int) -> list[Task]:
        """The best tasks for a writer that nobody works on, for so many seconds ours alone."""
        rows = self._db.execute(
            f"SELECT {_TASK} FROM task WHERE writer = ? AND not_before <= ? AND failures < ?"
            " ORDER BY worth DESC, unit, kind LIMIT ?", (writer, now, MOST_FAILURES, count),
        )  # fmt: skip
        tasks = [_task(row) for row in rows]
        self._db.executemany(
            f"UPDATE task SET not_before = ? WHERE {_KEY}", [(now + seconds, *task.key) for task in tasks]
        )
        return tasks

    def release(self, task: Task) -> None:
        """Others may claim it at once."""
        self._db.execute(f"UPDATE task SET not_before = 0 WHERE {_KEY}", task.key)

    def done(self, task: Task) -> None:
        """Its note is written, or there was nothing to say."""
        self._db.execute(f"DELETE FROM task WHERE {_KEY}", task.key)

    def failed(self, task: Task, reason: str, now: int) -> None:
        """It is tried again later, or set aside when it fails too often."""
        self._db.execute(
            "UPDATE task SET failures = failures + 1, reason = ?, not_before = ? + ? * (1 << (3 * failures))"
            f" WHERE {_KEY}", (reason, now, _BACK_OFF_SECONDS, *task.key),
        )  # fmt: skip

    # Reading.

    def best(self, count: int) -> list[Task]:
        """The tasks that are worth most."""
        rows = self._db.execute(
            f"SELECT {_TASK} FROM task WHERE failures < ? ORDER BY worth DESC, unit, kind LIMIT ?",
            (MOST_FAILURES, count),
        )
        return [_task(row) for row in rows]

    def count(self, writer: str = "") -> int:
        """How many tasks wait for a writer, or for all."""
        rows = self._db.execute(
            "SELECT count(*) FROM task WHERE failures < ?1 AND (?2 = '' OR writer = ?2)", (MOST_FAILURES, writer)
        )
        return int(rows.fetchone()[0])

    def is_ready(self, writer: str, now: int) -> bool:
        """Whether a writer can claim a task."""
        rows = self._db.execute(
            "SELECT 1 FROM task WHERE writer = ? AND not_before <= ? AND failures < ?", (writer, now, MOST_FAILURES)
        )
        return rows.fetchone() is not None

    def set_aside(self) -> list[Poisoned]:
        """The tasks that failed too often."""
        rows = self._db.execute(
            "SELECT unit, kind, writer, question, reason FROM task WHERE failures >= ? ORDER BY unit, kind",
            (MOST_FAILURES,),
        )
        return [Poisoned._make(row) for row in rows]


def _task(row: tuple[str, str, str, float, str, str]) -> Task:
    return Task(*row[:4], json.loads(row[4]), row[5])
