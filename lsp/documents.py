"""Open documents: what the user does with them is told to the daemon, and what there is to say is shown in them."""

from __future__ import annotations

import asyncio
import time

from lsprotocol import types

from .diagnostics import publish
from .server import Server, path_of

_QUIET_SECONDS = 0.3
"""So long after the last edit, what is shown in a document is looked up anew."""
_TOLD_AGAIN_SECONDS = 10.0
"""An edit of the same file is told again after so long."""


def register(server: Server) -> None:
    """Follow them."""
    answering: dict[str, asyncio.TimerHandle] = {}
    told: dict[str, float] = {}

    def answer_soon(ls: Server, uri: str, seconds: float) -> None:
        if uri in answering:
            answering.pop(uri).cancel()

        def answer() -> None:
            answering.pop(uri, None)
            ls.later(publish(ls, uri))

        answering[uri] = asyncio.get_running_loop().call_later(seconds, answer)

    def tell(ls: Server, uri: str, kind: str) -> None:
        path = path_of(uri)
        if path:
            told[uri] = time.monotonic()
            ls.later(ls.ask("seen", path, kind=kind))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
        uri = params.text_document.uri
        tell(ls, uri, "opened")
        answer_soon(ls, uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        if time.monotonic() - told.get(uri, 0.0) > _TOLD_AGAIN_SECONDS:
            tell(ls, uri, "edited")
        answer_soon(ls, uri, _QUIET_SECONDS)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        tell(ls, uri, "edited")
        answer_soon(ls, uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        told.pop(uri, None)
        if uri in answering:
            answering.pop(uri).cancel()
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
