"""What there is to share: the notes that a model wrote, without any in which a secret seems to stand."""

from __future__ import annotations

from typing import NamedTuple

from ..answers.earlier import KIND
from ..llm.redaction import redacted
from ..workspace import Workspace
from .record import Record, record_of


class Shareable(NamedTuple):
    """What of the notes can be shared."""

    records: list[Record]
    secret: int
    """How many were left out because something in them looks like a secret."""

    @property
    def answers(self) -> int:
        """How many are answers to questions that were asked here."""
        return sum(record.kind == KIND for record in self.records)


def shareable(workspace: Workspace, answers: bool = True) -> Shareable:
    """The notes that a model wrote and that stood their check, those of other branches too; `answers` are those to
    questions that were asked here."""
    notes = (note for note in workspace.notes.claimed() if answers or note.kind != KIND)
    records = [record for record in map(record_of, notes) if record]
    kept = [record for record in records if not redacted(_text(record))[1]]
    return Shareable(kept, len(records) - len(kept))


def _text(record: Record) -> str:
    return "\n".join([record.question, *(text for text, _ in record.claims)])
