"""Facts from text by its lines: the part that documents and configuration share.

Their structure shows at the start of lines, so a pattern over the whole text finds it faster than a grammar would, and
also where templates or dialects break the grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from ..facts import Entry, FileFacts, Import, Reference, Remark, Setting, Symbol
from .nodes import strip_markers
from .passages import passages_of
from .scopes import Scopes

MAX_KEYS = 300
"""Parts of a file that is data rather than something to read: the shallow ones are kept."""
MAX_DEPTH = 3
_MAX_NAME = 120
_MAX_SIGNATURE = 400
_MAX_DOC = 4_000
_MAX_COMMENT = 40


class Page:
    """The text of a file, framed by newlines: a pattern for the start of a line can begin with a literal newline,
    which the regex engine finds forty times faster than `^`."""

    def __init__(self, source: bytes) -> None:
        text = source.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        self.text = f"\n{text}\n" if text and not text.endswith("\n") else f"\n{text}"
        self.lines = self.text[1:].split("\n")[:-1]
        self.broken = False
        self._newlines = list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    def line(self, offset: int) -> int:
        """The line, counted from 1, of an offset in `text`; a newline counts to the line that it begins."""
        return max(1, min(bisect_right(self._newlines, offset), len(self.lines)))


class Part(NamedTuple):
    """A symbol to be: a heading, a key, a target."""

    kind: str
    name: str
    level: int
    """Depth. A part is inside the nearest one before it that has a lower level."""
    start: int
    end: int = 0
    """Last line; 0 for the line before the next part of the same or a lower level."""
    signature: str = ""
    doc: str = ""
    decorators: tuple[str, ...] = ()


class OutlineLanguage:
    """A language read by patterns over its text. Subclasses say what they find; places and nesting are found here."""

    name: str
    package_file: str = ""
    comment: tuple[str, ...] = ()
    """What a comment line begins with. Comments above a part are its documentation, not the end of the one before."""
    filler: tuple[str, ...] = ()
    """What other lines begin with that do not count to the part before them."""
    remark = re.compile(r"(?:#|;|//|/\*|--|<!--|\.\.)[ \t]*(TODO|FIXME|HACK|XXX)\b[:( ]*([^\n]{0,300})")

    def parts(self, page: Page) -> Iterable[Part]:
        """The file's parts, in the order of their first lines."""
        raise NotImplementedError

    def references(self, page: Page) -> Iterable[tuple[str, str, str, int]]:
        """Uses of names: kind, name, qualifier, line."""
        return ()

    def imports(self, page: Page) -> Iterable[Import]:
        """The names that the file imports."""
        return ()

    def settings(self, page: Page) -> Iterable[tuple[str, str, int]]:
        """Configuration read: kind, key, line."""
        return ()

    def entries(self, page: Page, symbols: list[Symbol]) -> Iterable[Entry]:
        """Where execution enters."""
        return ()

    def module_paths(self, module: str, importer: str) -> list[str]:
        """See `Language.module_paths`. By default imports resolve to no file."""
        return []

    def read(self, source: bytes) -> FileFacts:
        """The facts of one file. Never raises on any input."""
        page = Page(source)
        symbols = nest(list(self.parts(page)), page, (*self.comment, *self.filler))
        scopes = Scopes(symbols)
        return FileFacts(
            self.name, len(page.lines), page.broken, symbols,
            [
                Reference(kind, name, qualifier, line, scopes.at(line))
                for kind, name, qualifier, line in self.references(page)
            ],
            list(self.imports(page)),
            [Setting(kind, key, line, scopes.at(line)) for kind, key, line in self.settings(page)],
            list(self.entries(page, symbols)),
            [
                Remark(match[1], match[2].strip(), line := page.line(match.start(1)), scopes.at(line))
                for match in self.remark.finditer(page.text)
            ],
            passages_of(symbols, page.lines),
        )  # fmt: skip

    def doc_above(self, page: Page, line: int) -> str:
        """The unbroken run of comment lines that ends above `line`."""
        first = line
        while first > max(1, line - _MAX_COMMENT) and page.lines[first - 2].lstrip().startswith(self.comment):
            first -= 1
        return strip_markers("\n".join(page.lines[first - 1 : line - 1])) if first < line else ""

    def key(self, page: Page, name: str, level: int, line: int) -> Part:
        """A part for the key of a configuration that stands on `line`."""
        return Part("key", name, level, line, 0, page.lines[line - 1].strip().rstrip(" [{"), self.doc_above(page, line))


def nest(parts: Sequence[Part], page: Page, filler: tuple[str, ...]) -> list[Symbol]:
    """The parts as symbols, the file first. Blank lines and those that begin with `filler` end no part."""
    last = max(1, len(page.lines))
    ends = [part.end or last for part in parts]
    parents: list[int] = []
    around: list[int] = []
    for index, part in enumerate(parts):
        while around and (parts[around[-1]].level >= part.level or ends[around[-1]] < part.start):
            closed = around.pop()
            if not parts[closed].end:
                ends[closed] = min(ends[closed], _last_line(page, parts[index - 1].start, part.start - 1, filler))
        if around:
            ends[index] = min(ends[index], ends[around[-1]])
        parents.append(around[-1] if around else -1)
        around.append(index)
    for index in around:
        if not parts[index].end:
            ends[index] = min(ends[index], _last_line(page, parts[-1].start, last, filler))

    symbols = [Symbol("file", "", "", -1, 1, last)]
    for part, end, parent in zip(parts, ends, parents, strict=True):
        outer = symbols[parent + 1]
        name = part.name[:_MAX_NAME]
        symbols.append(
            Symbol(
                part.kind, name, f"{outer.qualname}.{name}" if outer.qualname else name, parent + 1,
                part.start, max(part.start, min(end, outer.end)),
                part.signature[:_MAX_SIGNATURE], part.doc[:_MAX_DOC], part.decorators,
            )
        )  # fmt: skip
    return symbols


def _last_line(page: Page, first: int, last: int, filler: tuple[str, ...]) -> int:
    """The last line from `first` to `last` that is neither blank nor filler; `first` if all are."""
    while last > first and (not (text := page.lines[last - 1].strip()) or text.startswith(filler)):
        last -= 1
    return max(first, last)


def shallowest(parts: list[Part]) -> list[Part]:
    """At most `MAX_KEYS` of the parts: as many levels as fit as a whole, but at least the beginning of the first."""
    for depth in range(MAX_DEPTH, 0, -1):
        kept = [part for part in parts if part.level <= depth]
        if len(kept) <= MAX_KEYS:
            break
    return kept[:MAX_KEYS]
