"""Plain text: often reStructuredText or AsciiDoc without saying so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts import FileFacts
from ..documents import DocumentLanguage, Heading, names_in_literal
from .rst import Rst

_ASCIIDOC = re.compile(rb"\n={1,6}[ \t]+[^=\s]")
_TITLE = re.compile(r"\n(={1,6})[ \t]+([^=\s][^\n]*)")
_BLOCK = re.compile(r"\n(-{4,}|\.{4,}|`{3,})[^\n]*((?:\n(?!\1)[^\n]*)*)(?:\n[^\n]*)?")
_INLINE = re.compile(r"`\+?([^`\n]{1,300})\+?`")


class AsciiDoc(DocumentLanguage):
    """AsciiDoc: titles marked with `=`, code between lines of dashes."""

    name = "text"

    def headings(self, text: str) -> Iterator[Heading]:
        here = 0
        for block in [*_BLOCK.finditer(text), None]:
            for match in _TITLE.finditer(text, here, block.start() + 1 if block else len(text)):
                yield Heading(len(match[1]), match[2].replace("`", "").strip(), match.start(), match.end())
            here = block.end() if block else here

    def blocks(self, text: str) -> Iterator[tuple[int, int]]:
        return (match.span(2) for match in _BLOCK.finditer(text))

    def inline(self, text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
        for match in _INLINE.finditer(text, start, end):
            yield from names_in_literal(match[1], match.start(1))


class Text(Rst):
    """Underlined titles and the rest of reStructuredText, or AsciiDoc where a title is marked in its way."""

    name = "text"
    _asciidoc = AsciiDoc()

    def read(self, source: bytes) -> FileFacts:
        return self._asciidoc.read(source) if _ASCIIDOC.search(b"\n" + source) else super().read(source)


LANGUAGE = Text()
