"""A half-typed line is left out of what is parsed, so that the rest of its file keeps its facts.

Where a bracket is missing a parser recovers as it can, and may swallow the definitions that follow or nest them in the
one before. Without the line that is being typed nothing is lost but that line. Which it is, the errors in the tree
say, and the layout, as people indent while they type. It hangs on the source alone, so a file has the same facts
however it came to be as it is.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

_MAX_BYTES = 400_000
"""A larger source is not written by hand."""
_MAX_SECONDS = 0.3
_MAX_TRIES = 16
"""Lines tried for one that is left out; each costs a part of a parse."""
_MAX_ODD = 6
"""Of these, lines that are suspected for the layout alone."""
_MAX_LINES = 2
"""Lines left out."""
_MAX_ERRORS = 50
"""With more errors it is not one line that is wrong but the grammar, or the file is something else."""

_STRING = re.compile(rb'"(?:\\.|[^"\\])*"' rb"|'(?:\\.|[^'\\])*'|`[^`]*`|/\*.*?\*/")
_QUOTE = re.compile(rb"[\"'`]|/\*")
_COMMENT = re.compile(rb"#|//|\*|--")
_PAIRS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_CLOSER = re.compile(rb"[)\]}]|end\b")
_BLOCK = re.compile(rb"(?:if|unless|case|while|until|for|def|class|module|begin)\b|.*\bdo\b(?: *\|[^|]*\|)?$")
"""Opens a block that `end` closes, in a source where anything does."""
_DANGLING = re.compile(rb"(?:[.=&|+]|->|::)$")
"""How a line ends that goes on in the next."""
_PROSE = re.compile(rb"\w+ \w+ \w+\.$")


class _Line(NamedTuple):
    """A line that is not empty, without the space around it."""

    row: int
    depth: int
    text: bytes


def mended(parser: Parser, source: bytes, tree: Tree) -> tuple[bytes, Tree] | None:
    """The source and its tree without the line or two that keep it from parsing, if there are such.

    A line that is left out has spaces in its place, so every other byte stays where it was.
    """
    if not _is_torn(tree.root_node) or len(source) > _MAX_BYTES:
        return None
    found, latest = (source, tree), time.monotonic() + _MAX_SECONDS
    for _ in range(_MAX_LINES):
        found = min(_without_a_line(parser, *found, latest), key=lambda candidate: _damage(candidate[1]), default=found)
        if not _is_torn(found[1].root_node):
            return found[0], parser.parse(found[0])
    return None


def _without_a_line(parser: Parser, source: bytes, tree: Tree, latest: float) -> Iterator[tuple[bytes, Tree]]:
    """The source without each of the suspicious lines in turn, up to the first one that was all that was wrong."""
    lines = source.split(b"\n")
    for row in islice(_suspects(tree.root_node, lines), _MAX_TRIES):
        begin, width = sum(map(len, lines[:row])) + row, len(lines[row])
        without = source[:begin] + b" " * width + source[begin + width :]
        before = tree.copy()
        before.edit(begin, begin + width, begin + width, (row, 0), (row, width), (row, width))
        after = parser.parse(without, before)
        yield without, after
        if not after.root_node.has_error or time.monotonic() > latest:
            return


def _suspects(root: Node, lines: list[bytes]) -> Iterator[int]:
    """Rows that may be the half-typed one, the likeliest first; one with a block below it only for its layout."""
    errors = _errors(root)
    torn = [row for error in errors for row in (error.start_point[0], error.end_point[0])]
    filled = [_Line(row, len(line) - len(line.lstrip()), line.strip()) for row, line in enumerate(lines)]
    filled = [line for line in filled if line.text and not _COMMENT.match(line.text)]
    ends = any(line.text == b"end" for line in filled)
    odd = [line.row for at, line in enumerate(filled) if _is_odd(line, filled[at + 1 :], ends)]
    quoting = [line.row for line in filled if _QUOTE.search(_STRING.sub(b"", line.text))]
    for suspects in odd, quoting:
        suspects.sort(key=lambda row: min(abs(row - error) for error in torn))
    near = [row for error in errors for row in (error.end_point[0], error.end_point[0] - 1)]
    heads = {line.row for line, below in pairwise(filled) if below.depth > line.depth}
    loose = {line.row for line in filled} - heads
    return iter(dict.fromkeys([*odd[:_MAX_ODD], *(row for row in (*near, *quoting) if row in loose)]))


def _is_odd(line: _Line, after: list[_Line], ends: bool) -> bool:
    """Whether a line opens what nothing closes at its own indentation, or goes on though the next one does not."""
    bare = _STRING.sub(b"", line.text)
    if bare[-1:] in b"([{" or (ends and _BLOCK.match(bare)):
        closer = next((other for other in after if other.depth <= line.depth), None)
        return closer is not None and (closer.depth < line.depth or not _CLOSER.match(closer.text))
    if after and after[0].depth > line.depth:
        return False
    if any(bare.count(left) > bare.count(right) for left, right in _PAIRS):
        return not (after and after[0].depth == line.depth and _CLOSER.match(after[0].text))
    return bool(_DANGLING.search(bare) and not _PROSE.search(bare))


def _is_torn(root: Node) -> bool:
    """Whether an error may reach beyond the line it is on: what a grammar merely does not know is a token or two."""
    if not root.has_error:
        return False
    errors = _errors(root)
    return len(errors) < _MAX_ERRORS and any(
        error.is_missing or error.end_point[0] > error.start_point[0] for error in errors
    )


def _damage(tree: Tree) -> int:
    """How many lines are in errors, an error counting for two at least."""
    return sum(2 + error.end_point[0] - error.start_point[0] for error in _errors(tree.root_node))


def _errors(node: Node) -> list[Node]:
    """What the parser could not make sense of or made up, the first ones in order."""
    found: list[Node] = []
    waiting = [node]
    while waiting and len(found) < _MAX_ERRORS:
        inner = waiting.pop()
        if inner.is_error or inner.is_missing:
            found.append(inner)
        if inner.has_error:
            waiting += reversed(inner.children)
    return found
