"""The pass that works out a question in words before it is asked, and keeps the answer as a note."""

from __future__ import annotations

from ..answers.answer import is_worth_composing
from ..answers.earlier import KIND
from ..answers.grounds import gathered, note_from
from ..answers.ladder import answer_in
from ..answers.matching import meaning_of
from ..graph.view import View
from ..llm.model import Bill, Model
from ..llm.session import paying
from ..llm.settings import Effort
from ..notes.note import Evidence, evidence_at, holds, kept
from ..prompts import prompt
from ..store.notes import StoredNote, is_fresh
from ..workspace import Workspace
from ..writing.rethinking import rethink
from ..writing.working import EFFORT, recipe

PURPOSE = "answer"
ROOM = 1100
"""Tokens of the sources that the first draft is made from."""
REPLY_TOKENS = 300
_CITED = 5
"""Places of the facts that stand beside those of the claims."""


async def answer(workspace: Workspace, text: str, model: Model, effort: Effort = EFFORT) -> StoredNote | None:
    """Work out one question and keep the answer with what it cost.

    Returns the note that is kept, one that was bought before when the model would begin from the same; None when the
    facts answer the question or find nothing, or what the model wrote is no better than the facts. Raises ModelError
    when there is no budget or no model.
    """
    with workspace.database.reading():
        view = View(workspace)
        found = answer_in(view, text)
        if not is_worth_composing(found.as_json()):
            return None
        gathering = gathered(view, text, found, ROOM)
        made_from = recipe(model.name, prompt(PURPOSE), gathering.done(), text)
        bought = workspace.notes.find(found.unit, KIND, made_from)
        if bought and not all(holds(view, Evidence(*row)) for row in bought.evidence):
            bought = None
        if bought:
            reads = {read: view.digest(read) for read in bought.reads}
    with paying(Bill(found.unit), workspace.database) as bill:
        if bought:
            bill.note = bought._replace(reads=reads)
            return bill.note if bought.confidence else None
        view = View(workspace)
        thought = await rethink(lambda: view, model, bill, gathering, prompt(PURPOSE), text, REPLY_TOKENS, effort)
        note = note_from(view, text, found, thought.worked, made_from)
        beside = (evidence_at(view, *place) for place in found.citations[:_CITED])
        evidence = kept([*(Evidence(*row) for row in note.evidence), *beside])
        shown = {f"file:{item.path}" for source in thought.material.sources for item in source.evidence}
        reads = {read: view.digest(read) for read in sorted(shown | view.reads)}
        bill.note = note._replace(
            evidence=[list(item) for item in evidence], reads=reads, tokens=sum(bill.tokens), money=bill.money
        )
        return bill.note if note.confidence else None


def is_answered(view: View, text: str) -> bool:
    """Whether it was worked out and that still holds, good or not."""
    known = view.workspace.notes.meaning(meaning_of(text, view.workspace.name), least=0.0)
    return any(is_fresh(note, view.digest) for note in known)
