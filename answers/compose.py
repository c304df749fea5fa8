"""Answers that a model puts together from the best places, claim by claim, each checked before anybody reads it."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..graph.view import View
from ..llm.model import Bill, Model
from ..llm.session import paying
from ..llm.tokens import MESSAGE, tokens_in
from ..prompts import prompt
from ..workspace import Workspace
from ..writing.check import check
from ..writing.draft import Draft
from ..writing.material import Material
from ..writing.telling import told
from ..writing.working import finished_claims, judged, recipe, request_for
from .answer import Answer, Citation
from .earlier import KIND, from_note
from .escalate import escalate, more_for
from .grounds import gathered, note_from

BUDGET = 800
"""Tokens that a question may cost, unless it is said otherwise."""
PURPOSE = "compose"
_REPLY_TOKENS = 180

Tell = Callable[[str], None]


async def compose(
    workspace: Workspace, text: str, found: Answer, model: Model, budget: int = BUDGET, tell: Tell = lambda line: None
) -> Answer:
    """The answer to a question, from the places that `found` cites, for at most so many tokens.

    A first draft takes the usual budget, or a third of a larger one; what is left is for thinking on when the draft's
    check and the question's difficulty say that it pays. `tell` hears each claim of the first draft as soon as it stood
    its check. When the model has nothing that stands, it is `found`, with the tokens that this took. Raises ModelError
    when the model is not there, or the budget too small.
    """
    started = time.perf_counter()
    first = min(budget, max(BUDGET, budget // 3))
    reply = min(_REPLY_TOKENS, first // 4)
    with workspace.database.reading():
        gathering = gathered(View(workspace), text, found, _room(text, first) - reply)
        material = gathering.done()
        made_from = recipe(model.name, prompt(PURPOSE), material, text)
        bought = workspace.notes.find(found.unit, KIND, made_from)
    if bought or not material.sources:
        return from_note(bought) if bought and bought.confidence else found
    with paying(Bill(found.unit, awake=True), workspace.database) as bill:
        request = request_for(material, prompt(PURPOSE), text, reply)
        draft = await model.write(request, Draft, bill, PURPOSE, _Telling(workspace, material, tell))
        view = View(workspace)
        drafted = worked = judged(view, material, draft)
        if budget > first and (effort := more_for(found, drafted)):
            worked = await escalate(view, text, gathering, drafted, effort, model, bill)
        note = note_from(view, text, found, worked, made_from)
        bill.note = note._replace(tokens=sum(bill.tokens), money=bill.money)
    prompt_tokens, completion_tokens = bill.tokens
    elapsed_ms = found.elapsed_ms + (time.perf_counter() - started) * 1000
    spent = found._replace(
        prompt_tokens=prompt_tokens, completion_tokens=completion_tokens, elapsed_ms=elapsed_ms
    )  # fmt: skip
    if not note.confidence:
        return spent
    shown = [Citation(*item[:4]) for item in note.evidence]
    return spent._replace(
        text=note.answer, rung="compose" if worked is drafted else "escalate", confidence=note.confidence,
        citations=list(dict.fromkeys([*shown, *found.citations])),
    )  # fmt: skip


def _room(text: str, budget: int) -> int:
    """Tokens that are left for sources and the reply, once everything else of the prompt is paid."""
    constant = tokens_in(prompt("rules").text) + tokens_in(prompt(PURPOSE).text)
    return budget - constant - tokens_in(text) - 3 * MESSAGE


class _Telling:
    """Hears a reply grow, and tells each claim that stands as soon as it is complete."""

    def __init__(self, workspace: Workspace, material: Material, tell: Tell) -> None:
        self._view = View(workspace)
        self._material = material
        self._tell = tell
        self._heard = 0

    def __call__(self, text: str) -> None:
        finished = finished_claims(text)
        for claim in finished[self._heard :]:
            said, sources = claim.get("text"), claim.get("sources")
            if isinstance(said, str) and isinstance(sources, list):
                checked = check(self._view, self._material, said, [n for n in sources if isinstance(n, int)])
                if not checked.fault:
                    self._tell(told(self._view, checked))
        self._heard = len(finished)
