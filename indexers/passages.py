"""The passages of a file: what full-text search finds, one for each symbol that is worth landing on."""

from __future__ import annotations

from collections import Counter

from ..facts import CALLABLE_KINDS, CLASS_KINDS, Passage, Symbol
from .scopes import stretches
from .words import split

_OWN_PASSAGE = CALLABLE_KINDS | CLASS_KINDS | {"file", "section", "target", "resource", "table"}
_MAX_LINE = 2_000


def passages_of(symbols: list[Symbol], lines: list[str]) -> list[Passage]:
    """One passage per file, class, function and section; a line belongs to the innermost of them.

    A function inside a function belongs to the outer one, as a reader would look for it there.
    """
    own = [
        index
        for index, symbol in enumerate(symbols)
        if symbol.kind in _OWN_PASSAGE and (not index or symbols[symbol.parent].kind not in CALLABLE_KINDS)
    ]
    if max(map(len, lines), default=0) > _MAX_LINE:
        lines = [line[:_MAX_LINE] for line in lines]
    texts: dict[int, list[str]] = {index: [] for index in own}
    for index, first, stop in stretches(symbols, own):
        texts[index] += lines[first - 1 : stop - 1]
    return [Passage(index, *by_count(_text(symbols[index], texts[index]))) for index in own]


def _text(symbol: Symbol, lines: list[str]) -> str:
    """A symbol's own lines, and the comment above them if its documentation stands there."""
    text = "\n".join(lines)
    above = symbol.doc and symbol.doc.partition("\n")[0] not in text
    return f"{symbol.doc}\n{text}" if above else text


def by_count(text: str) -> tuple[str, str, str]:
    """The distinct words of a text that occur once, twice, and more often."""
    once: list[str] = []
    twice: list[str] = []
    often: list[str] = []
    for word, count in Counter(split(text)).items():
        (once if count == 1 else twice if count == 2 else often).append(word)
    return " ".join(once), " ".join(twice), " ".join(often)
