"""Commits, newest first, and what they touched."""

from __future__ import annotations

import pytest

from sleepd.indexers.history import Commit, FileChange
from sleepd.store.database import Database
from sleepd.store.history import History


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "a.db")
    yield database
    database.close()


@pytest.fixture
def history(database):
    return History(database.connection)


def commit(name: str, *files: tuple[str, ...], author: str = "Ada", time: int = 1) -> Commit:
    changes = [FileChange(*file) for file in files]
    return Commit(name, author, f"{author}@example.org", time, f"Subject {name}", f"Body of {name}", changes)


def add(database, history, *commits: Commit) -> None:
    with database.writing():
        history.add(commits)


def oids(revisions) -> list[str]:
    return [revision.oid for revision in revisions]


def dump(database) -> list[object]:
    query = """SELECT oid, subject, body, path, status FROM revision LEFT JOIN change ON revision_id = revision.id
        LEFT JOIN trail ON trail.id = trail_id ORDER BY revision.id, path"""
    terms = "SELECT term, doc, cnt FROM message_term"
    return [*database.connection.execute(query), *database.connection.execute(terms)]


def test_newest_first(database, history):
    add(database, history, commit("b"), commit("a"))
    add(database, history, commit("d"), commit("c"))
    assert history.ids() == ["d", "c", "b", "a"]
    assert oids(history.below("")) == ["d", "c", "b", "a"]
    assert history.count() == 4


def test_of_a_file_and_a_folder(database, history):
    add(
        database, history,
        commit("c", ("pkg/new.py", "R", "pkg/old.py")), commit("b", ("pkg/old.py", "M"), ("x.py", "M")),
        commit("a", ("pkg/old.py", "A"), ("x.py", "A")),
    )  # fmt: skip
    assert oids(history.of_path("pkg/new.py")) == ["c", "b", "a"]
    assert oids(history.of_path("x.py")) == ["b", "a"]
    assert oids(history.below("pkg")) == ["c", "b", "a"]
    assert history.introduced("pkg/new.py").oid == "a"


@pytest.mark.parametrize("keep", range(5))
def test_keeping_the_oldest_is_as_if_the_others_had_never_been(database, history, tmp_path, keep):
    commits = [commit(str(n), (f"{n}.py", "A"), ("a.py", "R", f"{n}.py")) for n in range(4, 0, -1)]
    add(database, history, *commits)
    with database.writing():
        history.keep_oldest(keep)
    other = Database(tmp_path / "other.db")
    add(other, History(other.connection), *commits[4 - keep :])
    assert dump(database) == dump(other)
    assert database.connection.execute("SELECT count(*) FROM rename").fetchone() == (min(keep, 4),)
    other.close()


def test_others_come_after_those_kept(database, history):
    add(database, history, commit("c"), commit("b"), commit("a"))
    with database.writing():
        history.keep_oldest(1)
    add(database, history, commit("e"), commit("d"))
    assert history.ids() == ["e", "d", "a"]


def test_forgetting_everything(database, history):
    add(database, history, commit("a", ("a.py", "A")))
    with database.writing():
        history.forget_everything()
    assert dump(database) == []
    add(database, history, commit("b", ("a.py", "A")))
    assert oids(history.of_path("a.py")) == ["b"]


def test_what_each_commit_did_oldest_first(database, history):
    moved, made = commit("c", ("new.py", "R", "old.py"), ("x.py", "D"), time=5), commit("a", ("old.py", "A"), time=3)
    add(database, history, moved, commit("b", time=4), made)
    assert history.changes() == [(3, made.files), (5, moved.files)]


def test_paths_that_are_not_utf_8(database, history):
    add(database, history, commit("a", ("caf\udce9.py", "A"), ("naïve\n.py", "A")))
    assert oids(history.of_path("naïve\n.py")) == ["a"]
    assert oids(history.of_path("caf?.py")) == ["a"]


def test_nothing(database, history):
    add(database, history)
    assert (history.ids(), history.count(), history.introduced("a.py")) == ([], 0, None)
