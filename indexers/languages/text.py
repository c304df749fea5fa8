"""Plain text: often reStructuredText or AsciiDoc without saying so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..documents import DocumentLanguage, Heading, names_in_literal
from .rst import literal_blocks, names_in_markup, titles

_ASCIIDOC_TITLE = re.compile(r"\n(={1,6})[ \t]+([^=\s][^\n]*)")
_ASCIIDOC_BLOCK = re.compile(r"\n(-{4,}|\.{4,}|`{3,})[^\n]*((?:\n(?!\1)[^\n]*)*)(?:\n[^\n]*)?")
_ASCIIDOC_INLINE = re.compile(r"`\+?([^`\n]{1,300})\+?`")


class Text(DocumentLanguage):
    """Underlined titles, or AsciiDoc when a title is marked in its way."""

    name = "text"

    def headings(self, text: str) -> Iterator[Heading]:
        if not _ASCIIDOC_TITLE.search(text):
            yield from titles(text)
            return
        here = 0
        for block in [*_ASCIIDOC_BLOCK.finditer(text), None]:
            for match in _ASCIIDOC_TITLE.finditer(text, here, block.start() + 1 if block else len(text)):
                yield Heading(len(match[1]), match[2].replace("`", "").strip(), match.start(), match.end())
            here = block.end() if block else here

    def blocks(self, text: str) -> Iterator[tuple[int, int]]:
        if _ASCIIDOC_TITLE.search(text):
            return (match.span(2) for match in _ASCIIDOC_BLOCK.finditer(text))
        return literal_blocks(text)

    def inline(self, text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
        if not _ASCIIDOC_TITLE.search(text):
            yield from names_in_markup(text, start, end)
            return
        for match in _ASCIIDOC_INLINE.finditer(text, start, end):
            yield from names_in_literal(match[1], match.start(1))


LANGUAGE = Text()
