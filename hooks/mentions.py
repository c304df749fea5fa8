"""Documents that name a symbol or a path which the commit removes or renames, and which is nowhere any more.

Only lines that stood there before count, in documents that tell what is and not what was: whoever writes of a removal
knows of it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS, DATA_KINDS, Symbol
from ..indexers.documented import Source
from ..indexers.languages import language_of, load
from ..indexers.prose import defines, is_of_now, linked_paths, tells_of_the_past
from ..indexers.roles import role_of
from ..indexers.silence import is_silenced
from ..indexers.staged import Change, Staged
from .alarm import Alarm

_PROSE = frozenset({"markdown", "rst", "text"})
_CODE = CALLABLE_KINDS | CLASS_KINDS | DATA_KINDS
_LEAST = 3
_SPAN = re.compile(r"(`{1,2})([^`\n]+)\1")
_PATH = re.compile(r"(?:\./)?([\w.@+-]+(?:/[\w.@+-]+)+/?)(?::\d+)?$")


class Gone(NamedTuple):
    """A symbol or path that the commit takes away."""

    name: str
    """The bare name of a symbol, or a whole path."""
    place: str
    """Where it was, or what; "" where the name says it."""
    heir: str
    """What it seems to be called now; "" when it is gone."""


def gone_symbols(change: Change, before: Source, after: Source | None) -> Iterator[Gone]:
    """The symbols of a file whose names it does not have any more, in any way."""
    if role_of(change.old_path) in ("test", "example"):
        return
    left = set(re.findall(r"\w+", "\n".join(after.lines))) if after else set()
    firsts = {symbol.name: symbol for symbol in reversed(before.facts.symbols) if symbol.kind in _CODE}
    new = [symbol for symbol in after.facts.symbols if symbol.name not in firsts] if after else []
    for name, symbol in firsts.items():
        if name not in left and len(name) >= _LEAST and name.isascii() and name.isidentifier():
            yield Gone(name, f"{change.old_path}:{symbol.start}", _heir(symbol, new))


def _heir(symbol: Symbol, new: list[Symbol]) -> str:
    """What a symbol is called now: the only new one that differs in nothing but its name; "" for none."""
    alike = {
        one.name
        for one in new
        if one.kind == symbol.kind and one.signature.replace(one.name, symbol.name) == symbol.signature
    }
    return alike.pop() if len(alike) == 1 else ""


def untrue_mentions(staged: Staged, symbols: list[Gone], paths: list[Gone]) -> Iterator[Alarm]:
    """The lines of documents that name one of these."""
    if not symbols and not paths:
        return
    prose = {path for path in staged.blobs if language_of(path) in _PROSE}
    documents = {path: staged.blobs[path] for path in sorted(prose) if is_of_now(path)}
    contents = staged.contents(documents.values())
    words = {word for content in contents.values() for word in re.findall(rb"\w+", content)}
    named = {gone.name: gone for gone in symbols if gone.name.encode() in words}
    gone_symbols = {name: named[name] for name in staged.nowhere(named, prose)}
    older = {change.new_path: change.old_blob for change in staged.changes if change.new_path in documents}
    before = staged.contents(older.values())
    for path, blob in documents.items():
        source = contents.get(blob, b"")
        lines = _lines(source)
        stood = {line.strip() for line in _lines(before.get(older[path], b""))} if path in older else None
        for line, alarm in _in_document(staged, path, source, lines, gone_symbols, paths):
            if (stood is None or lines[line - 1].strip() in stood) and not _is_excused(lines, line):
                yield alarm


def _in_document(
    staged: Staged, path: str, source: bytes, lines: list[str], symbols: dict[str, Gone], paths: list[Gone]
) -> Iterator[tuple[int, Alarm]]:
    language = language_of(path) or ""
    text = "\n".join(lines)
    told = set()
    named = any(name in text for name in symbols)
    for reference in load(language).read(source).references if named else ():
        gone = symbols.get(reference.name)
        if gone and not defines(text, gone.name) and (gone.name, reference.line) not in told:
            told.add((gone.name, reference.line))
            yield reference.line, _alarm(path, reference.line, language, gone)
    gone_paths = {gone.name: gone for gone in paths}
    for number, line in enumerate(lines if paths else (), 1):
        for target in dict.fromkeys(_named_paths(path, line)):
            if target in gone_paths and target not in staged.blobs:
                yield number, _alarm(path, number, language, gone_paths[target])


def _named_paths(document: str, line: str) -> Iterator[str]:
    """The paths from the root that a line of a document names: targets of links, and paths in code."""
    yield from linked_paths(document, line)
    folder = posixpath.dirname(document)
    for match in _SPAN.finditer(line):
        path = _PATH.match(match[2].strip())
        if path:
            yield path[1].rstrip("/")
            yield posixpath.normpath(posixpath.join(folder, path[1]))


def _alarm(path: str, line: int, language: str, gone: Gone) -> Alarm:
    place = f" ({gone.place})" if gone.place else ""
    now = f" and is now `{gone.heir}`" if gone.heir else ""
    fix = f"write `{gone.heir}`" if gone.heir else "say what is so now"
    silence = "put <!-- sleepd: ignore --> on it" if language == "markdown" else "put .. sleepd: ignore above it"
    return Alarm(path, line, f"names `{gone.name}`, which this commit takes away{place}{now}", fix, silence)


def _is_excused(lines: list[str], line: int) -> bool:
    """Whether its paragraph tells of the past, or somebody silenced it."""
    return is_silenced(lines, line, line) or tells_of_the_past(lines, line)


def _lines(source: bytes) -> list[str]:
    return source.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
