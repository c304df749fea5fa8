"""From bytes to a syntax tree, in bearable time and without keeping what was read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser, Tree

_MAX_SECONDS = 10
"""Some grammars take minutes for garbage that takes others milliseconds."""
_READ_BYTES = 65_536
"""Handed to the parser at a time."""
_SMALL_BYTES = 16_384
"""So much garbage is parsed in a second or so, and is handed over whole."""


def tree_of(parser: Parser, source: bytes) -> Tree | None:
    """The syntax tree; None when the grammar can't make sense of the source in bearable time."""
    if len(source) <= _SMALL_BYTES:
        return parser.parse(source)
    latest = time.monotonic() + _MAX_SECONDS
    parts: list[memoryview] = []

    def read(offset: int, _: object) -> memoryview:
        parts.append(part := whole[offset : offset + _READ_BYTES])
        return part

    with memoryview(source) as whole:
        try:
            tree = parser.parse(read, progress_callback=lambda *_: time.monotonic() > latest)
        except ValueError:
            parser.reset()
            return None
        finally:
            for part in parts:  # tree-sitter 0.26.1 never lets go of what it read.
                part.release()
    return parser.parse(source, tree)  # What is the same is not parsed again; the text of its nodes is at hand.
