"""Why a note is prepared, or is not: the terms of its worth, for a person who asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..graph.view import View
from ..llm.settings import Effort
from ..workspace import Workspace
from . import imagining
from .candidates import Candidate, candidates
from .facts_pass import is_prepared
from .plan import (
    MODEL,
    is_understood,
    tokens_to_answer,
    tokens_to_imagine,
    tokens_to_understand,
    worth_of_imagining,
)  # fmt: skip
from .prediction import Predictor, Term
from .questions import wanted
from .scheduler import FACTS
from .worth import Appraiser, Worth


class Reason(NamedTuple):
    """One kind of note about the unit that was asked about."""

    kind: str
    worth: Worth
    prepared: bool
    """A note is there and still true."""
    writer: str = FACTS
    question: str = ""
    """What an answer in words answers."""


class Reasons(NamedTuple):
    """What speaks for and against preparing notes about a unit."""

    probability: float
    """That its file is touched or asked about in a working day; 1 for the repository."""
    rank: int
    """Of its file among all, 1 being the most probable; 0 for a folder or the repository."""
    terms: list[Term]
    """What the probability is made of: contributions to the logarithm of its odds."""
    kinds: list[Reason]
    """Most worth first."""


def reasons(workspace: Workspace, unit: str, effort: Effort | None = None) -> Reasons:
    """The reasons for a file, `path::symbol`, `folder/` or, for "", the repository; what a model would write with this
    effort included.
    """
    predictor = Predictor(workspace)
    expected = predictor.probabilities()
    path = unit.partition("::")[0]
    with workspace.database.reading():
        view = View(workspace)
        appraiser = Appraiser(view, expected, predictor.shares)
        kinds = [
            Reason(kind, appraiser.worth(Candidate(unit, kind)), is_prepared(view, unit, kind))
            for kind in dict.fromkeys(found.kind for found in candidates(view, expected) if found.unit == unit)
        ]
        if effort:
            kinds += _by_model(view, appraiser, expected, unit, effort)
    kinds.sort(key=lambda reason: -reason.worth.value)
    if path not in expected:
        return Reasons(1.0 if not unit else 0.0, 0, [], kinds)
    return Reasons(expected[path], [*expected].index(path) + 1, predictor.explain(path), kinds)


def _by_model(
    view: View, appraiser: Appraiser, expected: Mapping[str, float], unit: str, effort: Effort
) -> Iterator[Reason]:
    cost = tokens_to_understand(view, unit)
    if cost:
        yield Reason("what", appraiser.by_model(Candidate(unit, "what"), cost), is_understood(view, unit), MODEL)
    if "::" not in unit and not unit.endswith("/"):
        worth = worth_of_imagining(appraiser, unit, tokens_to_imagine(view))
        yield Reason(imagining.KIND, worth, imagining.is_imagined(view, unit), MODEL)
    for found in wanted(view, appraiser, expected, tokens_to_answer(view, effort)):
        if unit in (found.unit, found.question.unit):
            yield Reason("answer", found.worth, False, MODEL, found.question.text)
