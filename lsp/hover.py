"""textDocument/hover: what sleepd knows of a symbol, or the answer to a question comment."""

from __future__ import annotations

import os
from typing import Any

from lsprotocol import types
from pygls.uris import from_fs_path

from .buffers import Buffer
from .markdown import escaped, link
from .questions import answer_at
from .server import Server


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
        buffer = ls.buffer(params.text_document.uri)
        if buffer is None:
            return None
        answered = await answer_at(ls, buffer, params.position.line)
        if answered:
            return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, answered))
        word = buffer.word_at(params.position)
        if word is None:
            return None
        line = buffer.saved_line(params.position.line)
        found = await ls.ask("hover", buffer.path, line=line, name=word.text, qualifier=word.qualifier)
        if not found:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, _told(ls, found)), word.range)


def _told(ls: Server, found: dict[str, Any]) -> str:
    root = found["root"]
    lines = [_line(ls, root, told) for told in found["lines"]]
    defined = _open(ls, root, found["path"])
    if defined and defined.differs(found["start"], found["end"]):
        lines.append(f"_{escaped(found['title'])} has changes that are not saved: this is about the saved file._")
    return "\n\n".join(lines)


def _line(ls: Server, root: str, told: dict[str, Any]) -> str:
    links = " ".join(_shown(ls, root, path, line) for path, line in told["places"])
    model = " _(LLM-generated)_" if told["by_model"] else ""
    return f"{escaped(told['text'])}{model} {links}".rstrip()


def _shown(ls: Server, root: str, path: str, line: int) -> str:
    """A link to a saved line, to where it is now when the file is open."""
    opened = _open(ls, root, path)
    return link(root, path, opened.shown_line(line) + 1 if opened else line)


def _open(ls: Server, root: str, path: str) -> Buffer | None:
    return ls.buffer(from_fs_path(os.path.join(root, *path.split("/"))) or "")
