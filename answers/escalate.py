"""Spending more on an answer, where that pays: by how difficult the question is, and never more than its budget."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..graph.view import View
from ..llm.model import Bill, Model
from ..llm.settings import Effort
from ..prompts import prompt
from ..writing.material import Gathering
from ..writing.rethinking import rethink
from ..writing.working import Worked
from .answer import Answer
from .grounds import PLACES

PURPOSE = "escalate"
_REPLY_TOKENS = 240


class Bin(NamedTuple):
    """What to do about questions up to one difficulty."""

    upto: float
    settled: float
    """The score of a first draft with which nothing more is spent."""
    effort: Effort


@cache
def policy() -> tuple[Bin, ...]:
    """The table in `policy.toml`, easy questions first."""
    import tomllib
    from importlib.resources import files

    rows = tomllib.loads(files(__package__).joinpath("policy.toml").read_text(encoding="utf-8"))["bin"]
    return tuple(Bin(row.pop("upto"), row.pop("settled"), Effort(**row)) for row in rows)


def difficulty(found: Answer, first: Worked) -> float:
    """From 0 to 1: how unsure the facts are of the places, over how many files these lie, and how much of a first draft
    did not stand. That no note is near goes without saying: else it would have been the answer.
    """
    files = len({citation.path for citation in found.citations[:PLACES]})
    return ((1 - found.confidence) + (files - 1) / (PLACES - 1) + (1 - first.score)) / 3 if files else 1.0


def more_for(found: Answer, first: Worked) -> Effort | None:
    """How much more to think after a first draft; None when it is good enough for its question."""
    hard = difficulty(found, first)
    row = next((row for row in policy() if hard <= row.upto), policy()[-1])
    return row.effort if first.score < row.settled else None


async def escalate(
    view: View, text: str, gathering: Gathering, first: Worked, effort: Effort, model: Model, bill: Bill
) -> Worked:
    """The best of a first draft and what more thinking makes of it; the budget's end ends the thinking."""
    thought = await rethink(
        lambda: view, model, bill, gathering, prompt("answer"), text, _REPLY_TOKENS, effort, first, PURPOSE
    )  # fmt: skip
    return thought.worked
