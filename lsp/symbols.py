"""workspace/symbol: across all languages, by name as well as by what a symbol is about."""

from __future__ import annotations

import os

from lsprotocol import types
from pygls.uris import from_fs_path

from .server import Server

_MOST = 50
_KINDS = {
    "module": types.SymbolKind.Module, "class": types.SymbolKind.Class, "interface": types.SymbolKind.Interface,
    "struct": types.SymbolKind.Struct, "enum": types.SymbolKind.Enum, "trait": types.SymbolKind.Interface,
    "function": types.SymbolKind.Function, "method": types.SymbolKind.Method, "constant": types.SymbolKind.Constant,
    "variable": types.SymbolKind.Variable, "field": types.SymbolKind.Field, "file": types.SymbolKind.File,
    "macro": types.SymbolKind.Function, "type": types.SymbolKind.Class, "impl": types.SymbolKind.Class,
}  # fmt: skip


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(types.WORKSPACE_SYMBOL)
    async def symbols(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        found: dict[tuple[str, str], types.WorkspaceSymbol] = {}
        for folder in ls.folders() or filter(None, [ls.folder()]) if params.query.strip() else ():
            told = await ls.ask("symbols", folder, text=params.query, count=_MOST) or {"root": "", "symbols": []}
            for item in told["symbols"]:  # Two folders may be of one repository.
                found.setdefault((told["root"], item["unit"]), _shown(told["root"], item))
        return list(found.values())


def _shown(root: str, item: dict[str, str | int]) -> types.WorkspaceSymbol:
    path, start = str(item["path"]), int(item["start"])
    _, _, name = str(item["unit"]).partition("::")
    place = types.Range(types.Position(start - 1, 0), types.Position(start - 1, 0))
    location = types.Location(from_fs_path(os.path.join(root, *path.split("/"))) or "", place)
    around, _, own = name.rpartition(".")
    kind = _KINDS.get(str(item["kind"]), types.SymbolKind.Key)
    return types.WorkspaceSymbol(location, own or path, kind, container_name=around or path)
