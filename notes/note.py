"""The note: the answer to one question about one unit, with the lines that prove it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..graph.view import Place, View

MOST_EVIDENCE = 16

_SEPARATORS = re.compile(r"[.:#/]")
_OTHER_BREAKS = ("\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
"""What some programs break lines at besides the newline, and count them otherwise then."""


class Evidence(NamedTuple):
    """Lines of the work tree that show something, and what they were."""

    path: str
    start: int
    """First line, counted from 1."""
    end: int
    """Last line, included."""
    symbol: str
    """A name that stands in these lines; "" for none."""
    digest: str
    """Hash of the lines: evidence whose lines hash otherwise now is evidence no more."""


class Note(NamedTuple):
    """What is prepared."""

    unit: str
    """`path`, `path::qualname`, `folder/`, or "" for the repository."""
    kind: str
    """The note kind that wrote it, see the registry in `notes`."""
    question: str
    answer: str
    """A few lines of text; the first one answers the question alone."""
    evidence: tuple[Evidence, ...]
    """Best first."""
    confidence: float
    """How sure it is that the answer is right and complete, 0 to 1."""


def evidence_at(view: View, path: str, start: int, end: int, symbol: str = "") -> Evidence | None:
    """Evidence for some lines of the work tree as they are now; None when the file does not have them.

    `symbol` is dropped when its last part does not stand in these lines, however one counts lines.
    """
    lines = view.lines(path)
    if not lines or not 1 <= start <= end or end > _line_count(lines):
        return None
    text = lines[start - 1 : end]
    leaf = _SEPARATORS.split(symbol)[-1]
    shown = symbol if leaf and _stands(leaf, text) and _stands(leaf, _counted_otherwise(lines, start, end)) else ""
    return Evidence(path, start, end, shown, digest_of(text))


def _stands(leaf: str, lines: Sequence[str]) -> bool:
    return any(leaf in line for line in lines)


def _counted_otherwise(lines: Sequence[str], start: int, end: int) -> Sequence[str]:
    """The lines of these numbers as `str.splitlines` counts them."""
    text = "\n".join(lines[:end])
    if any(character in text for character in _OTHER_BREAKS):
        return text.splitlines()[start - 1 : end]
    return lines[start - 1 : end]


def evidence_of(view: View, place: Place) -> Evidence | None:
    """Evidence for a whole symbol, decorators included."""
    symbol = place.symbol
    return evidence_at(view, place.path, symbol.start, symbol.end, symbol.qualname)


def kept(evidence: Iterable[Evidence | None]) -> tuple[Evidence, ...]:
    """What a note keeps of its evidence: each once, the best of it."""
    return tuple(dict.fromkeys(item for item in evidence if item))[:MOST_EVIDENCE]


def holds(view: View, evidence: Evidence) -> bool:
    """Whether the lines still are what they were, and still show the symbol."""
    return evidence_at(view, *evidence[:4]) == evidence


def digest_of(lines: Sequence[str]) -> str:
    """Hash of some lines."""
    return hashlib.blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _line_count(lines: Sequence[str]) -> int:
    return len(lines) - (not lines[-1]) if lines else 0
