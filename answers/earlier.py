"""Questions that a model has answered before: nobody pays for the same answer twice."""

from __future__ import annotations

from ..graph.view import View
from ..notes.note import Evidence, holds
from ..store.notes import StoredNote, is_fresh
from .answer import Answer, Citation
from .matching import meaning_of

KIND = "answer"
"""The kind of note that answers one question in words."""


def earlier(view: View, text: str) -> Answer | None:
    """The answer to the same question, when all lines that show it still are what they were."""
    answered = view.workspace.notes.meaning(meaning_of(text, view.workspace.name))
    return next((from_note(note) for note in answered if stands(view, note)), None)


def from_note(note: StoredNote) -> Answer:
    """What a kept answer says."""
    cited = [Citation(*row[:4]) for row in note.evidence]
    return Answer(note.answer, "note", note.confidence, cited, "search", note.unit, saved_tokens=note.tokens)


def stands(view: View, note: StoredNote) -> bool:
    """Whether what it was made from and the lines that show it are what they were."""
    return is_fresh(note, view.digest) and all(holds(view, Evidence(*row)) for row in note.evidence)
