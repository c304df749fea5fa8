"""What the user did, and what is expected."""

from __future__ import annotations

import pytest

from sleepd.store import activity as module
from sleepd.store.activity import Activity, Expected, Seen
from sleepd.store.database import Database
from sleepd.store.notes import Notes


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "a.db")
    yield database
    database.close()


def test_the_same_within_a_minute_is_one(database) -> None:
    activity = Activity(database.connection)
    with database.writing():
        for kind, time in (("opened", 100), ("edited", 101), ("edited", 130), ("edited", 170)):
            activity.note("a.py", kind, time)
        activity.note("b.py", "edited", 131)
    assert activity.between(100, 170) == [
        Seen(101, "a.py", "edited"), Seen(131, "b.py", "edited"), Seen(170, "a.py", "edited"),
    ]  # fmt: skip
    assert activity.between(170, 999) == []


def test_the_newest_are_kept(database, monkeypatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 10)
    activity = Activity(database.connection)
    with database.writing():
        for number in range(25):
            activity.note(f"{number}.py", "opened", 100)
    assert [seen.path for seen in activity.between(0, 100)] == [f"{number}.py" for number in range(15, 25)]


def test_questions_about_files_and_symbols_are_activity(database) -> None:
    with database.writing():
        for unit in ("a.py", "a.py::f", "a.py::C.g", "folder/", ""):
            Notes(database.connection).log_question("?", "what", unit, "fact", 1.0, 1.0)
    seen = Activity(database.connection).between(0, 1 << 40)
    assert [(item.path, item.kind) for item in seen] == [("a.py", "asked")] * 3


def test_what_is_expected_is_replaced(database) -> None:
    activity = Activity(database.connection)
    for paths in (("a.py", "b.py"), ("c.py", "a.py")):
        with database.writing():
            activity.expect(Expected(path, rank, 0.5) for rank, path in enumerate(paths, 1))
    assert [item.path for item in activity.expected()] == ["c.py", "a.py"]
    assert [item.path for item in activity.expected(1)] == ["c.py"]
