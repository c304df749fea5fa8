"""What commands and requests ask the daemon, and the request `sleepd/ask`, whose answer comes in parts where asked."""

from __future__ import annotations

from typing import Any, NamedTuple

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from .buffers import Buffer, Word
from .progress import reporting
from .server import Server, path_of

_REQUEST = "sleepd/ask"


class Selection(NamedTuple):
    """What is selected in an open document."""

    buffer: Buffer
    text: str
    word: Word | None
    """The name that it is in or is."""
    place: dict[str, Any]
    """`uri`, and `line` and `last` of the buffer, counted from 0."""


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(_REQUEST)
    async def ask(ls: Server, params: Any) -> dict[str, Any] | None:
        about = params._asdict() if hasattr(params, "_asdict") else {}
        with reporting(ls.work_done_progress, about.get("workDoneToken"), str(about.get("question", "sleepd"))):
            found = await answer(ls, about)
        token = about.get("partialResultToken")
        if found and isinstance(token, str | int):
            for line in found["answer"].splitlines(keepends=True):
                ls.progress(types.ProgressParams(token, {"answer": line}))
        return found


async def answer(ls: Server, about: dict[str, Any]) -> dict[str, Any] | None:
    """The answer; None where there is none. `uri` says where, `line` is counted from 0 in the buffer."""
    uri = about.get("uri")
    path = path_of(uri) if isinstance(uri, str) else ls.folder()
    if path is None:
        return None
    found: dict[str, Any] | None
    if isinstance(about.get("question"), str):
        line, last = (_saved_line(ls, about, key) for key in ("line", "last"))
        found = await ls.ask("ask_here", path, question=about["question"], line=line, last=last)
    elif isinstance(about.get("kind"), str) and isinstance(about.get("unit"), str):
        found = await ls.ask("about", path, kind=about["kind"], unit=about["unit"])
    else:
        raise JsonRpcInvalidParams("a question is needed, or a kind and a unit")
    return found


def selection(ls: Server, about: dict[str, Any]) -> Selection:
    """What `{"uri", "range"}` selects. Raises JsonRpcInvalidParams when that is nothing in an open document."""
    uri, place = about.get("uri"), about.get("range")
    buffer = ls.buffer(uri) if isinstance(uri, str) else None
    try:
        start, end = ((int(place[key]["line"]), int(place[key]["character"])) for key in ("start", "end"))  # type: ignore[index]
    except (TypeError, KeyError, ValueError):
        raise JsonRpcInvalidParams("a uri and a range are needed") from None
    if buffer is None or not 0 <= start[0] <= end[0]:
        raise JsonRpcInvalidParams("the range is to be in an open file")
    text = buffer.text(types.Range(types.Position(*start), types.Position(*end)))
    lines = text.split("\n")
    written = [number for number, line in enumerate(lines, start[0]) if line.strip()] or [start[0]]
    word = buffer.word_at(types.Position(*start)) if len(written) == 1 else None
    return Selection(buffer, text, word, {"uri": uri, "line": written[0], "last": written[-1]})


async def explanation(ls: Server, selected: Selection) -> dict[str, Any] | None:
    """What is selected."""
    buffer, word = selected.buffer, selected.word
    found: dict[str, Any] | None = await ls.ask(
        "explain", buffer.path,
        line=buffer.saved_line(selected.place["line"]), last=buffer.saved_line(selected.place["last"]),
        name=word.text if word else "", qualifier=word.qualifier if word else "",
    )  # fmt: skip
    return found


def _saved_line(ls: Server, about: dict[str, Any], key: str) -> int:
    line = about.get(key)
    buffer = ls.buffer(about["uri"]) if isinstance(about.get("uri"), str) else None
    if buffer is None or not isinstance(line, int) or isinstance(line, bool) or line < 0:
        return 0
    return buffer.saved_line(line)
