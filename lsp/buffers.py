"""Open documents: which saved line a line of the buffer was, what stands there, and what has not been saved."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from lsprotocol import types
from pygls.workspace import PositionCodec, ServerTextPosition, TextDocument

from .protocol import lines_of

_WORD = re.compile(r"[^\W\d][\w$]*[!?]?")
_QUALIFIER = re.compile(r"([\w.$]+|\?)(?:\.|::|->)$")
_MOST_COMPARED = 4_000
"""Lines between the first and last difference; of more it is only known that they differ."""


class Word(NamedTuple):
    """A name in a buffer."""

    text: str
    qualifier: str
    """What stands before it, up to its dot."""
    range: types.Range


class Buffer:
    """One document as the user sees it, beside the file as it was saved."""

    def __init__(self, path: str, document: TextDocument, codec: PositionCodec) -> None:
        self.path = path
        self.uri: str = document.uri
        self.version: int | None = document.version
        self._document = document
        self._codec = codec

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return [line.rstrip("\r\n") for line in lines_of(self._document.source)]

    @cached_property
    def _saved(self) -> list[str]:
        try:
            with open(self.path, encoding="utf-8", errors="replace", newline="") as file:
                return [line.rstrip("\r\n") for line in lines_of(file.read())]
        except OSError:
            return []

    @cached_property
    def _blocks(self) -> list[tuple[int, int, int]]:
        """(line of the buffer, line of the file, how many) that are the same in both, counted from 0."""
        here, saved = self.lines, self._saved
        most = min(len(here), len(saved))
        first = next((i for i in range(most) if here[i] != saved[i]), most)
        last = next((i for i in range(most - first) if here[-1 - i] != saved[-1 - i]), most - first)
        between = here[first : len(here) - last], saved[first : len(saved) - last]
        blocks = [(0, 0, first), (len(here) - last, len(saved) - last, last)]
        if len(between[0]) == len(between[1]):  # Lines were changed, none came or went.
            blocks.append((first, first, len(between[0])))
        elif max(map(len, between)) <= _MOST_COMPARED:
            found = SequenceMatcher(None, *between, autojunk=False).get_matching_blocks()
            blocks += [(first + a, first + b, size) for a, b, size in found]
        return [block for block in blocks if block[2]]

    def saved_line(self, line: int) -> int:
        """The saved line, counted from 1, that a line counted from 0 was; the one before it when it is a new one."""
        before = 0
        for here, saved, size in sorted(self._blocks):
            if here <= line < here + size:
                return saved + line - here + 1
            if here + size <= line:
                before = saved + size
        return before

    def shown_line(self, line: int) -> int:
        """Where a saved line, counted from 1, is in the buffer now, counted from 0; what follows it when it is gone."""
        for here, saved, size in sorted(self._blocks):
            if line - 1 < saved + size:
                return here + max(0, line - 1 - saved)
        return max(0, len(self.lines) - 1)

    def differs(self, start: int, end: int) -> bool:
        """Whether any of the saved lines from `start` to `end`, counted from 1, reads otherwise in the buffer."""
        if self.lines == self._saved:
            return False
        first, last = self.shown_line(start), self.shown_line(end)
        return self.lines[first : last + 1] != self._saved[start - 1 : end]

    def word_at(self, position: types.Position) -> Word | None:
        """The name at a position of the client's; None when there is none."""
        if not 0 <= position.line < len(self.lines):
            return None
        line = self.lines[position.line]
        column = self._codec.position_from_client_units([line], types.Position(0, position.character)).character
        for match in _WORD.finditer(line):
            if match.start() <= column <= match.end():
                before = _QUALIFIER.search(line, 0, match.start())
                place = self.range(position.line, match.start(), match.end())
                return Word(match[0], before[1] if before else "", place)
        return None

    def text(self, place: types.Range) -> str:
        """What stands in a range of the client's; as much of it as there is."""
        inside = self._codec.range_from_client_units(self.lines, place)
        first, last = inside.start, inside.end
        lines = self.lines[first.line : last.line + 1]
        if lines and last.line < len(self.lines):
            lines[-1] = lines[-1][: last.character]
        return "\n".join([lines[0][first.character :], *lines[1:]]) if lines else ""

    def range(self, line: int, start: int, end: int) -> types.Range:
        """A range of one line's characters, in the client's units."""
        first, last = (
            self._codec.position_to_client_units([self.lines[line]], ServerTextPosition(0, column)).character
            for column in (start, end)
        )
        return types.Range(types.Position(line, first), types.Position(line, last))
