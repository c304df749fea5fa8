"""textDocument/codeAction: what to do with a question comment, and the questions that a symbol raises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from .buffers import Buffer
from .commands import ASK, EXPLAIN
from .comments import Asked, commented
from .markdown import brief
from .questions import answer, asked_at
from .server import Server

_MOST_ACTIONS = 6


def register(server: Server) -> None:
    """Offer it."""
    options = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.Empty])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
        buffer = ls.buffer(params.text_document.uri)
        if buffer is None:
            return []
        asked = asked_at(ls, buffer, params.range.start.line)
        found = await (_of_question(ls, buffer, asked) if asked else _of_symbol(ls, buffer, params.range.start))
        if params.range.start != params.range.end:
            found.append(_explain(buffer, params.range))
        return [action for action in found if _is_wanted(action, params.context.only)]


def _is_wanted(action: types.CodeAction, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    kind = action.kind or ""
    return only is None or any(kind == wanted or kind.startswith(f"{wanted}.") for wanted in only)


async def _of_question(ls: Server, buffer: Buffer, asked: Asked) -> list[types.CodeAction]:
    answered = await answer(ls, buffer, asked)
    after = types.Position(asked.line + 1, 0)
    line = buffer.lines[asked.line]
    indent, told = line[: asked.start], brief(answered).splitlines() if answered else []
    last = asked.line + 1 == len(buffer.lines)  # There may be no line after it to insert before.
    here = buffer.range(asked.line, 0, len(line))
    whole = here if last else types.Range(here.start, after)
    text = f"{line}\n{commented(buffer.path, indent, told)}"
    about = {"uri": buffer.uri, "line": asked.line, "question": asked.text}
    return [
        *([_edit("Insert the answer", buffer, whole, text, _tags(ls, answered))] if told else []),
        _edit("Remove the question", buffer, whole, ""),
        types.CodeAction(
            "Open the answer", tags=_tags(ls, answered),
            command=types.Command("Open the answer", ASK, arguments=[about]),
        ),
    ]  # fmt: skip


def _edit(
    title: str, buffer: Buffer, whole: types.Range, text: str, tags: list[types.CodeActionTag] | None = None
) -> types.CodeAction:
    edit = types.WorkspaceEdit(changes={buffer.uri: [types.TextEdit(whole, text)]})
    return types.CodeAction(title, kind=types.CodeActionKind.QuickFix, edit=edit, tags=tags)


def _explain(buffer: Buffer, place: types.Range) -> types.CodeAction:
    ends = {key: {"line": end.line, "character": end.character}
            for key, end in (("start", place.start), ("end", place.end))}  # fmt: skip
    title = "Explain the selection"
    about = {"uri": buffer.uri, "range": ends}
    return types.CodeAction(title, command=types.Command(title, EXPLAIN, arguments=[about]))


def _tags(ls: Server, answered: dict[str, Any] | None) -> list[types.CodeActionTag] | None:
    """That a model wrote the answer, for a client that shows it."""
    document = ls.client_capabilities.text_document
    able = document.code_action.tag_support if document and document.code_action else None
    shows = able is not None and types.CodeActionTag.LlmGenerated in able.value_set
    return [types.CodeActionTag.LlmGenerated] if shows and answered and answered["by_model"] else None


async def _of_symbol(ls: Server, buffer: Buffer, position: types.Position) -> list[types.CodeAction]:
    word = buffer.word_at(position)
    found = await ls.ask(
        "questions", buffer.path, line=buffer.saved_line(position.line),
        name=word.text if word else "", qualifier=word.qualifier if word else "",
    )  # fmt: skip
    return [_ask(ls, buffer, item) for item in (found or [])[:_MOST_ACTIONS]]


def _ask(ls: Server, buffer: Buffer, item: dict[str, Any]) -> types.CodeAction:
    about = {"uri": buffer.uri, "kind": item["kind"], "unit": item["unit"]}
    command = types.Command(item["question"], ASK, arguments=[about])
    return types.CodeAction(item["question"], command=command, tags=_tags(ls, item))
