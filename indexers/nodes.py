"""What the nodes of a syntax tree say as text: names, signatures, comments, decorators, and the lines they are on."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node

_REVERSED_QUALIFIER = re.compile(rb"\s*(?:\.[?!&]*|::?|>-\??)\s*([\w$#]+(?:(?:\.\??|::|>-)[\w$#]+)*)")
"""A qualifier and its dot, read backwards: anchored at the name, a match costs a tenth of a search towards it."""
_MARKERS = re.compile(
    r"^\s*(?:///?!?|/\*+!?|\*+/|\*|#+!?|--+|;+|%+|<!--|=begin|=end)[ \t]?|\*+/\s*$|-->\s*$", re.MULTILINE
)
_INNER_COMMENT = re.compile(rb"/\*.*?\*/", re.DOTALL)
_OPENED_LINE = re.compile(rb"([(\[])\s*\n\s*")
_CLOSED_LINE = re.compile(rb",?\s*\n\s*([)\]])")
_MAX_SIGNATURE = 400


class Lines:
    """The lines of a source and of the `text` it encodes, found by byte offset."""

    def __init__(self, source: bytes, text: str) -> None:
        self.text = text.split("\n")
        if self.text and not self.text[-1]:
            self.text.pop()
        self._source = source
        self._starts: list[int] | None = None

    def __len__(self) -> int:
        return len(self.text)

    def at(self, offset: int) -> int:
        """The line, counted from 1, of a byte offset."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in re.finditer(b"\n", self._source))]
        return bisect_right(self._starts, offset)


def text_of(node: Node) -> str:
    """The node's source as text."""
    return (node.text or b"").decode("utf-8", "replace")


def signature_of(node: Node, source: bytes, whole: bool = False, until: Node | None = None, begin: int = 0) -> str:
    """The definition from byte `begin` up to its body (or `until` another node), on one line; without a body its first
    line, or the `whole` of it.
    """
    body = until or node.child_by_field_name("body")
    head = source[max(begin, node.start_byte) : body.start_byte if body else node.end_byte]
    if not body and not whole:
        head = head.lstrip().split(b"\n", 1)[0]
    if b"/*" in head:
        head = _INNER_COMMENT.sub(b"", head)
    if b"\n" in head:
        head = _CLOSED_LINE.sub(rb"\1", _OPENED_LINE.sub(rb"\1", head))
    return " ".join(head.decode("utf-8", "replace").split())[:_MAX_SIGNATURE].rstrip(" {:=;")


def qualifier_before(source: bytes, start: int) -> str:
    """What a name at byte `start` is looked up in: "self", "os.path", "" for nothing, "?" for an expression.

    Two dots before a name spread it or count up to it.
    """
    if not start or source[start - 1] not in b".:>" or source[start - 2 : start] == b"..":
        return ""
    match = _REVERSED_QUALIFIER.match(source[max(0, start - 80) : start][::-1])
    return match[1][::-1].decode("utf-8", "replace") if match else "?"


def decorators_in(node: Node, decorators: frozenset[str]) -> Iterator[Node]:
    """The decorators inside a definition, its modifiers included."""
    if decorators:
        for child in node.children:
            if child.type in decorators:
                yield child
            elif child.type == "modifiers":
                yield from decorators_in(child, decorators)


def unmarked(decorator: str) -> str:
    """A decorator without the signs that make it one."""
    text = decorator.lstrip("@#!")
    while text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return text


def leading_comment(node: Node) -> str:
    """The unbroken run of comments that ends on the line above the node, or a `/**` comment with a line between."""
    parent = node.parent
    if parent is not None and node.prev_sibling is None and parent.start_byte == node.start_byte and parent.parent:
        node = parent
    comments: list[str] = []
    line = node.start_point[0]
    previous = node.prev_sibling
    if previous is not None and previous.end_point[0] == line - 2 and (previous.text or b"").startswith(b"/**"):
        line -= 1
    while previous is not None and "comment" in previous.type and previous.end_point[0] >= line - 1:
        if previous.start_point[0] == line:
            break
        before = previous.prev_sibling
        if before is not None and before.end_point[0] == previous.start_point[0] and before.end_point[1] > 0:
            break
        comments.append(text_of(previous))
        line = previous.start_point[0]
        previous = before
    return strip_markers("\n".join(reversed(comments)))


def strip_markers(comment: str) -> str:
    """A comment's text without the signs that make it one."""
    return "\n".join(line.rstrip() for line in _MARKERS.sub("", comment).strip().split("\n")).strip()
