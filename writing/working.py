"""Having claims drafted and checked: the best of a few drafts, without what did not stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ..graph.view import View
from ..llm.model import Bill, Model, Request
from ..llm.settings import Effort
from ..llm.structured import finished_items
from ..prompts import Prompt, prompt
from .check import Checked, check, says_again
from .draft import Draft, Verdicts
from .material import Material

_GOOD = 0.95
"""Of a draft that scores this much no further one is made."""
EFFORT = Effort()
_SOURCE_END = "</source>"
_VERDICT_TOKENS = 40
_WARMTH = 0.7
"""How much drafts after the first differ."""


class Worked(NamedTuple):
    """A draft after the check."""

    claims: list[Checked]
    """What stands, in order."""
    dropped: list[Checked]
    score: float
    """Share of the claims that stood."""

    @property
    def text(self) -> str:
        """The claims as an answer, one on each line."""
        return "\n".join(claim.text for claim in self.claims)


def request_for(material: Material, task: Prompt, subject: str, max_tokens: int) -> Request:
    """The prompt: rules and sources first, so that further tasks about the same sources find them in the cache."""
    return Request(prompt("rules").text, f"{material.rendered()}\n\n{task.text} {subject}", max_tokens)


def recipe(model: str, task: Prompt, material: Material, subject: str) -> str:
    """What a note is made from and by: the model, the prompts' versions and a hash of all that the model saw."""
    from hashlib import blake2b

    seen = blake2b(f"{material.rendered()}\n{subject}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{model}/{task.name}@{prompt('rules').version}{task.version}/{seen}"


async def work_out(
    view: Callable[[], View],
    model: Model,
    bill: Bill,
    request: Request,
    material: Material,
    purpose: str,
    known: Sequence[str] = (),
    effort: Effort = EFFORT,
) -> Worked:
    """The best of a few drafts, by its check and, if wanted, by the model's own. Raises ModelError when none comes."""
    best = None
    for number in range(effort.drafts):
        varied = request._replace(seed=number, temperature=_WARMTH if number else request.temperature)
        worked = judged(view(), material, await model.write(varied, Draft, bill, purpose), known)
        if effort.verify and worked.claims:
            worked = await _verified(model, bill, request, worked)
        if best is None or (worked.score, len(worked.claims)) > (best.score, len(best.claims)):
            best = worked
        if best.score >= _GOOD:
            break
    assert best
    return best


async def _verified(model: Model, bill: Bill, request: Request, worked: Worked) -> Worked:
    """Without the claims that the model, asked anew about the same sources, does not find in them."""
    sources = request.user[: request.user.rindex(_SOURCE_END) + len(_SOURCE_END)]
    listed = "\n".join(f"{number}. {claim.text}" for number, claim in enumerate(worked.claims, 1))
    question = Request(request.system, f"{sources}\n\n{prompt('verify').text}\n{listed}", _VERDICT_TOKENS)
    verdicts = (await model.write(question, Verdicts, bill, "verify")).shown
    shown = [claim for claim, shown in zip(worked.claims, verdicts, strict=False) if shown]
    fell = [claim for claim in worked.claims if claim not in shown]
    return Worked(shown, [*worked.dropped, *fell], worked.score * len(shown) / len(worked.claims))


def judged(view: View, material: Material, draft: Draft, known: Sequence[str] = ()) -> Worked:
    """A draft without the claims that do not stand, and those that say again what is known or one before them said."""
    kept: list[Checked] = []
    dropped: list[Checked] = []
    for claim in draft.claims:
        checked = check(view, material, claim.text, claim.sources)
        if checked.fault:
            dropped.append(checked)
        elif not any(says_again(checked.text, text) for text in [*known, *(other.text for other in kept)]):
            kept.append(checked)
    return Worked(kept, dropped, len(kept) / (len(kept) + len(dropped)) if kept else 0.0)


def finished_claims(text: str) -> list[dict[str, object]]:
    """The claims that are complete in a reply still being written."""
    return [item for item in finished_items(text, "claims") if isinstance(item, dict)]
