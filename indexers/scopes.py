"""Which symbol a line belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..facts import CLASS_KINDS, DATA_KINDS, Symbol


class Scopes:
    """The innermost symbol around a line."""

    def __init__(self, symbols: list[Symbol]) -> None:
        self._symbols = symbols
        self._innermost = [0]
        for index, start, end in stretches(symbols, range(len(symbols))):
            self._innermost += [index] * (end - start)

    def at(self, line: int, of_class: bool = False) -> int:
        """Index of the innermost symbol whose lines include `line`; `of_class`, of a class rather than of its field
        on the same line.
        """
        index = self._innermost[line] if line < len(self._innermost) else 0
        if of_class:
            symbol = self._symbols[index]
            if symbol.kind in DATA_KINDS and self._symbols[symbol.parent].kind in CLASS_KINDS:
                return symbol.parent
        return index


def stretches(symbols: list[Symbol], indices: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """All lines, as stretches that belong to the innermost of some symbols: its index, the first line, and the line
    after the last. The symbols come in order, the file first."""
    around: list[tuple[int, int]] = []
    line = 1
    for index in indices:
        start = symbols[index].start
        while around and line < start:
            inner, last = around[-1]
            stop = min(start, last + 1)
            if line < stop:
                yield inner, line, stop
                line = stop
            if last >= start:
                break
            around.pop()
        around.append((index, symbols[index].end))
    for inner, last in reversed(around):
        if line <= last:
            yield inner, line, last + 1
            line = last + 1
