"""workspace/executeCommand: asking, explaining what is selected, looking anew, and how things stand."""

from __future__ import annotations

from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from .asking import answer, explanation, selection
from .diagnostics import publish
from .server import Server
from .show import show

ASK = "sleepd.ask"
ASK_SELECTION = "sleepd.askSelection"
EXPLAIN = "sleepd.explain"
REFRESH = "sleepd.refresh"
STATUS = "sleepd.status"


def register(server: Server) -> None:
    """Offer them."""

    @server.command(ASK)
    async def ask(ls: Server, about: Any = None) -> dict[str, Any] | None:
        """Answer `{"question"}`, or the question of a `{"kind"}` about a `{"unit"}`, and show the answer."""
        return await _shown(ls, await answer(ls, _object(about, ASK)))

    @server.command(ASK_SELECTION)
    async def ask_selection(ls: Server, about: Any = None) -> dict[str, Any] | None:
        """Answer `{"question"}` about what is selected; without one, what is selected is the question."""
        selected = selection(ls, _object(about, ASK_SELECTION))
        question = about.get("question") or " ".join(selected.text.split())
        return await _shown(ls, await answer(ls, {**selected.place, "question": question}))

    @server.command(EXPLAIN)
    async def explain(ls: Server, about: Any = None) -> dict[str, Any] | None:
        """Say what is selected: the symbol that a name means, or the innermost one around all of it."""
        return await _shown(ls, await explanation(ls, selection(ls, _object(about, EXPLAIN))))

    @server.command(REFRESH)
    async def refresh(ls: Server, *unused: Any) -> None:
        """Have the daemon look at every file anew, then look anew at what is shown."""
        for folder in ls.folders():
            await ls.ask("look", folder)
        for document in list(ls.workspace.text_documents.values()):
            await publish(ls, document.uri)

    @server.command(STATUS)
    async def status(ls: Server, *unused: Any) -> dict[str, Any] | None:
        """Say what the daemon does."""
        folder = ls.folder()
        found: dict[str, Any] | None = await ls.ask("status", folder) if folder else None
        if found:
            ls.tell(_told(found))
        return found


async def _shown(ls: Server, found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found:
        await show(ls, found)
    else:
        ls.tell("sleepd has nothing to say about this")
    return found


def _told(status: dict[str, Any]) -> str:
    doing = status["doing"] or (f"waits: {status['held_back']}" if status["held_back"] else "rests")
    known = [
        f"{one['root']}: {'in step' if one['in_step'] else 'not read up to now'}" for one in status["repositories"]
    ]
    return "\n".join([f"sleepd {status['version']} {doing}, {status['memory_bytes'] >> 20} MB", *known])


def _object(about: Any, command: str) -> dict[str, Any]:
    if not isinstance(about, dict):
        raise JsonRpcInvalidParams(f"{command} takes an object; docs/editors.md says which")
    return about
