"""Facts, once per blob, and live tables for the files that are there."""

from __future__ import annotations

import pytest
from support import LIVE

from sleepd.facts import FileFacts
from sleepd.indexers.languages import load
from sleepd.packing import pack
from sleepd.store.database import Database
from sleepd.store.facts import Facts

PYTHON = b"""import os

class Helper:
    value = os.environ["ALPHA"]

    def helper(self):
        # TODO: gamma
        return beta(self.value)
"""
MARKDOWN = b"# Title\n\nCall `helper()`.\n"


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "a.db")
    yield database
    database.close()


@pytest.fixture
def facts(database):
    return Facts(database.connection)


def tables(database) -> dict[str, list[object]]:
    names = ("files", "symbols", "mentions", "facts", "terms", "other terms")
    return {name: sorted(database.connection.execute(LIVE[name]), key=repr) for name in names}


def put(database, facts, path, source, language="python", role="source", skipped=""):
    with database.writing():
        blob = None
        if not skipped:
            blob = facts.add_blob(source[:20], language, pack(load(language).read(source)))
        facts.put_file(path, blob, language, role, skipped, len(source), 1)
    return blob


EMPTY = {"files": [], "symbols": [], "mentions": [], "facts": [], "terms": [], "other terms": []}


def test_what_goes_in_comes_out(database, facts):
    blob = put(database, facts, "pkg/a.py", PYTHON)
    read: FileFacts = load("python").read(PYTHON)
    assert facts.blob_facts(blob) == read
    row = facts.file("pkg/a.py")
    assert row[1:6] == ("pkg/a.py", blob, "python", "source", read.lines)
    assert [(s.kind, s.qualname, s.start, s.end) for s in facts.symbols_in(row.id)] == [
        (s.kind, s.qualname, s.start, s.end) for s in read.symbols
    ]
    assert [row.path for row in facts.mentions("beta", ["call"])] == ["pkg/a.py"]
    assert [(fact.kind, fact.key) for fact in facts.facts_of_kind(["env"])] == [("env", "ALPHA")]


def test_dropping_leaves_nothing(database, facts):
    put(database, facts, "a.py", PYTHON)
    put(database, facts, "b.md", MARKDOWN, "markdown", "doc")
    with database.writing():
        facts.drop_file("a.py")
        facts.drop_file("b.md")
        facts.drop_file("missing")
    assert tables(database) == EMPTY


@pytest.mark.parametrize(
    "change",
    [
        {"source": b"def other(): ...\n"},
        {"role": "test"},
        {"language": "ruby", "source": b"def other; end\n"},
        {"source": MARKDOWN, "language": "markdown", "role": "doc"},
        {"skipped": "too large"},
    ],
    ids=["content", "role", "language", "all", "skipped"],
)
def test_a_change_and_back(database, facts, change, tmp_path):
    """Each time the tables are those of a first reading."""
    first, second = {"source": PYTHON}, {"source": PYTHON, **change}

    def cold(options):
        other = Database(tmp_path / f"cold{len(list(tmp_path.iterdir()))}.db")
        put(other, Facts(other.connection), "a.py", **options)
        found = tables(other)
        other.close()
        return found

    for options in (first, second, first, second):
        put(database, facts, "a.py", **options)
        assert tables(database) == cold(options)


def test_an_unchanged_file_gets_its_new_stamp_only(database, facts):
    put(database, facts, "a.py", PYTHON)
    before = database.connection.total_changes
    blob = facts.file("a.py").blob_id
    with database.writing():
        facts.put_file("a.py", blob, "python", "source", "", 5, 77)
    assert database.connection.total_changes == before + 1
    assert facts.stats() == [("a.py", 5, 77)]


def test_copies_share_their_facts(database, facts):
    assert put(database, facts, "a.py", PYTHON) == put(database, facts, "b.py", PYTHON)
    with database.writing():
        facts.drop_file("a.py")
    assert [row.path for row in facts.mentions("beta")] == ["b.py"]


def test_the_same_bytes_in_two_languages(database, facts):
    assert put(database, facts, "a.py", b"x = 1\n") != put(database, facts, "a.rb", b"x = 1\n", "ruby")


def test_spare_facts_are_bounded(database, facts):
    for number in range(50):
        put(database, facts, "a.py", b"x = %d\n" % number)
        with database.writing():
            facts.drop_unused_blobs(10)
    count = database.connection.execute("SELECT count(*) FROM blob").fetchone()[0]
    assert 10 <= count <= 13
    assert facts.file("a.py")
    assert facts.blob_id(b"x = 48\n", "python") is not None
    assert facts.blob_id(b"x = 3\n", "python") is None


def test_ids_of_blobs_are_never_used_again(database, facts):
    """Notes name blobs by them, and outlive facts."""
    first = put(database, facts, "a.py", PYTHON)
    with database.writing():
        facts.forget_everything()
    assert tables(database) == EMPTY
    second = put(database, facts, "a.py", b"x = 1\n")
    assert second > first
    with database.writing():
        facts.drop_file("a.py")
        facts.drop_unused_blobs(0)
    assert put(database, facts, "a.py", b"x = 2\n") > second


def test_folders(database, facts):
    with database.writing():
        facts.put_folders({"": 1, "pkg": 2, "pkg/inner": 3})
        facts.put_folders({"pkg": 5, "new": 6})
        facts.drop_folders(["pkg/inner", "missing"])
    assert dict(facts.folders()) == {"": 1, "pkg": 5, "new": 6}
    with database.writing():
        facts.drop_folders()
    assert facts.folders() == []


def test_odd_text(database, facts):
    source = "def naïve(): ...\n\nx = '\ud83d'\n".encode("utf-8", "surrogatepass") + b"\xff\x80 = 1\n"
    put(database, facts, "new\nline 'q\".py", source)
    put(database, facts, "%_\\.py", PYTHON)
    assert facts.file("new\nline 'q\".py")
    assert [row.path for row in facts.files_ending("%_\\.py")] == ["%_\\.py"]
    with database.writing():
        facts.drop_file("new\nline 'q\".py")
        facts.drop_file("%_\\.py")
    assert tables(database) == EMPTY


def test_mentions_by_file(database, facts):
    put(database, facts, "a.py", b"def alpha():\n    pass\n\n\ndef shared():\n    pass\n")
    put(database, facts, "b.py", b"def shared():\n    pass\n")
    for user in ("c", "d"):
        put(database, facts, f"{user}.py", f"# {user} uses\nalpha()\nshared()\n".encode())
    assert facts.mentions_by_file() == {"a.py": 3.0, "b.py": 1.0}
