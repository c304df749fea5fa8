"""What a model is shown: numbered sources, each an excerpt of the repository with the lines that it stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from ..graph.view import Place, View
from ..indexers.words import words
from ..llm.tokens import tokens_in
from ..notes.hostile import LEFT_OUT, hostile_lines
from ..notes.note import Evidence, evidence_at

_GAP = "..."
_FRAME = 12
"""Tokens around a source."""
_FEWEST_LINES = 1


class Source(NamedTuple):
    """One excerpt. A claim that cites it is shown by its evidence."""

    title: str
    lines: list[str]
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """What the model sees of it."""
        return "\n".join(self.lines)


class Material(NamedTuple):
    """All that a model is shown for one task."""

    sources: list[Source]
    hostile: list[str]
    """Places (`path:line`) whose text speaks to language models; it was left out."""

    def rendered(self) -> str:
        """The sources as the prompt has them, in order, so that a longer prompt begins like a shorter one."""
        return "\n".join(
            f"<source {number}: {source.title}>\n{source.text}\n</source>"
            for number, source in enumerate(self.sources, 1)
        )


class Gathering:
    """Puts sources together until the tokens are used up."""

    def __init__(self, view: View, tokens: int) -> None:
        self._view = view
        self._left = tokens
        self._sources: list[Source] = []
        self._hostile: list[str] = []

    def more(self, tokens: int) -> None:
        """Make room for so many tokens more."""
        self._left = tokens

    def shows(self, path: str, start: int, end: int) -> bool:
        """Whether a source stands for these lines already."""
        return any(
            item.path == path and item.start <= start and end <= item.end
            for source in self._sources
            for item in source.evidence
        )

    def add_span(
        self, path: str, start: int, end: int, symbol: str = "", most: int = 0, asked: Collection[str] = ()
    ) -> bool:
        """Add lines of a file, at most so many tokens of them: the first ones, then those with most of the words that
        are asked for, or the last ones. Returns whether there was room for it.
        """
        evidence = evidence_at(self._view, path, start, end, symbol)
        if evidence is None:
            return False
        lines = self._view.lines(path)[start - 1 : end]
        hostile = hostile_lines(lines)
        self._hostile += [f"{path}:{start + number}" for number in sorted(hostile)]
        shown = [LEFT_OUT if number in hostile else line.rstrip() for number, line in enumerate(lines)]
        title = f"{path}:{start}-{end}{f' {symbol}' if symbol else ''}"
        return self._add(title, dedented(shown), (evidence,), most, asked)

    def add_place(self, place: Place, most: int = 0) -> bool:
        """Add a symbol."""
        symbol = place.symbol
        return self.add_span(place.path, symbol.start, symbol.end, symbol.qualname, most)

    def add_text(self, title: str, text: str, evidence: Iterable[Evidence], most: int = 0) -> bool:
        """Add what was worked out from other lines, such as a note, with the lines that show it."""
        lines = text.split("\n")
        hostile = hostile_lines(lines)
        kept = [line for number, line in enumerate(lines) if number not in hostile]
        return self._add(title, kept, tuple(evidence), most)

    def _add(
        self, title: str, lines: list[str], evidence: tuple[Evidence, ...], most: int, asked: Collection[str] = ()
    ) -> bool:
        room = min(self._left, most or self._left) - tokens_in(title) - _FRAME
        lines = within(lines, room, asked)
        if not lines or not evidence:
            return False
        source = Source(title, lines, evidence)
        self._left -= tokens_in(title) + tokens_in(source.text) + _FRAME
        self._sources.append(source)
        return True

    def done(self) -> Material:
        """What was gathered so far."""
        return Material(list(self._sources), list(self._hostile))


def within(lines: list[str], tokens: int, asked: Collection[str]) -> list[str]:
    """As many lines as fit: the first ones, then those that say most of what is asked, else the last ones; in order."""
    costs = [tokens_in(line) for line in lines]
    if sum(costs) <= tokens:
        return lines
    head, used = 0, 2 * tokens_in(_GAP)
    while head < len(lines) and used + costs[head] <= tokens * (2 if asked else 3) // 4:
        used += costs[head]
        head += 1
    if head < _FEWEST_LINES:
        return []
    kept = set(range(head))
    for number in _best_first(lines, head, asked):
        if used + costs[number] + tokens_in(_GAP) > tokens:
            break
        used += costs[number] + (tokens_in(_GAP) if number + 1 not in kept and number - 1 not in kept else 0)
        kept.add(number)
    return _with_gaps(lines, sorted(kept))


def _best_first(lines: list[str], start: int, asked: Collection[str]) -> list[int]:
    """The lines from `start` on: those with most of the words first, each with its neighbours; from the end if none."""
    common = [len(set(words(line).split()).intersection(asked)) for line in lines]
    near = [sum(common[max(start, number - 1) : number + 2]) + common[number] for number in range(len(lines))]
    return sorted(range(start, len(lines)), key=lambda number: (-near[number], -number))


def _with_gaps(lines: list[str], kept: list[int]) -> list[str]:
    shown: list[str] = []
    for before, number in zip([-1, *kept], [*kept, len(lines)], strict=True):
        if number > before + 1:
            shown.append(_GAP)
        shown += lines[number : number + 1]
    return shown


def dedented(lines: list[str]) -> list[str]:
    """The lines without the indentation that all of them have: tokens that say nothing."""
    import textwrap

    return textwrap.dedent("\n".join(lines)).split("\n")
