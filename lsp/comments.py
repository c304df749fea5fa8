"""Comments in each language's own syntax, and the questions that stand in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..indexers.languages import language_of

_SLASHES = ("//", "")
_HASH = ("#", "")
_DASHES = ("--", "")
_BLOCK = ("/*", "*/")
_MARKUP = ("<!--", "-->")
_DIRECTIVE = ("..", "")
_SYNTAX = {
    **dict.fromkeys(("lua", "sql"), _DASHES),
    **dict.fromkeys(
        ("c", "cpp", "csharp", "go", "java", "javascript", "json", "kotlin", "php", "rust", "scala", "swift",
         "typescript", "tsx"), _SLASHES,
    ),
    "css": _BLOCK,
    **dict.fromkeys(("html", "markdown"), _MARKUP),
    "rst": _DIRECTIVE,
}  # fmt: skip
"""Language -> what begins and ends a comment; every other language has a hash."""


class Asked(NamedTuple):
    """A question in a comment."""

    text: str
    line: int
    """Counted from 0."""
    start: int
    """Where the comment begins in its line, and where it ends."""
    end: int


def syntax(path: str) -> tuple[str, str]:
    """What begins and ends a comment in a file."""
    return _SYNTAX.get(language_of(path) or "", _HASH)


def questions(path: str, lines: Sequence[str], marker: str) -> Iterator[Asked]:
    """The questions that stand in lines of their own, after a comment's beginning and the marker."""
    first, last = map(re.escape, syntax(path))
    pattern = re.compile(rf"^(\s*){first}\s?{re.escape(marker)}(?=\s|$)\s*(.*?)\s*(?:{last})?\s*$")
    for number, line in enumerate(lines):
        match = pattern.match(line) if marker in line else None
        if match:
            yield Asked(match[2], number, len(match[1]), len(line.rstrip()))


def commented(path: str, indent: str, lines: Iterable[str]) -> str:
    """Lines as a comment, indented."""
    first, last = syntax(path)
    told = (line.replace(last, "") if last else line for line in lines)
    return "".join(f"{f'{indent}{first} {line} {last}'.rstrip()}\n" for line in told)
