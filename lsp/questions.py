"""Questions in comments: `#? why is this retried` is answered where it stands, by a diagnostic and on hovering."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from .buffers import Buffer
from .comments import Asked, questions
from .markdown import brief, document
from .server import Server

SOURCE = "sleepd"
_MOST_QUESTIONS = 20
_MOST_LINES = 6


def asked_in(ls: Server, buffer: Buffer) -> list[Asked]:
    """The questions in a buffer that say something."""
    return [asked for asked in questions(buffer.path, buffer.lines, ls.marker) if asked.text]


def asked_at(ls: Server, buffer: Buffer, line: int) -> Asked | None:
    """The question in a line, counted from 0; None when there is none."""
    return next((asked for asked in asked_in(ls, buffer) if asked.line == line), None)


async def answer(ls: Server, buffer: Buffer, asked: Asked) -> dict[str, Any] | None:
    """The answer to a question; None when the daemon can't be asked."""
    line = buffer.saved_line(asked.line)
    found: dict[str, Any] | None = await ls.ask("ask_here", buffer.path, line=line, question=asked.text)
    return found


async def answer_at(ls: Server, buffer: Buffer, line: int) -> str | None:
    """The answer to the question in a line, as Markdown; None when there is none."""
    asked = asked_at(ls, buffer, line)
    found = await answer(ls, buffer, asked) if asked else None
    return document(found) if found else None


async def answers_in(ls: Server, buffer: Buffer) -> list[types.Diagnostic]:
    """The answers to the questions in a buffer, none where there is no question."""
    found = []
    for asked in asked_in(ls, buffer)[:_MOST_QUESTIONS]:
        if answered := await answer(ls, buffer, asked):
            found.append(_diagnostic(buffer, asked, answered))
    return found


def _diagnostic(buffer: Buffer, asked: Asked, answered: dict[str, Any]) -> types.Diagnostic:
    return types.Diagnostic(
        buffer.range(asked.line, asked.start, asked.end), brief(answered, _MOST_LINES),
        severity=types.DiagnosticSeverity.Information, code=answered["rung"], source=SOURCE,
    )  # fmt: skip
