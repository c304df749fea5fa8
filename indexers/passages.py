"""The passages of a file: what full-text search finds, one for each symbol that is worth landing on."""

from __future__ import annotations

from collections import Counter

from ..facts import CALLABLE_KINDS, CLASS_KINDS, Passage, Symbol
from .words import WORD, expand_all

_OWN_PASSAGE = CALLABLE_KINDS | CLASS_KINDS | {"file", "section", "target", "resource", "table"}
_MAX_LINE = 2_000


def passages_of(symbols: list[Symbol], lines: list[str]) -> list[Passage]:
    """One passage per file, class, function and section; a line belongs to the innermost of them.

    A function inside a function belongs to the outer one, as a reader would look for it there.
    """
    owner = [0] * (len(lines) + 2)
    own = [0]
    for index, symbol in enumerate(symbols[1:], 1):
        if symbol.kind in _OWN_PASSAGE and symbols[symbol.parent].kind not in CALLABLE_KINDS:
            own.append(index)
            last = min(symbol.end, len(lines))
            owner[symbol.start : last + 1] = [index] * max(0, last + 1 - symbol.start)
    texts: dict[int, list[str]] = {index: [] for index in own}
    for number, line in enumerate(lines, 1):
        texts[owner[number]].append(line[:_MAX_LINE])
    return [Passage(index, *by_count(_text(symbols[index], texts[index]))) for index in own]


def _text(symbol: Symbol, lines: list[str]) -> str:
    """A symbol's own lines, and the comment above them if its documentation stands there."""
    text = "\n".join(lines)
    above = symbol.doc and symbol.doc.partition("\n")[0] not in text
    return f"{symbol.doc}\n{text}" if above else text


def by_count(text: str) -> tuple[str, str, str]:
    """The distinct words of a text that occur once, twice, and more often."""
    counts = Counter(WORD.findall(text)).items()
    return (
        " ".join([word for word, count in counts if count == 1]),
        " ".join([word for word, count in counts if count == 2]),
        " ".join([word for word, count in counts if count > 2]),
    )


def body_of(passage: Passage) -> str:
    """The passage as the words that are searched: expanded, each as often as it counts."""
    once, twice, often = map(expand_all, passage[1:])
    return f"{once} {twice} {twice} {often} {often} {often}"
