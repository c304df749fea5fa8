"""Facts as bytes: what worker processes hand back and what the store keeps."""

from __future__ import annotations

import json
import zlib
from typing import Any, NamedTuple

from .facts import Entry, FileFacts, Import, Passage, Reference, Remark, Setting, Symbol

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_decode = json.JSONDecoder().raw_decode


class PackedFacts(NamedTuple):
    """The facts of one blob, each part compressed JSON: they are rarely wanted together."""

    outline: bytes
    uses: bytes
    passages: bytes


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


def _symbols(rows: list[list[Any]]) -> list[Symbol]:
    return [Symbol._make((*row[:8], tuple(row[8]), row[9])) for row in rows]


def _pack(value: object) -> bytes:
    return zlib.compress(_encode(value).encode("utf-8", "replace"), 1)


def _unpack(packed: bytes) -> Any:
    return json.loads(zlib.decompress(packed))
