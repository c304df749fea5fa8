"""Opening, transactions, waiting. What goes wrong is in tests/test_faults.py."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest

from sleepd.errors import SleepdError
from sleepd.store import database
from sleepd.store.database import Database, database_path, is_damage
from sleepd.store.facts import Facts
from sleepd.store.schema import VERSION


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "state/repositories/a.db"


@pytest.fixture
def opened(path):
    opened = Database(path)
    yield opened
    opened.close()


@pytest.mark.parametrize("root", ["/home/ada/a project", "/home/ada/naïve", "/", "/home/\udcff", "/" + "long" * 60])
def test_one_database_for_each_root(root, monkeypatch, tmp_path):
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path))
    path = database_path(root)
    assert path.parent == tmp_path / "repositories"
    assert path == database_path(root)
    assert path != database_path(f"{root}/inner")
    Database(path).close()
    assert path.is_file()


def test_nobody_else_may_look(opened, path):
    assert os.stat(path.parent).st_mode & 0o777 == 0o700


def test_a_new_database(opened):
    assert opened.connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert opened.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert (opened.healed, opened.read_only) == (False, False)


def test_values_are_remembered(opened, path):
    assert opened.get("key") == ""
    assert opened.get("key", "other") == "other"
    with opened.writing():
        opened.set("key", "one")
        opened.set("key", "two")
    opened.close()
    again = Database(path)
    assert again.get("key") == "two"
    again.close()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_all_or_nothing(opened, error):
    with pytest.raises(error), opened.writing():
        opened.set("key", "one")
        raise error
    assert opened.get("key") == ""
    with opened.writing():
        opened.set("key", "two")
    assert opened.get("key") == "two"


def test_our_own_mistakes_are_not_blamed_on_the_disk(opened):
    with pytest.raises(sqlite3.OperationalError, match="no such table"), opened.writing() as connection:
        connection.execute("SELECT * FROM missing")
    with opened.writing():
        opened.set("key", "one")


def test_reading_sees_one_state(opened, path):
    other = Database(path)
    with opened.reading():
        assert opened.get("key") == ""
        with other.writing():
            other.set("key", "one")
        assert opened.get("key") == ""
    assert opened.get("key") == "one"
    other.close()


def test_the_version_tells_what_others_wrote(opened, path):
    version = opened.version()
    with opened.writing():
        opened.set("key", "one")
    assert opened.version() == version
    other = Database(path)
    with other.writing():
        other.set("key", "two")
    other.close()
    assert opened.version() != version


def test_in_a_hurry_nobody_waits(opened, path):
    other = Database(path)
    with other.writing(), pytest.raises(SleepdError, match="keeps .* busy"), opened.writing(wait=False):
        pass
    with opened.writing(wait=False):
        opened.set("key", "one")
    assert opened.connection.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
    other.close()


def test_one_at_a_time(path):
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        mine = Database(path)
        for _ in range(5):
            with mine.alone(), mine.alone():
                inside += 1
                most = max(most, inside)
                inside -= 1
        mine.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_the_lock_ends_with_an_error(opened):
    with pytest.raises(ValueError), opened.alone():
        raise ValueError
    with opened.alone():
        pass


def test_several_open_a_new_database_at_once(path):
    errors: list[BaseException] = []

    def work() -> None:
        try:
            Database(path).close()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.mark.parametrize(
    ("error", "damage"),
    [(sqlite3.SQLITE_CORRUPT, True), (sqlite3.SQLITE_NOTADB, True), (sqlite3.SQLITE_BUSY, False), (None, False)],
)
def test_damage(error, damage):
    raised = sqlite3.DatabaseError("?")
    if error:
        raised.sqlite_errorcode = error
    assert is_damage(raised) == damage


def test_extended_codes_and_checksums_are_damage_too():
    virtual_table = sqlite3.DatabaseError("?")
    virtual_table.sqlite_errorcode = sqlite3.SQLITE_CORRUPT_VTAB
    assert is_damage(virtual_table)
    assert is_damage(zlib.error("incorrect data check"))
    assert not is_damage(ValueError("malformed"))


def test_healing_is_for_damage_only(opened):
    with pytest.raises(ValueError):
        opened.healing(lambda: int("no number"))
    assert not opened.healed


def test_healing_runs_again_on_a_new_database(opened, path):
    with opened.writing():
        opened.set("key", "one")

    def action() -> str:
        if not opened.healed:
            raise zlib.error("incorrect data check")
        return opened.get("key")

    assert opened.healing(action) == ""
    assert path.with_name("a.db.damaged").is_file()


def test_older_tables_are_made_anew(path):
    """Facts of another layout are dropped, notes stay."""
    old = Database(path)
    with old.writing() as connection:
        connection.execute("DROP TABLE symbol")
        connection.execute("CREATE TABLE symbol (other TEXT)")
        connection.execute(
            "INSERT INTO note (unit, kind, question, answer, evidence, reads, recipe, confidence, written)"
            " VALUES ('a.py', 'what', '', '', '[]', '{}', 'facts', 1, 1)"
        )
        Facts(connection).forget_everything()
    assert list(old.connection.execute("SELECT * FROM symbol")) == []
    assert old.connection.execute("SELECT count(*) FROM note").fetchone() == (1,)
    old.close()


def test_nothing_heavy_is_imported_to_open_what_exists(opened, path):
    opened.close()
    script = (
        "import sys, pathlib\nfrom sleepd.store.database import Database\n"
        "Database(pathlib.Path(sys.argv[1])).close()\n"
        "print(sorted({'sqlite_utils', 'platformdirs', 'asyncio', 'subprocess', 'click'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_busy_time_is_the_connections(opened):
    assert opened.connection.execute("PRAGMA busy_timeout").fetchone() == (database._BUSY_SECONDS * 1000,)
