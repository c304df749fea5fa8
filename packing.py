"""Facts as bytes to keep and as rows to search: what worker processes hand back and the store puts away."""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple

from .facts import (
    CALLABLE_KINDS,
    CLASS_KINDS,
    Entry,
    FileFacts,
    Import,
    Passage,
    Reference,
    Remark,
    Setting,
    Symbol,
)

MENTION_BITS = {
    kind: 1 << bit
    for bit, kind in enumerate(("call", "attribute", "inherit", "type", "raise", "import", "mention"))
}
"""How a file uses a name, as a set of bits."""

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_decode = json.JSONDecoder().raw_decode


class PackedFacts(NamedTuple):
    """The facts of one blob, each part compressed JSON: they are rarely wanted together."""

    outline: bytes
    uses: bytes
    passages: bytes


class Rows(NamedTuple):
    """The facts of one blob as rows of the live tables, but for what hangs on the file that has it."""

    lines: int
    definitions: int
    """How many names of classes and functions it defines."""
    symbols: list[tuple[int, str, str, str, int, int]]
    """Parent, kind, name, qualified name, first and last line."""
    mentions: list[tuple[str, int]]
    """Name and `MENTION_BITS`, by name."""
    facts: list[tuple[str, str, int, int, str]]
    """Kind, key, line, scope and detail of settings, entries and remarks."""
    passages: list[tuple[int, str, str, str, str, str]]
    """Symbol, its name, what its name is qualified with, and the words that occur once, twice and more often."""


def rows_of(facts: FileFacts) -> Rows:
    """The facts as rows."""
    symbols = facts.symbols
    return Rows(
        facts.lines,
        len({symbol.name for symbol in symbols if symbol.kind in CLASS_KINDS | CALLABLE_KINDS}),
        [(s.parent, s.kind, s.name, s.qualname, s.start, s.end) for s in symbols],
        sorted(_mentions(facts).items()),
        [
            *((s.kind, s.key, s.line, s.scope, "") for s in facts.settings),
            *((e.kind, e.name, e.line, e.scope, e.target) for e in facts.entries),
            *((r.kind, "", r.line, r.scope, r.text) for r in facts.remarks),
        ],
        [
            (passage.symbol, symbol.name, symbol.qualname.removesuffix(symbol.name), *passage[1:])
            for passage in facts.passages
            for symbol in (symbols[passage.symbol],)
        ],
    )


def pack(facts: FileFacts) -> PackedFacts:
    """The facts as bytes."""
    outline = (facts.lines, facts.broken, facts.symbols, facts.imports, facts.settings, facts.entries, facts.remarks)
    return PackedFacts(_pack(outline), _pack(facts.references), _pack(facts.passages))


def unpack(language: str, packed: PackedFacts) -> FileFacts:
    """The inverse of `pack`."""
    return unpack_outline(language, packed.outline)._replace(
        references=unpack_references(packed.uses), passages=list(map(Passage._make, _unpack(packed.passages)))
    )


def unpack_outline(language: str, outline: bytes) -> FileFacts:
    """The facts without references and passages."""
    lines, broken, symbols, imports, settings, entries, remarks = _unpack(outline)
    return FileFacts(
        language, lines, broken, _symbols(symbols), [], list(map(Import._make, imports)),
        list(map(Setting._make, settings)), list(map(Entry._make, entries)), list(map(Remark._make, remarks)), [],
    )  # fmt: skip


def unpack_references(uses: bytes) -> list[Reference]:
    """The references."""
    return list(map(Reference._make, _unpack(uses)))


def find_references(uses: bytes, kind: str = "", name: str = "") -> list[Reference]:
    """The references of one kind, or with one name: searched for in the text, a tenth of the work of reading all."""
    text = zlib.decompress(uses).decode()
    wanted = f",{_encode(name)}," if name else f'["{kind}",'
    found = []
    at = text.find(wanted)
    while at >= 0:
        row, end = _decode(text, text.rfind("[", 0, at + 1))
        if kind in ("", row[0]) and name in ("", row[1]):
            found.append(Reference._make(row))
        at = text.find(wanted, end)
    return found


def used_names(uses: bytes, scope: int) -> dict[str, None]:
    """The names that one symbol's own lines refer to, each once, in their order."""
    return {row[1]: None for row in _unpack(uses) if row[4] == scope}


def _mentions(facts: FileFacts) -> dict[str, int]:
    kinds: dict[str, int] = {}
    for reference in facts.references:
        kinds[reference.name] = kinds.get(reference.name, 0) | MENTION_BITS[reference.kind]
    for item in facts.imports:
        if not item.name:
            leaf = item.module.rstrip("/").replace("/", ".").rpartition(".")[2]
            kinds[leaf] = kinds.get(leaf, 0) | MENTION_BITS["import"]
    return kinds


def _symbols(rows: list[list[Any]]) -> list[Symbol]:
    return [Symbol._make((*row[:8], tuple(row[8]), row[9])) for row in rows]


def _pack(value: object) -> bytes:
    return zlib.compress(_encode(value).encode("utf-8", "replace"), 1)


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
