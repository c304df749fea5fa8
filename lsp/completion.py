"""textDocument/completion inside a question comment: the questions that its surroundings raise, each answered."""

from __future__ import annotations

from lsprotocol import types

from .comments import questions
from .markdown import document, standing
from .server import Server


def register(server: Server) -> None:
    """Offer it."""

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["?", " "]))
    async def completion(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
        buffer, position = ls.buffer(params.text_document.uri), params.position
        if buffer is None:
            return []
        found = questions(buffer.path, buffer.lines, ls.marker)
        asked = next((asked for asked in found if asked.line == position.line), None)
        if asked is None:
            return []
        line = buffer.lines[asked.line]
        begins = line.rindex(asked.text) if asked.text else len(line)
        written = buffer.range(asked.line, begins, begins + len(asked.text))
        space = "" if line[:begins].endswith(" ") else " "
        told = await ls.ask("questions", buffer.path, line=buffer.saved_line(asked.line), name="", qualifier="")
        return [
            types.CompletionItem(
                item["question"], kind=types.CompletionItemKind.Text, detail=item["answer"].partition("\n")[0],
                documentation=types.MarkupContent(types.MarkupKind.Markdown, document(item)),
                text_edit=types.TextEdit(written, space + item["question"]), sort_text=f"{order:03}",
                filter_text=asked.text or item["question"], preselect=order == 0,
                label_details=types.CompletionItemLabelDetails(description=standing(item)),
            )
            for order, item in enumerate(told or [])
        ]  # fmt: skip
