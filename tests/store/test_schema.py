"""The tables, made and made anew: whatever statement of it a process is killed at, the next one goes on."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import assert_like_cold, workspace_at

from sleepd.answers.ladder import ask
from sleepd.errors import SleepdError
from sleepd.refresh import refresh
from sleepd.store.database import Database
from sleepd.store.schema import migrate

NAME = "repositories/a.db"
COUNTED = re.compile(r"\s*(BEGIN|COMMIT|CREATE|DROP|ALTER|INSERT INTO|RELEASE|PRAGMA (user_version =|journal_mode))")
"""The statements that change something."""


def is_killed(number: int, action: Callable[[], Any]) -> bool:
    """Run something in a process of its own that is killed before the statement of this number; False if it ends."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, -signal.SIGKILL)
        return status != 0
    left = number
    connect = sqlite3.connect

    def traced(statement: str) -> None:
        nonlocal left
        left -= bool(COUNTED.match(statement))
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_trace_callback(traced)
        return connection

    sqlite3.connect = connected  # type: ignore[assignment]
    try:
        action()
    except BaseException:
        os._exit(1)
    os._exit(0)


def layout_of(database: Database) -> list[tuple[str, ...]]:
    return sorted(database.connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master"))


@pytest.mark.parametrize("before", ["", "models", "questions"])
def test_killed_while_it_migrates(tmp_path: Path, before: str) -> None:
    """From nothing, and from older states with a note in them, which cost money."""
    (tmp_path / "old/repositories").mkdir(parents=True)
    if before:
        old = sqlite3.connect(tmp_path / "old" / NAME, isolation_level=None)
        migrate(old, before)
        old.execute(
            "INSERT INTO note (unit, kind, question, answer, evidence, reads, recipe, confidence, written)"
            " VALUES ('a.py', 'what', '?', 'kept', '[]', '[]', '', 1, 1)"
        )
        old.close()
    fresh = Database(tmp_path / "fresh" / NAME)
    number, killed = 0, True
    while killed:
        number += 1
        state = tmp_path / f"killed{number}"
        shutil.copytree(tmp_path / "old", state)
        killed = is_killed(number, lambda path=state / NAME: Database(path).close())
        database = Database(state / NAME)
        assert not database.healed and not database.read_only
        assert layout_of(database) == layout_of(fresh)
        assert database.connection.execute("SELECT answer FROM note").fetchall() == [("kept",)] * bool(before)
        database.close()
    fresh.close()
    assert number > 10


def test_killed_while_tables_are_made_anew(repo, tmp_path: Path) -> None:
    """A release that reads otherwise finds tables of another layout; notes and questions stay."""
    repo.write("a.py", "def alpha(beta):\n    return gamma(beta)\n")
    repo.write("b.py", "from a import alpha\n\n\ndef value():\n    return alpha(1)\n")
    repo.commit("alpha")
    old = tmp_path / "old"
    with workspace_at(repo.root, old) as workspace:
        refresh(workspace)
        with workspace.database.writing() as connection:
            workspace.notes.log_question("alpha", "what", "a.py::alpha", "fact", 1.0, 1.0)
            workspace.database.set("facts_version", "old")
            workspace.database.set("history", "old")
            connection.execute("DROP INDEX fact_file")
            connection.execute("ALTER TABLE fact DROP COLUMN detail")
            connection.execute("ALTER TABLE revision DROP COLUMN body")
    number, killed = 0, True
    while killed:
        number += 1
        state = tmp_path / f"killed{number}"
        shutil.copytree(old, state)
        with workspace_at(repo.root, state) as workspace:
            path = workspace.database.path
        killed = is_killed(number, lambda state=state: _refresh(repo.root, state))
        with workspace_at(repo.root, state) as workspace:
            assert workspace.database.path == path and not workspace.database.healed
            refresh(workspace)
            assert ask(workspace, "who calls alpha").text.startswith("alpha is called by value")
            assert workspace.notes.asked() == [("a.py::alpha", "what", 1)]
            if number % 5 == 0 or not killed:
                assert_like_cold(workspace)
    assert number > 40


def _refresh(root: Path, state: Path) -> None:
    with workspace_at(root, state) as workspace:
        refresh(workspace)


def test_no_room_for_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def connected(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.execute("PRAGMA max_page_count = 2")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connected)
    with pytest.raises(SleepdError, match="the disk is full"):
        Database(tmp_path / NAME)
