"""textDocument/inlayHint: how many use each function and class, and in how many tests, at the end of its first line."""

from __future__ import annotations

import re
from typing import Any

from lsprotocol import types

from .buffers import Buffer
from .server import Server

_MOST = 100
_HEAD_LINES = 20
"""Decorators and attributes stand before the name, no more lines than these."""


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
        buffer = ls.buffer(params.text_document.uri)
        if buffer is None:
            return []
        first, last = params.range.start.line, params.range.end.line
        placed = ((_line(buffer, symbol), symbol) for symbol in await ls.ask("outline", buffer.path) or [])
        seen = [(line, symbol) for line, symbol in placed if line is not None and first <= line <= last]
        found = []
        for line, symbol in seen[:_MOST]:
            if title := await ls.ask("lens", buffer.path, unit=symbol["unit"]):
                end = buffer.range(line, 0, len(buffer.lines[line])).end
                found.append(types.InlayHint(end, title, padding_left=True))
        return found


def _line(buffer: Buffer, symbol: dict[str, Any]) -> int | None:
    """Where a symbol's name stands in the buffer, counted from 0; None when it is not there any more."""
    name = re.compile(rf"(?<!\w){re.escape(symbol['unit'].rpartition('::')[2].rpartition('.')[2])}(?!\w)")
    start = buffer.shown_line(symbol["start"])
    for line, text in enumerate(buffer.lines[start : start + _HEAD_LINES], start):
        if name.search(text) and not text.lstrip().startswith(("@", "#[", "[")):
            return line
    return None
