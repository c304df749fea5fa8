"""What stands on each page: the repository, its folders, its source files with their main symbols."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .. import notes
from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.view import Place, View
from ..indexers.files import folders_of
from ..notes.heads import head_of
from ..notes.note import Note
from ..notes.wording import counted, first_paragraph
from ..store.notes import StoredNote, is_fresh

_CENTRAL = 300
"""So many of the most used symbols are told in full; others by what they say of themselves."""
_MOST_SYMBOLS = 80
_CACHED = 1000
_OVERVIEW = {
    "what": "What it is",
    "run": "Where to start: how to run, build and test it",
    "entries": "Where execution enters",
    "flow": "How it works: the calls from there",
    "settings": "What it reads from its environment",
}
"""Note kind -> its title on the first page."""
_PASSING = "Last commit:"


class Said(NamedTuple):
    """What somebody says of a unit."""

    by: str
    """The model that wrote it; "" for facts."""
    imported: bool
    lines: list[str]


class Section(NamedTuple):
    """A part of a page."""

    title: str
    kind: str
    """What it is, in a word: `class`, `function`, ...; "" where there is nothing to say."""
    anchor: str
    signature: str
    path: str
    """Where it stands, with its first and last line; "" for nowhere."""
    start: int
    end: int
    said: list[Said]


class Link(NamedTuple):
    """Another page, and what it is about in a line."""

    unit: str
    title: str
    text: str


class Page(NamedTuple):
    """One page; `unit` names it as notes do."""

    unit: str
    title: str
    sections: list[Section]
    folders: list[Link]
    files: list[Link]


class Contents:
    """The pages of a site, one after the other, so that one is in memory at a time."""

    def __init__(self, view: View) -> None:
        self._view = view
        self.name = posixpath.basename(view.workspace.root)
        rows = [row for row in view.files_below("") if row.blob_id and row.role == "source"]
        self._lines = {row.path: row.lines for row in rows}
        self._folders = sorted(folder for folder in folders_of(set(self._lines)) if folder)
        self._main = lru_cache(_CACHED)(self._find_main)
        self._central = {f"{row.path}::{row.qualname}" for row in view.store.most_mentioned(_CENTRAL)}

    @property
    def units(self) -> list[str]:
        """The units that have a page, in order: the repository, folders, files."""
        return ["", *(f"{folder}/" for folder in self._folders), *sorted(self._lines)]

    def pages(self) -> Iterator[Page]:
        """Every page."""
        yield self._repository()
        for folder in self._folders:
            unit = f"{folder}/"
            yield Page(unit, unit, [self._section(unit, "What it is")], *self._below(folder))
        for path in sorted(self._lines):
            yield self._file(path)

    def _repository(self) -> Page:
        sections = [self._section("", title, kind) for kind, title in _OVERVIEW.items()]
        return Page("", self.name, [section for section in sections if section.said], *self._below(""))

    def _file(self, path: str) -> Page:
        sections = [self._section(path, "What it is"), *map(self._symbol, self._main(path))]
        return Page(path, path, sections, [], [])

    def _find_main(self, path: str) -> list[Place]:
        """The symbols of a file that its page tells about, in order: of what is declared several times, the longest."""
        places: dict[str, Place] = {}
        for ordinal, symbol in enumerate(self._view.symbols(path)):
            before = places.get(symbol.qualname)
            longer = before is None or symbol.end - symbol.start > before.symbol.end - before.symbol.start
            if longer and self._is_public(Place(path, ordinal, symbol)):
                places[symbol.qualname] = Place(path, ordinal, symbol)
        main = sorted(places.values(), key=lambda place: (place.unit not in self._central, place.ordinal))
        main = main[:_MOST_SYMBOLS]
        return sorted(main, key=lambda place: place.ordinal)

    def _is_public(self, place: Place) -> bool:
        """Whether a class or function is there for others: not private, nor within a function or what is private."""
        if place.symbol.kind not in CALLABLE_KINDS | CLASS_KINDS or re.search(r"(?:^|[.:])_", place.symbol.qualname):
            return False
        above = self._view.around(place.path, place.symbol.parent)
        return place.symbol.visibility != "private" and not any(
            other.symbol.kind in CALLABLE_KINDS or other.symbol.visibility == "private" for other in above
        )

    def anchor(self, path: str, line: int) -> str:
        """Where on its page the innermost symbol around a line is told about; "" for none."""
        around = [place for place in self._main(path) if place.symbol.start <= line <= place.symbol.end]
        return _anchor(around[-1]) if around else ""

    def _symbol(self, place: Place) -> Section:
        symbol = place.symbol
        central = place.unit in self._central
        said = self._said("what", place.unit) if central else self._own_words(place)
        said = [part if part.by else part._replace(lines=_without_title(part.lines, place)) for part in said]
        return Section(
            symbol.qualname, symbol.kind, _anchor(place), symbol.signature, place.path, symbol.start,
            symbol.end, said,
        )  # fmt: skip

    def _own_words(self, place: Place) -> list[Said]:
        words = first_paragraph(place.symbol.doc)
        claims = self._claims(place.unit)
        return [*([Said("", False, [words])] if words else []), *claims]

    def _section(self, unit: str, title: str, kind: str = "what") -> Section:
        return Section(title, "", kind, "", "", 0, 0, self._said(kind, unit))

    def _said(self, kind: str, unit: str) -> list[Said]:
        facts = self._facts(kind, unit)
        lines = [line for line in facts.answer.split("\n") if not line.startswith(_PASSING)] if facts else []
        return [*([Said("", False, lines)] if lines else []), *(self._claims(unit) if kind == "what" else [])]

    def _facts(self, kind: str, unit: str) -> Note | None:
        return notes.write(self._view, kind, unit)

    def _claims(self, unit: str) -> list[Said]:
        """What a model says of a unit, when it is still true."""
        versions = (note for note in self._view.workspace.notes.versions(unit, "what") if note.claims)
        note = next((note for note in versions if is_fresh(note, self._view.digest)), None)
        return [Said(_model(note), note.imported, [text for text, _ in note.claims])] if note else []

    def _below(self, folder: str) -> tuple[list[Link], list[Link]]:
        """The folders and files directly in one."""
        start = f"{folder}/" if folder else ""
        folders = [other for other in self._folders if posixpath.dirname(other) == folder]
        files = sorted(path for path in self._lines if posixpath.dirname(path) == folder)
        return (
            [Link(f"{other}/", f"{other.removeprefix(start)}/", self._told(f"{other}/")) for other in folders],
            [Link(path, path.removeprefix(start), self._told(path)) for path in files],
        )

    def _told(self, unit: str) -> str:
        """A unit in a line: what a model says of it, or it itself."""
        claims = self._claims(unit)
        if claims:
            return claims[0].lines[0]
        if unit.endswith("/"):
            return counted(sum(path.startswith(unit) for path in self._lines), "source file")
        head = head_of(self._view, unit)
        return first_paragraph(head.text) if head else counted(self._lines[unit], "line")


def _without_title(lines: list[str], place: Place) -> list[str]:
    """What facts say of a symbol, without what its page has already: that it is one, where, and its signature."""
    first, *rest = lines
    if first.startswith(f"{place.title} is "):
        first = first.partition("): ")[2]
    return [line for line in (first, *rest) if line and line != place.symbol.signature]


def _anchor(place: Place) -> str:
    return f"{re.sub(r'[^a-zA-Z0-9_.-]', '-', place.symbol.qualname)}-{place.symbol.start}"


def _model(note: StoredNote) -> str:
    return note.recipe.rsplit("/", 2)[0]
