"""Showing an answer: as a Markdown document that can't be edited, or as a message where the client opens none."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from .markdown import brief, document
from .server import Server

_ANSWERS_SECONDS = 3.0
"""A client that has not opened a document by then won't: some reply with null, which never arrives."""
_READ_ONLY = 0o400


async def show(ls: Server, answer: dict[str, Any]) -> None:
    """Show it."""
    window = ls.client_capabilities.window
    if window and window.show_document and window.show_document.support and await _opened(ls, answer):
        return
    ls.tell(f"{answer['question']}\n{brief(answer)}")


async def _opened(ls: Server, answer: dict[str, Any]) -> bool:
    path = Path(ls.folder_of_answers, re.sub(r"\W+", "-", answer["question"]).strip("-")[:80] + ".md")
    path.unlink(missing_ok=True)
    path.write_text(document(answer), encoding="utf-8")
    path.chmod(_READ_ONLY)
    request = ls.protocol.send_request_async(
        types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(path.as_uri(), take_focus=True)
    )
    try:
        result = await asyncio.wait_for(request, _ANSWERS_SECONDS)
    except (TimeoutError, JsonRpcException):
        return False
    return bool(getattr(result, "success", False))
