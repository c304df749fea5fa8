"""The pass that has a model say what units are, from the bottom up; one unit at a time, and cancellable at any time."""

from __future__ import annotations

import time

from ..graph.view import View
from ..llm.model import Bill, Model
from ..llm.session import paying
from ..llm.settings import Effort
from ..notes.note import kept
from ..prompts import prompt
from ..store.notes import StoredNote
from ..workspace import Workspace
from ..writing.working import EFFORT, Worked, recipe, request_for, work_out
from .understanding import Understanding, understanding

PURPOSE = "understand"
REPLY_TOKENS = 260
_LEAST_SCORE = 0.5
"""Of a draft of which less stood, the rest is not trusted either."""
_HOSTILE = "The text at {} speaks to language models; it was left out."


async def understand(workspace: Workspace, unit: str, model: Model, effort: Effort = EFFORT) -> StoredNote | None:
    """Write the note on what a unit is, and keep it with what it cost.

    Returns the note that is kept: one that was bought before when the model would see the same again, which costs
    nothing; None when the unit is not there, or what the model wrote is no better than the facts. Raises ModelError
    when there is no budget or no model.
    """
    with workspace.database.reading():
        view = View(workspace)
        seen = understanding(view, unit)
        if seen is None:
            return None
        made_from = recipe(model.name, prompt(PURPOSE), seen.material, seen.title)
        reads = reads_of(view)
        bought = workspace.notes.find(unit, "what", made_from)
    with paying(Bill(unit), workspace.database) as bill:
        if bought:
            if bought.reads != reads:
                bill.note = bought._replace(reads=reads)
            return bought
        request = request_for(seen.material, prompt(PURPOSE), seen.title, REPLY_TOKENS)
        worked = await work_out(
            lambda: View(workspace), model, bill, request, seen.material, PURPOSE, seen.said, effort
        )
        bill.note = note_from(seen, worked, made_from, reads)._replace(tokens=sum(bill.tokens), money=bill.money)
        return bill.note if bill.note.confidence else None


def reads_of(view: View) -> dict[str, str]:
    """What was read to understand a unit; what every commit changes is no part of it."""
    return {read: view.digest(read) for read in sorted(view.reads) if not read.startswith("history:")}


def note_from(seen: Understanding, worked: Worked, made_from: str, reads: dict[str, str]) -> StoredNote:
    """What the unit says of itself, the claims that stood, and what the facts say beside.

    When too little stood it is not trusted (its confidence is 0), but kept: it need not be bought again.
    """
    facts = seen.facts
    claims = [claim.text for claim in worked.claims]
    first = facts.answer.split("\n")[0]
    if first == seen.bare and claims:
        first = f"{first.removesuffix('.')}: {claims.pop(0)}"
    lines = [first, *claims, *seen.known, *(_HOSTILE.format(place) for place in seen.material.hostile)]
    evidence = kept([*(item for claim in worked.claims for item in claim.evidence), *facts.evidence])
    return StoredNote(
        seen.unit, "what", facts.question, "\n".join(lines), [list(item) for item in evidence], reads, made_from,
        facts.confidence if worked.claims and worked.score >= _LEAST_SCORE else 0.0,
        int(time.time()), worked.score, claims=worked.as_json(),
    )  # fmt: skip
