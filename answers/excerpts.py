"""Lines of the work tree as an agent reads them: numbered, within so many tokens, what says nothing new left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import groupby

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.view import Place, View
from ..indexers.words import words
from ..llm.tokens import tokens_in
from ..notes.hostile import LEFT_OUT, hostile_lines
from ..notes.note import evidence_at
from ..notes.wording import shortened
from ..writing.material import dedented, within
from .answer import Citation

_GAP = "..."
_MORE = 10
"""Tokens to say how many more there are."""
_MAX_WIDTH = 160
_OUTLINED = CALLABLE_KINDS | CLASS_KINDS | {"section"}
_PLACE = r"(?:^|\()([^\s():]+):(\d+)\)?$"
"""How notes end a line that is about another: `name (path:line)`, or `path:line`."""


def excerpt(view: View, citation: Citation, tokens: int, asked: Collection[str] = ()) -> str:
    """The lines of one place, after its path; those that have the words that are asked for when it is too long. Of a
    whole file or class, what it holds. "" when they do not stand there, or there is no room."""
    if evidence_at(view, *citation) is None:
        return ""
    place = _place(view, citation)
    if place and (not place.symbol.name or place.symbol.kind in CLASS_KINDS) and (held := _inside(view, place)):
        return outline(place, held, tokens)
    numbers = _worth_showing(view, place, asked) if place else range(citation.start_line, citation.end_line + 1)
    lines = within(_numbered(view, citation.path, numbers), tokens - tokens_in(citation.path) - 1, asked)
    if len(lines) == len(numbers) == 1:
        return f"{citation.path}:{lines[0]}"
    return "\n".join([citation.path, *(line for line, _ in groupby(lines))]) if lines else ""


def outline(around: Place, held: Sequence[Place], tokens: int) -> str:
    """What a file or class holds, with its lines and signatures."""
    told = ([around] if around.symbol.name else []) + list(held)
    lines, more = fitting([_signed(place) for place in told], tokens - tokens_in(around.path) - _MORE)
    rest = [f"  and {more} more"] if more else []
    return "\n".join([around.path, lines, *rest]) if lines else ""


def with_code(view: View, line: str) -> str:
    """A line of an answer that ends with a place, and what stands there."""
    found = re.search(_PLACE, line)
    lines = view.lines(found[1])[int(found[2]) - 1 : int(found[2])] if found else []
    return f"{line} {lines[0].strip()[:_MAX_WIDTH]}" if lines else line


def fitting(lines: Sequence[str], tokens: int) -> tuple[str, int]:
    """As many of the first lines as fit, and how many do not; without what speaks to language models."""
    hostile = hostile_lines(list(lines))
    kept: list[str] = []
    left = tokens
    for number, line in enumerate(lines):
        shown = LEFT_OUT if number in hostile else line
        left -= tokens_in(shown)
        if left < 0:
            return "\n".join(kept), len(lines) - number
        kept.append(shown)
    return "\n".join(kept), 0


def _place(view: View, citation: Citation) -> Place | None:
    """The symbol, or the file, that a citation is the whole of; None when it is some lines only."""
    candidates = (Place(citation.path, ordinal, symbol) for ordinal, symbol in enumerate(view.symbols(citation.path)))
    span = citation.start_line, citation.end_line
    return next((place for place in candidates if (place.symbol.start, place.symbol.end) == span), None)


def _worth_showing(view: View, place: Place, asked: Collection[str]) -> list[int]:
    """The numbers of a symbol's lines without the further ones of its documentation, unless these speak of what is
    asked."""
    symbol, lines = place.symbol, view.lines(place.path)
    said = {line.strip() for line in symbol.doc.splitlines()[1:] if line.strip()}
    return [
        number for number in range(symbol.start, symbol.end + 1)
        if lines[number - 1].strip() not in said or _speaks(lines[number - 1], asked)
    ]  # fmt: skip


def _inside(view: View, place: Place) -> list[Place]:
    """The functions, classes and sections in a file or class; not those inside a function."""
    found = []
    for child in view.children(place):
        if child.symbol.kind in _OUTLINED:
            found.append(child)
            if child.symbol.kind not in CALLABLE_KINDS:
                found += _inside(view, child)
    return found


def _signed(place: Place) -> str:
    symbol = place.symbol
    depth = symbol.qualname.count(".") * (symbol.kind != "section")
    return f"{'  ' * depth}{symbol.start}-{symbol.end} {shortened(symbol.signature or symbol.name, _MAX_WIDTH)}"


def _speaks(line: str, asked: Collection[str]) -> bool:
    return bool(asked) and not set(words(line).split()).isdisjoint(asked)


def _numbered(view: View, path: str, numbers: Sequence[int]) -> list[str]:
    """These lines of a file, a gap between those that do not follow each other."""
    lines = view.lines(path)
    shown = [lines[number - 1].rstrip()[:_MAX_WIDTH] for number in numbers]
    hostile = hostile_lines(shown)
    plain = dedented([LEFT_OUT if position in hostile else line for position, line in enumerate(shown)])
    numbered: list[str] = []
    for before, number, line in zip([numbers[0] - 1, *numbers], numbers, plain, strict=False):
        if number > before + 1 and not _is_blank(lines[before : number - 1]):
            numbered.append(_GAP)
        if line.strip():
            numbered.append(f"{number} {line}")
    return numbered


def _is_blank(lines: Sequence[str]) -> bool:
    return not any(map(str.strip, lines))
