"""Why a note is prepared, or is not: the terms of its worth, for a person who asks."""

from __future__ import annotations

from typing import NamedTuple

from ..graph.view import View
from ..workspace import Workspace
from .candidates import Candidate, candidates
from .facts_pass import is_prepared
from .prediction import Predictor, Term
from .worth import Appraiser, Worth


class Reason(NamedTuple):
    """One kind of note about the unit that was asked about."""

    kind: str
    worth: Worth
    prepared: bool
    """A note is there and still true."""


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


def reasons(workspace: Workspace, unit: str) -> Reasons:
    """The reasons for a file, `path::symbol`, `folder/` or, for "", the repository."""
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
    kinds.sort(key=lambda reason: -reason.worth.value)
    if path not in expected:
        return Reasons(1.0 if not unit else 0.0, 0, [], kinds)
    return Reasons(expected[path], [*expected].index(path) + 1, predictor.explain(path), kinds)
