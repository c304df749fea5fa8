"""From sources to facts, in worker processes when it pays."""

from __future__ import annotations

import sys

from sleepd.indexers import parsing
from sleepd.indexers.languages import language_of, load
from sleepd.indexers.parsing import parse_all, parse_chunk
from sleepd.indexers.reading import Content
from sleepd.packing import rows_of, unpack


def content(path: str, source: bytes | None, skipped: str = "") -> Content:
    return Content(path, language_of(path) or "", b"", source, skipped, 0, 0)


def test_in_order_alone_and_in_processes(monkeypatch):
    contents = [content(f"m{number}.py", b"x = %d\n" % number * 50) for number in range(60)]
    contents[10] = content("known.py", None)
    contents[20] = content("skipped.py", None, "too large")
    alone = list(parse_all(contents))
    monkeypatch.setattr(parsing, "_ALONE_BYTES", 1)
    monkeypatch.setattr(parsing, "_CHUNK_FILES", 7)
    assert list(parse_all(contents)) == alone
    assert [found for found, _ in alone] == contents
    assert [facts is None for _, facts in alone] == [number in (10, 20) for number in range(60)]
    read = load("python").read(contents[0].source)
    assert (unpack("python", alone[0][1].packed), alone[0][1].rows) == (read, rows_of(read))


def test_nothing():
    assert list(parse_all([])) == []


def test_a_bounded_amount_is_held_at_a_time(monkeypatch):
    monkeypatch.setattr(parsing, "_ALONE_BYTES", 10_000)
    monkeypatch.setattr(parsing, "_CHUNK_BYTES", 10_000)
    read = 0

    def contents():
        nonlocal read
        for number in range(1000):
            read += 1
            yield content(f"m{number}.json", b" " * 1_000)

    given = most = 0
    for _ in parse_all(contents()):
        given += 1
        most = max(most, read - given)
    assert given == 1000
    assert most <= 10 * (parsing._CHUNKS_PER_WORKER * parsing._WORKERS + 2)


def test_stopping_early_leaves_no_process(monkeypatch):
    monkeypatch.setattr(parsing, "_ALONE_BYTES", 0)
    monkeypatch.setattr(parsing, "_CHUNK_FILES", 1)
    results = parse_all(content(f"m{number}.py", b"x = 1\n") for number in range(50))
    next(results)
    results.close()
    from multiprocessing import active_children

    assert active_children() == []


def test_no_grammar_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "tree_sitter_kotlin", None)
    monkeypatch.delitem(sys.modules, "sleepd.indexers.languages.kotlin", raising=False)
    load.cache_clear()
    [(found, facts)] = parse_all([content("a.kt", b"fun main() {}")])
    load.cache_clear()
    assert (found.source, facts) == (None, None)
    wanted = "no grammar for kotlin: tree_sitter_kotlin is not installed: pip install 'sleepd[languages]'"
    assert found.skipped == wanted


def test_a_reader_that_fails(monkeypatch):
    class Failing:
        def read(self, source):
            raise RecursionError("too deep")

    monkeypatch.setattr(parsing, "load", lambda _: Failing())
    [reason] = parse_chunk([("python", b"x")])
    assert reason == "sleepd's reader of python failed on it, please report this: RecursionError('too deep')"
