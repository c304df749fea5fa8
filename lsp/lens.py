"""textDocument/codeLens: how many use each function and class, and in how many tests."""

from __future__ import annotations

from lsprotocol import types

from .commands import ASK
from .server import Server


def register(server: Server) -> None:
    """Offer it. A lens is counted when it is about to be seen."""

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=True))
    async def lenses(ls: Server, params: types.CodeLensParams) -> list[types.CodeLens]:
        buffer = ls.buffer(params.text_document.uri)
        if buffer is None:
            return []
        found = []
        for symbol in await ls.ask("outline", buffer.path) or []:
            line = buffer.shown_line(symbol["start"])
            place = types.Range(types.Position(line, 0), types.Position(line, 0))
            found.append(types.CodeLens(place, data={"uri": buffer.uri, "unit": symbol["unit"]}))
        return found

    @server.feature(types.CODE_LENS_RESOLVE)
    async def resolved(ls: Server, lens: types.CodeLens) -> types.CodeLens:
        data = lens.data if isinstance(lens.data, dict) else {}
        buffer = ls.buffer(str(data.get("uri")))
        title = await ls.ask("lens", buffer.path, unit=str(data.get("unit"))) if buffer else None
        about = {"uri": data.get("uri"), "unit": data.get("unit"), "kind": "callers"}
        lens.command = types.Command(title or "", ASK, arguments=[about])
        return lens
