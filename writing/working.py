"""Having claims drafted and checked: the best of a few drafts, without what did not stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from ..graph.view import View
from ..llm.errors import OverBudget, Unusable
from ..llm.model import Bill, Model, Request
from ..llm.settings import Effort
from ..llm.structured import finished_items
from ..notes.note import Evidence
from ..prompts import Prompt, prompt
from .check import Checked, check, says_again
from .draft import Claim, Draft, Rethought, Verdicts
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
    missing: tuple[str, ...] = ()
    """What the model would have liked to read."""

    @property
    def text(self) -> str:
        """The claims as an answer, one on each line."""
        return "\n".join(claim.text for claim in self.claims)

    def as_json(self) -> list[list[Any]]:
        """What stands, as a note keeps it: [text, evidence] each, to be checked again elsewhere (`rechecked`)."""
        return [[claim.text, [list(item) for item in claim.evidence]] for claim in self.claims]


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
    form: type[Draft] = Draft,
) -> Worked:
    """The best of a few drafts, by its check and, if wanted, by the model's own; a failure after the first ends it.

    Raises ModelError when none comes.
    """
    best = None
    for number in range(effort.drafts):
        varied = request._replace(seed=number, temperature=_WARMTH if number else request.temperature)
        try:
            worked = judged(view(), material, await model.write(varied, form, bill, purpose), known)
            if effort.verify and worked.claims:
                worked = await _verified(model, bill, request, worked)
        except (OverBudget, Unusable):
            if best is None:
                raise
            break
        if best is None or better(worked, best):
            best = worked
        if best.score >= _GOOD:
            break
    assert best
    return best


def better(one: Worked, other: Worked) -> bool:
    """Whether one draft stands its check better than another: by the share of its claims, then by their number."""
    return (one.score, len(one.claims)) > (other.score, len(other.claims))


async def _verified(model: Model, bill: Bill, request: Request, worked: Worked) -> Worked:
    """Without the claims that the model, asked anew about the same sources, does not find in them."""
    sources = request.user[: request.user.rindex(_SOURCE_END) + len(_SOURCE_END)]
    listed = "\n".join(f"{number}. {claim.text}" for number, claim in enumerate(worked.claims, 1))
    question = Request(request.system, f"{sources}\n\n{prompt('verify').text}\n{listed}", _VERDICT_TOKENS)
    verdicts = (await model.write(question, Verdicts, bill, "verify")).shown
    shown = [claim for claim, shown in zip(worked.claims, verdicts, strict=False) if shown]
    fell = [claim for claim in worked.claims if claim not in shown]
    score = worked.score * len(shown) / len(worked.claims)
    return Worked(shown, [*worked.dropped, *fell], score, worked.missing)


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
    missing = tuple(draft.missing) if isinstance(draft, Rethought) else ()
    return Worked(kept, dropped, len(kept) / (len(kept) + len(dropped)) if kept else 0.0, missing)


def rechecked(
    view: View, material: Material, claims: Iterable[tuple[str, Sequence[Evidence]]], known: Sequence[str] = ()
) -> Worked | None:
    """Claims that were checked elsewhere, checked anew; None when one is shown by lines that are not in this material,
    or read otherwise there."""
    drafted = []
    for text, evidence in claims:
        shown = {
            number: source.evidence
            for number, source in enumerate(material.sources, 1)
            if set(source.evidence) <= set(evidence)
        }
        if set(evidence) != {item for items in shown.values() for item in items}:
            return None
        drafted.append(Claim(text=text, sources=list(shown)))
    return judged(view, material, Draft.model_construct(claims=drafted), known)


def finished_claims(text: str) -> list[dict[str, object]]:
    """The claims that are complete in a reply still being written."""
    return [item for item in finished_items(text, "claims") if isinstance(item, dict)]
