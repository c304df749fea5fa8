"""workspace/executeCommand and the request `sleepd/ask`."""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from .server import Server, path_of
from .show import show

ASK = "sleepd.ask"


def register(server: Server) -> None:
    """Offer them."""

    @server.command(ASK)
    async def ask(ls: Server, about: Any = None) -> dict[str, Any] | None:
        """Answer `{"question"}`, or the question of a `{"kind"}` about a `{"unit"}`, and show the answer."""
        if not isinstance(about, dict):
            raise JsonRpcInvalidParams("sleepd.ask takes an object with a question, or with a kind and a unit")
        found = await _answer(ls, about)
        if found:
            await show(ls, found)
        else:
            ls.tell("sleepd has nothing to say about this")
        return found

    @server.feature("sleepd/ask")
    async def asked(ls: Server, params: Any) -> dict[str, Any] | None:
        return await _answer(ls, params._asdict() if hasattr(params, "_asdict") else {})


async def _answer(ls: Server, about: dict[str, Any]) -> dict[str, Any] | None:
    """The answer; None where there is none. `uri` says where, `line` is counted from 0 in the buffer."""
    uri = about.get("uri")
    path = path_of(uri) if isinstance(uri, str) else ls.folder()
    if path is None:
        return None
    found: dict[str, Any] | None
    if isinstance(about.get("question"), str):
        found = await ls.ask("ask_here", path, question=about["question"], line=_saved_line(ls, about))
    elif isinstance(about.get("kind"), str) and isinstance(about.get("unit"), str):
        found = await ls.ask("about", path, kind=about["kind"], unit=about["unit"])
    else:
        raise JsonRpcInvalidParams("a question is needed, or a kind and a unit")
    return found


def _saved_line(ls: Server, about: dict[str, Any]) -> int:
    line = about.get("line")
    buffer = ls.buffer(about["uri"]) if isinstance(about.get("uri"), str) else None
    return buffer.saved_line(line) if buffer and isinstance(line, int) and line >= 0 else 0
