"""Every language of the registry: what it reads from a real sample, and that nothing makes it raise.

A language has two files in samples/: `<language>.<any extension>`, and `<language>.expected.json` written by hand from
reading the sample, with these keys (all but `symbols` may be left out):

    symbols     [[kind, qualname, first line, last line], ...]: all of them, in order, without the file itself
    references  [[kind, name, qualname of the scope], ...]: some that must be there; the file's scope is ""
    imports     [[module, name, alias], ...]: some that must be there
    docs        {qualname: first line of its documentation}
    settings    [key, ...]: all of them, in order
    entries     [[kind, name], ...]: all of them
    modules     {module: [importer, one of the path endings it may mean]}
"""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import pytest

from sleepd.facts import FileFacts
from sleepd.indexers.languages import FILES, load

SAMPLES = Path(__file__).parent / "samples"

every_language = pytest.mark.parametrize("language", FILES)


def sample(language: str) -> bytes:
    paths = [path for path in SAMPLES.glob(f"{language}.*") if not path.name.endswith(".expected.json")]
    assert len(paths) == 1, f"tests/indexers/samples/ needs one sample named {language}.<extension>"
    return paths[0].read_bytes()


@cache
def facts(language: str) -> FileFacts:
    return load(language).read(sample(language))


def expected(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{language}.expected.json").read_text())
    return found


def check(language: str, source: bytes) -> FileFacts:
    """Read `source` and check what holds for every file of every language."""
    found = load(language).read(source)
    last = max(1, found.lines)
    count = len(found.symbols)
    assert found.language == language
    assert found.symbols[0][:6] == ("file", "", "", -1, 1, last)
    for index, symbol in enumerate(found.symbols[1:], 1):
        parent = found.symbols[symbol.parent]
        assert 0 <= symbol.parent < index, symbol
        assert symbol.name, symbol
        assert parent.start <= symbol.start <= symbol.end <= parent.end, symbol
    for placed in (found.references, found.settings, found.entries, found.remarks):
        assert all(1 <= item.line <= last and 0 <= item.scope < count for item in placed)
    assert all(1 <= item.line <= last for item in found.imports)
    assert [passage.symbol for passage in found.passages] == sorted({passage.symbol for passage in found.passages})
    assert all(0 <= passage.symbol < count for passage in found.passages)
    return found


@every_language
def test_symbols(language: str) -> None:
    found = [[s.kind, s.qualname, s.start, s.end] for s in facts(language).symbols[1:]]
    assert found == expected(language)["symbols"]
    assert not facts(language).broken


@every_language
def test_references(language: str) -> None:
    symbols = facts(language).symbols
    found = [[r.kind, r.name, symbols[r.scope].qualname] for r in facts(language).references]
    assert [wanted for wanted in expected(language).get("references", []) if wanted not in found] == []


@every_language
def test_imports(language: str) -> None:
    found = [[i.module, i.name, i.alias] for i in facts(language).imports]
    assert [wanted for wanted in expected(language).get("imports", []) if wanted not in found] == []


@every_language
def test_modules(language: str) -> None:
    for module, (importer, path) in expected(language).get("modules", {}).items():
        assert path in load(language).module_paths(module, importer)


@every_language
def test_docs(language: str) -> None:
    docs = {s.qualname: s.doc.split("\n")[0] for s in facts(language).symbols}
    wanted = expected(language).get("docs", {})
    assert {qualname: docs.get(qualname) for qualname in wanted} == wanted


@every_language
def test_settings(language: str) -> None:
    assert [setting.key for setting in facts(language).settings] == expected(language).get("settings", [])


@every_language
def test_entries(language: str) -> None:
    found = sorted([entry.kind, entry.name] for entry in facts(language).entries)
    assert found == sorted(expected(language).get("entries", []))


@every_language
def test_reading_is_sound_and_deterministic(language: str) -> None:
    assert check(language, sample(language)) == facts(language)


@every_language
def test_truncated(language: str) -> None:
    source = sample(language)
    for length in range(0, len(source), 7):
        check(language, source[:length])


@every_language
def test_line_endings_and_byte_order_mark(language: str) -> None:
    plain = facts(language)
    for source in (sample(language).replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + sample(language)):
        found = check(language, source)
        assert [s[:6] for s in found.symbols] == [s[:6] for s in plain.symbols]


@every_language
def test_bytes_that_are_no_text(language: str) -> None:
    draw = random.Random(language)
    check(language, draw.randbytes(5_000))
    source = bytearray(sample(language))
    for position in draw.sample(range(len(source)), 20):
        source[position] = draw.randrange(256)
        check(language, bytes(source))
    check(language, sample(language).replace(b" ", b"\0"))
    check(language, b"\0")


@every_language
def test_one_very_long_line(language: str) -> None:
    check(language, b"x" * 1_000_000)
    line = sample(language).replace(b"\n", b" ")
    check(language, line * (1_000_000 // len(line)))


@every_language
@pytest.mark.parametrize("bracket", ["(", "[", "{", "<", "a(", "{ a: ["])
def test_deep_nesting(language: str, bracket: str) -> None:
    opened = sum(sign in "([{<" for sign in bracket)
    check(language, bracket.encode() * (10_000 // opened))


def test_a_source_that_takes_for_ever_is_read_as_text(monkeypatch):
    """20 KB of brackets keep some grammars busy for seconds, and a megabyte for minutes."""
    monkeypatch.setattr("sleepd.indexers.trees._MAX_SECONDS", 0.05)
    facts = load("lua").read(b"[" * 20_000 + b"\nneedle\n")
    assert facts.broken
    assert [symbol.kind for symbol in facts.symbols] == ["file"]
    assert "needle" in facts.passages[0].once
    assert load("lua").read(b"function f() end\n").symbols[1].name == "f"


def test_reading_keeps_nothing():
    """A daemon reads files for days."""
    language, source = load("python"), b"def f():\n    return 1\n" * 500
    language.read(source)
    before = psutil.Process().memory_info().rss
    for number in range(300):
        language.read(source + b"# %d\n" % number)
    assert psutil.Process().memory_info().rss - before < 300 * len(source) / 3
