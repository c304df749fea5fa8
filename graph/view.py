"""The facts of the work tree, file by file and symbol by symbol, each read at most once, and every read on record.

What a note was made from is what its writer read here, so a note knows by itself when it is out of date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from ..facts import CLASS_KINDS, Import, Reference, Symbol
from ..store.facts import FactRow, FileRow, SymbolRow
from ..store.history import CoChange, Revision
from ..workspace import Workspace

_CACHED_FILES = 400
_REMEMBERED = 50_000
_MOST_COMMITS = 500

P = ParamSpec("P")
T = TypeVar("T")


class Place(NamedTuple):
    """A symbol of the work tree with everything known of it alone. The file itself has an empty qualname."""

    path: str
    ordinal: int
    symbol: Symbol

    @property
    def unit(self) -> str:
        """How notes call it: `path` or `path::qualname`."""
        return f"{self.path}::{self.symbol.qualname}" if self.symbol.qualname else self.path

    @property
    def title(self) -> str:
        """How people call it."""
        return self.symbol.qualname or self.path


class View:
    """Read access to one workspace for the time of one answer or one note."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.store = workspace.facts
        self.history = workspace.history
        self.search = workspace.search
        self.reads: set[str] = set()
        """What was read: `file:PATH`, `named:NAME`, `mentions:NAME`, `folder:PATH` or `history`."""
        self._files = lru_cache(_CACHED_FILES)(self.store.file)
        self._symbols = lru_cache(_CACHED_FILES)(self.store.symbols_of)
        self._references = lru_cache(_CACHED_FILES)(self.store.references_of)
        self._imports = lru_cache(_CACHED_FILES)(self.store.imports_of)
        self.lines = lru_cache(_CACHED_FILES)(workspace.read_lines)

    def digest(self, read: str) -> str:
        """What one thing on record reads as now; a note is out of date when this differs from then."""
        what, _, key = read.partition(":")
        if what == "file":
            row = self.store.file(key)
            return str(row.blob_id) if row else ""
        if what == "named":
            return _digest((row.path, row.qualname, row.kind) for row in self.store.symbols_named(key))
        if what == "mentions":
            return _digest((row.path, row.blob_id) for row in self.store.mentions(key))
        if what == "folder":
            return _digest((row.path, row.blob_id) for row in self.store.files_below(key))
        return self.workspace.database.get("head")

    # Files.

    def file(self, path: str) -> FileRow | None:
        """The file at `path`."""
        self.reads.add(f"file:{path}")
        return self._files(path)

    def files_below(self, folder: str) -> list[FileRow]:
        """The files in and below a folder ("" for all), skipped ones included, by path."""
        self.reads.add(f"folder:{folder}")
        return self.store.files_below(folder)

    def symbols(self, path: str) -> list[Symbol]:
        """The symbols of a file, the file itself first; [] when it was not read."""
        row = self.file(path)
        return self._symbols(row.blob_id) if row and row.blob_id else []

    def references(self, path: str) -> list[Reference]:
        """The references of a file."""
        row = self.file(path)
        return self._references(row.blob_id) if row and row.blob_id else []

    def imports(self, path: str) -> list[Import]:
        """The imports of a file."""
        row = self.file(path)
        return self._imports(row.blob_id) if row and row.blob_id else []

    # Names.

    def named(self, name: str) -> list[SymbolRow]:
        """The symbols with exactly this name, sections of documents left out, shallow paths first."""
        self.reads.add(f"named:{name}")
        return [row for row in self.store.symbols_named(name) if row.name == name and row.kind != "section"]

    def mentions(self, name: str, kinds: Sequence[str]) -> list[FileRow]:
        """The files that use a name in one of these ways."""
        self.reads.add(f"mentions:{name}")
        return self.store.mentions(name, kinds)

    # Symbols.

    def place(self, path: str, ordinal: int = 0) -> Place:
        """The symbol with this ordinal in a file; the file itself by default."""
        return Place(path, ordinal, self.symbols(path)[ordinal])

    def place_of(self, row: SymbolRow) -> Place:
        """The place a symbol's row stands for."""
        return self.place(row.path, row.ordinal)

    def find(self, unit: str) -> Place | None:
        """The place that a unit (`path` or `path::qualname`) names, when it is there."""
        path, _, qualname = unit.partition("::")
        for ordinal, symbol in enumerate(self.symbols(path)):
            if symbol.qualname == qualname:
                return Place(path, ordinal, symbol)
        return None

    def children(self, place: Place) -> list[Place]:
        """The symbols directly inside one."""
        return [
            Place(place.path, ordinal, symbol)
            for ordinal, symbol in enumerate(self.symbols(place.path))
            if symbol.parent == place.ordinal
        ]

    def parent(self, place: Place) -> Place | None:
        """The symbol around one; None for a file."""
        return self.place(place.path, place.symbol.parent) if place.symbol.parent >= 0 else None

    def references_in(self, place: Place) -> list[Reference]:
        """The references from within a symbol, those of the symbols inside it included."""
        inside = {place.ordinal}
        for ordinal, symbol in enumerate(self.symbols(place.path)):
            if symbol.parent in inside:
                inside.add(ordinal)
        return [reference for reference in self.references(place.path) if reference.scope in inside]

    def text(self, place: Place) -> list[str]:
        """The symbol's lines as they are in the work tree now."""
        return self.lines(place.path)[place.symbol.start - 1 : place.symbol.end]


def _digest(rows: Iterable[object]) -> str:
    return hashlib.blake2b(repr(list(rows)).encode("utf-8", "replace"), digest_size=8).hexdigest()
