"""The note: the answer to one question about one unit, with the lines that prove it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from ..graph.view import Place, View


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

    `symbol` is dropped when it does not stand in these lines.
    """
    lines = view.lines(path)
    if not lines or not 1 <= start <= end or end > _line_count(lines):
        return None
    text = lines[start - 1 : end]
    leaf = symbol.rpartition(".")[2]
    shown = symbol if leaf and any(leaf in line for line in text) else ""
    return Evidence(path, start, end, shown, digest_of(text))


def evidence_of(view: View, place: Place) -> Evidence | None:
    """Evidence for a whole symbol, decorators included."""
    symbol = place.symbol
    return evidence_at(view, place.path, symbol.start, symbol.end, symbol.qualname)


def holds(view: View, evidence: Evidence) -> bool:
    """Whether the lines still are what they were."""
    lines = view.lines(evidence.path)
    return evidence.end <= _line_count(lines) and digest_of(lines[evidence.start - 1 : evidence.end]) == evidence.digest


def digest_of(lines: Sequence[str]) -> str:
    """Hash of some lines."""
    return hashlib.blake2b("\n".join(lines).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _line_count(lines: Sequence[str]) -> int:
    return len(lines) - (not lines[-1]) if lines else 0
