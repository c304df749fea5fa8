"""What the last editor that connected can show, in words."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from typing import Any

from lsprotocol import types

from ..daemon import wire
from ..errors import SleepdError
from ..state import make_private
from .server import Server

_OFF = {
    "documents": "answers open as messages: the editor opens no document for a server (window/showDocument)",
    "contents": "answers lie in files: the editor asks for the text of no document (workspace/textDocumentContent)",
    "lenses": "no counts above functions: the editor shows no code lenses",
    "actions": "no code actions: the editor offers none",
    "symbols": "no workspace symbols: the editor asks for none",
    "completion": "no completion of questions: the editor asks for none",
    "links": "`path:line` leads nowhere: the editor asks for no document links",
    "diagnostics": "answers to question comments show on hovering only: the editor takes no diagnostics",
}


def note(ls: Server, params: types.InitializeParams) -> None:
    """Keep what this editor can show, for `sleepd lsp --check`. Where it can't be written, nothing happens."""
    document, workspace, window = (
        params.capabilities.text_document, params.capabilities.workspace, params.capabilities.window
    )  # fmt: skip
    client = params.client_info
    said = {
        "client": f"{client.name} {client.version or ''}".strip() if client else "an editor that gives no name",
        "encoding": str(getattr(ls.workspace.position_encoding, "value", ls.workspace.position_encoding)),
        "folder": ls.folder() or "",
        "documents": bool(window and window.show_document and window.show_document.support),
        "contents": bool(workspace and workspace.text_document_content),
        "links": bool(document and document.document_link),
        "lenses": bool(document and document.code_lens),
        "actions": bool(document and document.code_action),
        "symbols": bool(workspace and workspace.symbol),
        "completion": bool(document and document.completion),
        "diagnostics": bool(document and document.publish_diagnostics),
    }
    with suppress(OSError):
        make_private(wire.daemon_folder())
        with open(_path(), "w", encoding="utf-8") as file:
            json.dump(said, file)


def told() -> str:
    """What was negotiated last, and what is off because of it. Raises SleepdError when no editor has connected."""
    try:
        with open(_path(), encoding="utf-8") as file:
            said: dict[str, Any] = json.load(file)
    except (OSError, ValueError):
        raise SleepdError(
            "no editor has connected yet", "open a file in one that is set up as docs/editors.md says"
        ) from None
    off = [f"  {why}" for feature, why in _OFF.items() if not said.get(feature)]
    return "\n".join([
        f"{said.get('client')} connected last, for {said.get('folder') or 'no folder'}.",
        f"Columns are counted in {said.get('encoding')}.",
        *(["Off, as the editor does not say that it can:", *off] if off else ["Everything is on."]),
    ])  # fmt: skip


def _path() -> str:
    return os.path.join(wire.daemon_folder(), "editor.json")
