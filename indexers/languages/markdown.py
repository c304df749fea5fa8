"""Markdown and MDX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..documents import DocumentLanguage, Heading, names_in_literal

_FRONT_MATTER = re.compile(r"\n(---|\+\+\+)\n(?:.*?\n)??\1(?=\n)", re.DOTALL)
_FENCE = re.compile(
    r"\n[ \t>]*+(?:(?:[-*+]|\d+[.)])[ \t]++)?(`{3,}|~{3,})(?:[^\n`]*)(?=\n)((?:\n(?![ \t>]*+\1)[^\n]*)*)(?:\n[^\n]*)?"
)
_HEADING = re.compile(r"\n {0,3}(#{1,6})[ \t]+([^\n]*)|\n {0,3}(={2,}|-{2,})[ \t]*(?=\n)")
_NO_TITLE = re.compile(r"\s*(?:$|[#>|<`~]|[-*+] |\d+[.)] |[-=*_]{3}| {4})")
_INLINE = re.compile(r"(`{1,2})([^`\n]{1,300})\1")
_CLOSING = re.compile(r"[ \t]+#+[ \t]*$|[ \t]*\{#[\w-]+\}[ \t]*$")
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|[`*]+|\\(?=\W)")


class Markdown(DocumentLanguage):
    """CommonMark with front matter; MDX's components are left to their own."""

    name = "markdown"

    def blocks(self, text: str) -> Iterator[tuple[int, int]]:
        matter = _FRONT_MATTER.match(text)
        if matter:
            yield matter.end(), matter.end()
        for match in _FENCE.finditer(text, matter.end() if matter else 0):
            yield match.span(2)

    def headings(self, text: str) -> Iterator[Heading]:
        matter = _FRONT_MATTER.match(text)
        here = matter.end() if matter else 0
        for fence in [*_FENCE.finditer(text, here), None]:
            for match in _HEADING.finditer(text, here, fence.start() + 1 if fence else len(text)):
                if match[1]:
                    yield Heading(len(match[1]), plain(_CLOSING.sub("", match[2])), match.start(), match.end())
                    continue
                start = text.rfind("\n", 0, match.start())
                title = text[start + 1 : match.start()]
                if start >= here and not _NO_TITLE.match(title):
                    yield Heading(1 if match[3][0] == "=" else 2, plain(title), start, match.end())
            here = fence.end() if fence else here

    def inline(self, text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
        for match in _INLINE.finditer(text, start, end):
            yield from names_in_literal(match[2].strip(), match.start(2))


def plain(title: str) -> str:
    """A title without its markup.

    >>> plain("The [`Flask`](api.md) *object*")
    'The Flask object'
    """
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", title)).split())


LANGUAGE = Markdown()
