"""What a file says of itself: its docstring, the comment it begins with, or a document's first paragraph."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..graph.view import View
from .wording import first_paragraph

_DOCUMENTS = frozenset({"markdown", "rst", "text"})
_MOST_LINES = 80
_SHORT = 30
_NO_PROSE = re.compile(
    r"\s*(?:#|\[?!\[|<|\||[-+*][ \t]|\d+\.[ \t]|>|```|~~~|\.\. |:[\w-]+:|\[[^\]]*\]:|[=~*_-]{3}|---|\s{4})"
)
_RULE = re.compile(r"([-=~^*+\"#])\1{2,}\s*$")
_POINTER = re.compile(r"^(?:See|Read)\b|\bannounc|[Cc]ode of [Cc]onduct|^\W*$")
_DOCSTRING = re.compile(r"""\s*[rRuU]?("{3}|'{3}|"|')(.*?)\1""", re.DOTALL)
_COMMENT = re.compile(r"^\s*(?:///?!?|/\*+!?|\*+/?|#+!?|--+|;+|%+|<!--|@file\b|@fileoverview\b)\s?(.*?)(?:\s*\*/|\s*-->)?\s*$")
_INSIDE = re.compile(r"^\s*(.*?)(?:\s*\*/)?\s*$")
_SKIPPED = re.compile(
    r"copyright|licen[sc]e|SPDX|all rights reserved|-\*-|^!|\bvim?:|^@(?!file)|eslint|prettier|^import |^['\"]use "
    r"|warrant|permission|module dependencies|redistribut|you may not|distributed under|^#include|^package |^coding"
    r"|frozen_string_literal|rubocop|^<reference |^@ts-|oxlint|biome-|nolint|go:build|^\+build",
    re.IGNORECASE,
)


class Head(NamedTuple):
    """The words of a file about itself, and the lines in which they are."""

    text: str
    start: int
    end: int


def head_of(view: View, path: str) -> Head | None:
    """The first paragraph that a file says of itself; None when it says nothing."""
    file = view.file(path)
    if file is None:
        return None
    lines = view.lines(path)[:_MOST_LINES]
    if file.language in _DOCUMENTS:
        return _prose(lines)
    return (_docstring(lines) if file.language == "python" else None) or _comment(lines)


def _prose(lines: list[str]) -> Head | None:
    """The first paragraph of a document that is neither heading, list, picture, table nor a mere pointer."""
    start = 0
    for number, line in enumerate([*lines, ""], 1):
        if _RULE.match(line):
            start = 0  # what stands above it is a title
        elif line.strip():
            start = start or number
        elif start:
            text = first_paragraph("\n".join(lines[start - 1 : number - 1]))
            if len(text) > _SHORT and not _NO_PROSE.match(lines[start - 1]) and not _POINTER.search(text):
                return Head(text, start, number - 1)
            start = 0
    return None


def _docstring(lines: list[str]) -> Head | None:
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    match = _DOCSTRING.match("\n".join(lines[first:]))
    if not match or not match[2].strip():
        return None
    return Head(first_paragraph(match[2]), first + 1, first + 1 + match[0].strip().count("\n"))


def _comment(lines: list[str]) -> Head | None:
    """The first paragraph of the comments before the code that is about neither rights nor tools."""
    paragraph: list[str] = []
    start = skipping = 0
    inside = False  # a block comment whose lines begin with nothing
    for number, line in enumerate([*lines, ""], 1):
        match = _COMMENT.match(line) or (_INSIDE.match(line) if inside else None)
        inside = (inside or line.lstrip().startswith("/*")) and "*/" not in line
        text = match[1].strip() if match else ""
        if text and _SKIPPED.search(text):
            paragraph, skipping = [], 1
        elif text and not skipping:
            start = start if paragraph else number
            paragraph.append(text)
        elif not text:
            skipping = 0
            if sum(map(len, paragraph)) > 20:
                return Head(" ".join(paragraph), start, number - 1)
            paragraph = []
            if line.strip() and match is None:
                return None
    return None
