"""textDocument/documentLink: `path:line` in documents and answers leads there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import islice

from lsprotocol import types
from pygls.uris import from_fs_path

from ..indexers.languages import language_of
from .buffers import Buffer
from .server import Server

_DOCUMENTS = frozenset({"markdown", "rst", "text"})
_PLACE = re.compile(r"(?<![\w/.:@+-])((?:\.{1,2}/)*(?:[\w.@+-]+/)*[\w@+-][\w.@+-]*):(\d{1,7})(?![\w/])")
_MOST = 2_000


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    def links(ls: Server, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        uri, folders = params.text_document.uri, list[str]()
        if answer := ls.answers.of(uri):
            buffer, folders = ls.buffer(uri, "answer.md"), [answer["root"]]
        elif (buffer := ls.buffer(uri)) and (root := ls.folder_of(buffer.path)):
            folders = [root, os.path.dirname(buffer.path)]
        if buffer is None or not folders or language_of(buffer.path) not in _DOCUMENTS:
            return []
        return list(islice(_links(ls, buffer, folders), _MOST))


def _links(ls: Server, buffer: Buffer, folders: list[str]) -> Iterator[types.DocumentLink]:
    """The links in a document, whose paths begin in one of these folders, the first of which none leads out of."""
    for number, line in enumerate(buffer.lines):
        for match in _PLACE.finditer(line) if ":" in line else ():
            is_link = line[match.end() :].startswith("](")
            target = None if is_link else _target(ls, match[1], int(match[2]), folders)
            if target:
                yield types.DocumentLink(buffer.range(number, *match.span()), target)


def _target(ls: Server, path: str, line: int, folders: list[str]) -> str | None:
    """The line of a file inside the root, where it is now when the file is open; None when there is none."""
    root = os.path.realpath(folders[0])
    for folder in reversed(folders):
        file = os.path.realpath(os.path.join(folder, path))
        if file.startswith(root + os.sep) and os.path.isfile(file):
            uri = from_fs_path(file) or ""
            opened = ls.buffer(uri)
            return f"{uri}#L{opened.shown_line(line) + 1 if opened else line}"
    return None
