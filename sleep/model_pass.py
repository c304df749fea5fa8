"""The sleep pass that has a model write notes, for as long as there is time, budget and something worth it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import NamedTuple

from ..graph.view import View
from ..llm.errors import OverBudget, Unusable
from ..llm.model import Model
from ..llm.settings import Effort
from ..refresh import Progress
from ..workspace import Workspace
from ..writing.working import EFFORT
from .plan import Step, plan, tokens_for
from .prediction import Predictor
from .understand import understand


class Slept(NamedTuple):
    """What a pass came to."""

    written: int
    """Notes that are better than what the facts say."""
    tried: int
    tokens: int
    money: float
    ended: str
    """Why it ended: nothing left, no time, or which budget."""
    timed_out: bool = False
    """More would be done with more time."""


def steps(workspace: Workspace) -> list[Step]:
    """What there is to do, in order."""
    expected = {file.path: file.probability for file in Predictor(workspace).expect()}
    with workspace.database.reading():
        return list(plan(View(workspace), expected))


async def write_notes(
    workspace: Workspace, model: Model, progress: Progress, seconds: float = math.inf, effort: Effort = EFFORT
) -> Slept:
    """Have a model write what is worth it. Raises ModelError when the model is not there or refuses.

    Every note is kept as soon as it is written, so an interruption loses none.
    """
    until = time.monotonic() + seconds
    todo = steps(workspace)
    written, ended, timed_out = 0, "nothing is left to do", False
    for tried, step in enumerate(todo):
        progress(f"understanding {step.unit or 'the repository'}", tried, len(todo))
        if time.monotonic() >= until:
            ended, timed_out = "the time is up", True
            break
        try:
            written += await understand(workspace, step.unit, model, effort) is not None
        except Unusable:
            continue
        except OverBudget as error:
            ended = error.message
            break
    else:
        tried = len(todo)
    return Slept(written, tried if todo else 0, model.purse.tokens, model.purse.money, ended, timed_out)


def costs(workspace: Workspace) -> Iterator[tuple[Step, int]]:
    """Each step with the most tokens that it takes; the steps after it see what it writes, so theirs may differ."""
    for step in steps(workspace):
        with workspace.database.reading():
            tokens = tokens_for(View(workspace), step.unit)
        if tokens:
            yield step, tokens
