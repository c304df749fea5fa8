"""Text of a repository as HTML and as Markdown: nothing in it is markup, but for code in back quotes and places."""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

_PARTS = re.compile(r"`([^`\n]+)`|(?<![\w/.])((?:[\w.@+-]+/)*[\w.@+-]+\.\w+):(\d+)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|!~&$])")

Linked = Callable[[str, int], str]
"""The address of a line of a file; "" for none."""


def as_html(text: str, linked: Linked) -> Markup:
    """A line of text, escaped; names in back quotes are code, and places in files are links."""
    parts, end = [], 0
    for match in _PARTS.finditer(text):
        parts.append(escape(text[end : match.start()]))
        if match[1]:
            parts.append(Markup("<code>{}</code>").format(match[1]))
        else:
            address = linked(match[2], int(match[3]))
            place = Markup('<a href="{}">{}</a>').format(address, match[0]) if address else escape(match[0])
            parts.append(place)
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def as_markdown(text: str, linked: Linked) -> str:
    """The same as Markdown."""
    parts, end = [], 0
    for match in _PARTS.finditer(text):
        parts.append(plain(text[end : match.start()]))
        if match[1]:
            parts.append(f"`{match[1]}`")
        else:
            address = linked(match[2], int(match[3]))
            parts.append(f"[{plain(match[0])}]({address})" if address else plain(match[0]))
        end = match.end()
    return "".join([*parts, plain(text[end:])])


def plain(text: str) -> str:
    """Text in which nothing is Markdown."""
    return _MARKDOWN.sub(r"\\\1", re.sub(r"\s+", " ", text))
