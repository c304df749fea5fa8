"""Remembering what was asked: the sleep pass prepares it, because what is asked once is asked again."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import SleepdError
from ..workspace import Workspace
from .answer import Answer

_MAX_CHARACTERS = 1_000


def remember(workspace: Workspace, asked: Iterable[tuple[str, Answer]]) -> None:
    """Keep questions with what was answered, if the state can be written at once: no answer waits or fails for this."""
    try:
        with workspace.database.writing(wait=False):
            for text, answer in asked:
                kept = text[:_MAX_CHARACTERS].encode("utf-8", "replace").decode()
                workspace.notes.log_question(
                    kept, answer.kind, answer.unit, answer.rung, answer.confidence, answer.elapsed_ms,
                    answer.prompt_tokens + answer.completion_tokens, answer.saved_tokens,
                )
    except SleepdError:
        pass
