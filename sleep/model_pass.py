"""The sleep pass that has a model write notes, for as long as there is time, budget and something worth it."""

from __future__ import annotations

import math
import time
from typing import NamedTuple

from ..graph.view import View
from ..llm.errors import OverBudget, Unusable
from ..llm.model import Model
from ..llm.settings import Effort
from ..refresh import Progress
from ..store.notes import StoredNote
from ..store.queue import Task
from ..workspace import Workspace
from ..writing.working import EFFORT
from . import answering, imagining
from .plan import MODEL, plan
from .prediction import Predictor
from .understand import understand

_LEASE_SECONDS = 900


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


def steps(workspace: Workspace, effort: Effort = EFFORT) -> list[Task]:
    """What there is to do that is worth its tokens, in order; answers to questions that are still to be imagined come
    on top."""
    predictor = Predictor(workspace)
    expected = {file.path: file.probability for file in predictor.expect()}
    with workspace.database.reading():
        return plan(View(workspace), expected, predictor.shares, effort)


async def write_notes(
    workspace: Workspace, model: Model, progress: Progress, seconds: float = math.inf, effort: Effort = EFFORT
) -> Slept:
    """Have a model write what is worth it, the most worth first. Raises ModelError when the model is not there or
    refuses.

    Every note is kept as soon as it is written, so an interruption loses none; and since what was written makes other
    things worth writing, it is planned anew until nothing is.
    """
    work = _Pass(workspace, model, progress, time.monotonic() + seconds, effort)
    await work.run()
    return Slept(work.written, work.tried, model.purse.tokens, model.purse.money, work.ended, work.timed_out)


class _Pass:
    """One run through the queue, and what it came to so far."""

    def __init__(self, workspace: Workspace, model: Model, progress: Progress, until: float, effort: Effort) -> None:
        self._workspace, self._model, self._effort = workspace, model, effort
        self._progress = progress
        self._until = until
        self._planned = 0
        self._done: set[tuple[str, ...]] = set()
        self.tried = 0
        self.written = 0
        self.ended = ""
        self.timed_out = False

    async def run(self) -> None:
        """Do what is worth most until something ends it."""
        while not self.ended:
            self._plan()
            before = self.tried
            while not self.ended and (task := self._claim()):
                await self._do(task)
            if self.tried == before and not self.ended:
                self.ended = "nothing is left that is worth it"

    def _plan(self) -> None:
        self._progress("planning", 0, 0)
        tasks = [task for task in steps(self._workspace, self._effort) if task.key not in self._done]
        with self._workspace.database.writing():
            self._workspace.queue.plan(MODEL, tasks)
        self._planned = len(tasks)

    def _claim(self) -> Task | None:
        with self._workspace.database.writing():
            return next(iter(self._workspace.queue.claim(MODEL, 1, _LEASE_SECONDS, int(time.time()))), None)

    async def _do(self, task: Task) -> None:
        queue, writing = self._workspace.queue, self._workspace.database.writing
        if time.monotonic() >= self._until:
            self.ended, self.timed_out = "the time is up", True
            with writing():
                queue.release(task)
            return
        self._progress(_doing(task), self._planned - queue.count(MODEL), self._planned)
        try:
            note = await _write(self._workspace, task, self._model, self._effort)
        except Unusable as error:
            with writing():
                queue.failed(task, error.message, int(time.time()))
        except BaseException as error:
            with writing():
                queue.release(task)
            if not isinstance(error, OverBudget):
                raise
            self.ended = error.message
            return
        else:
            with writing():
                queue.done(task)
            self._done.add(task.key)
            self.written += note is not None
        self.tried += 1


async def _write(workspace: Workspace, task: Task, model: Model, effort: Effort) -> StoredNote | None:
    if task.question:
        return await answering.answer(workspace, task.question, model, effort)
    if task.kind == imagining.KIND:
        return await imagining.imagine(workspace, task.unit, model)
    return await understand(workspace, task.unit, model, effort)


def _doing(task: Task) -> str:
    about = task.unit or "the repository"
    if task.question:
        return f"answering {task.question}"
    return f"imagining what is asked of {about}" if task.kind == imagining.KIND else f"understanding {about}"
