"""Thinking an answer through: draft, look for what is missing, read it, write anew, until nothing is added.

This is the loop of Sleep-time Compute (Lin, Snell et al., arXiv 2504.13171, section 3), whose model rewrites what it
knows of a context until it has nothing to add, with the sequential revisions of Snell et al. (arXiv 2408.03314,
section 6): each draft sees the one before and what was wrong with it. What it may read is looked up in the facts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..graph.view import View
from ..indexers.words import words
from ..llm.errors import OverBudget, Unusable
from ..llm.model import Bill, Model, Request
from ..llm.settings import Effort
from ..prompts import Prompt, prompt
from .check import names_in
from .draft import Rethought
from .material import Gathering, Material
from .reading_on import mentioned, read_on
from .working import Worked, better, request_for, work_out


class Thought(NamedTuple):
    """What came of it."""

    worked: Worked
    material: Material
    """All that was read in the end."""
    drafts: int
    """How often it was written."""


async def rethink(
    view: Callable[[], View],
    model: Model,
    bill: Bill,
    gathering: Gathering,
    task: Prompt,
    text: str,
    reply_tokens: int,
    effort: Effort,
    first: Worked | None = None,
    purpose: str = "",
) -> Thought:
    """Answer a question from what was gathered, and from what is read on the way; the best draft counts.

    `first` is a draft that is there already. Of several drafts at a time each is written from scratch; one alone sees
    the one before it. A budget that ends on the way, or a reply that can't be read, ends the thinking, not what was
    thought so far. Raises ModelError when there is no draft at all. `purpose` is what it is called in the ledger, the
    task's name unless it is said.
    """
    asked = set(words(text).split())
    best = latest = first
    drafts, most = 0, effort.revisions + (first is None)
    while drafts < most:
        if latest is not None:
            added = read_on(view(), gathering, _lacking(view(), latest, gathering.done(), asked), asked)
            if not added and not (latest.dropped if effort.drafts == 1 else latest is first):
                break  # The same again would be written.
        before = latest if effort.drafts == 1 else None
        material = gathering.done()
        request = _request(material, task, text, before, reply_tokens)
        try:
            latest = await work_out(view, model, bill, request, material, purpose or task.name, (), effort, Rethought)
        except (OverBudget, Unusable):
            if best is None:
                raise
            break
        drafts += 1
        if best is None or better(latest, best):
            best = latest
    assert best is not None
    return Thought(best, gathering.done(), drafts)


def _request(material: Material, task: Prompt, text: str, before: Worked | None, reply_tokens: int) -> Request:
    request = request_for(material, task, text, reply_tokens)
    return request._replace(user=f"{request.user}\n\n{_reviewed(before)}") if before else request


def _lacking(view: View, worked: Worked, material: Material, asked: set[str]) -> list[str]:
    """What to read: what the model wants, what it spoke of, and what the shown code calls by words of the question."""
    spoken = [name for claim in [*worked.dropped, *worked.claims] for name in names_in(claim.text)]
    return [*worked.missing, *spoken, *mentioned(view, material, asked)]


def _reviewed(worked: Worked) -> str:
    """The draft with its check, for the next one."""
    stood = [f"- {claim.text} (stands)" for claim in worked.claims]
    fell = [f"- {claim.text} (does not stand: {claim.fault or 'not shown'})" for claim in worked.dropped]
    return "\n".join([prompt("revise").text, *stood, *fell])
