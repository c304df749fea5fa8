"""A claim as people read it: with the line that shows it best."""

from __future__ import annotations

from ..graph.view import View
from ..indexers.words import words
from ..notes.note import Evidence
from .check import Checked


def told(view: View, claim: Checked) -> str:
    """A claim with the line that shows it best."""
    best = max(claim.evidence, key=lambda item: _shown(view, item, claim.text)[0])
    return f"{claim.text} ({best.path}:{_shown(view, best, claim.text)[1]})"


def _shown(view: View, item: Evidence, text: str) -> tuple[int, int]:
    """(how many words of a text the best line of some evidence has, its number)."""
    said = set(words(text).split())
    lines = view.lines(item.path)[item.start - 1 : item.end]
    common = [len(said & set(words(line).split())) for line in lines] or [0]
    return max(common), item.start + common.index(max(common))
