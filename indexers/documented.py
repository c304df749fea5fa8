"""The functions of a file beside their documentation: which there are, their text, where a parameter is described."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS, FileFacts, Symbol
from .parameters import line_in_doc


class Source(NamedTuple):
    """A file's facts and its lines, at one time."""

    facts: FileFacts
    lines: list[str]

    def text(self, symbol: Symbol) -> str:
        """The lines of a symbol."""
        return "\n".join(self.lines[symbol.start - 1 : symbol.end])

    def functions(self) -> dict[str, Symbol]:
        """The functions and classes whose qualified name no other has, by that name."""
        found: dict[str, Symbol] = {}
        twice = set()
        for symbol in self.facts.symbols:
            if symbol.kind in CALLABLE_KINDS | CLASS_KINDS:
                if symbol.qualname in found:
                    twice.add(symbol.qualname)
                found[symbol.qualname] = symbol
        return {qualname: symbol for qualname, symbol in found.items() if qualname not in twice}

    def line_of(self, symbol: Symbol, name: str) -> int:
        """Where a symbol's documentation names a parameter, counted from 1; its definition where that is not found."""
        if not name:
            return symbol.start
        wanted = symbol.doc.split("\n")[line_in_doc(symbol.doc, name)].strip()
        above = range(max(1, symbol.start - symbol.doc.count("\n") - 4), symbol.start)
        for number in chain(range(symbol.start, symbol.end + 1), above):
            if wanted and wanted in self.lines[number - 1]:
                return number
        return symbol.start
