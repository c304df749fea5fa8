"""Showing an answer: as a Markdown document that can't be edited, or as a message where the client opens none."""

from __future__ import annotations

import asyncio
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .markdown import brief
from .server import Server

_ANSWERS_SECONDS = 3.0
"""A client that has not opened a document by then won't: some reply with null, which never arrives."""


async def show(ls: Server, answer: dict[str, Any]) -> None:
    """Show it."""
    window = ls.client_capabilities.window
    if window and window.show_document and window.show_document.support and await _opened(ls, answer):
        return
    ls.tell(f"{answer['question']}\n{brief(answer)}")


async def _opened(ls: Server, answer: dict[str, Any]) -> bool:
    workspace = ls.client_capabilities.workspace
    uri, was_there = ls.answers.keep(answer, bool(workspace and workspace.text_document_content))
    if was_there and workspace and workspace.text_document_content:
        ls.later(_asked(ls, types.WORKSPACE_TEXT_DOCUMENT_CONTENT_REFRESH, types.TextDocumentContentRefreshParams(uri)))
    result = await _asked(ls, types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(uri, take_focus=True))
    return bool(getattr(result, "success", False))


async def _asked(ls: Server, method: str, params: Any) -> Any:
    """What the client replies; None when it does not."""
    try:
        async with asyncio.timeout(_ANSWERS_SECONDS):
            return await ls.protocol.send_request_async(method, params)
    except (TimeoutError, JsonRpcException):
        return None
