"""workspace/textDocumentContent: the text of answers that are shown as documents."""

from __future__ import annotations

from lsprotocol import types

from .answers import SCHEME
from .markdown import document
from .server import Server

_GONE = "This answer is not kept any more. Ask again.\n"


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(types.WORKSPACE_TEXT_DOCUMENT_CONTENT, types.TextDocumentContentOptions([SCHEME]))
    def content(ls: Server, params: types.TextDocumentContentParams) -> types.TextDocumentContentResult:
        answer = ls.answers.of(params.uri)
        return types.TextDocumentContentResult(document(answer) if answer else _GONE)
