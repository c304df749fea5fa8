"""Asking every question in every way, one after another, until all is measured or the budget ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..answers.ladder import ask
from ..indexers import git
from ..llm.errors import OverBudget
from ..llm.model import Model
from ..refresh import Progress
from ..workspace import Workspace
from .grading import Universe
from .question import Question
from .record import Record, row
from .source import Source
from .ways import COMPOSE, FACTS, TOLD, tried


class Task(NamedTuple):
    """One question, to be answered in one way."""

    question: Question
    way: str


def source_of(workspace: Workspace) -> Source:
    """The Python files that git lists."""
    paths = sorted(file.path for file in git.list_files(workspace.git)) if workspace.git else []
    return Source(workspace.root, [path for path in paths if path.endswith(".py")])


def tasks(questions: Sequence[Question], numbers: Mapping[str, int]) -> list[Task]:
    """What is to be done: so many questions in each way, the cheap ways first."""
    return [Task(question, way) for way in TOLD for question in questions[: numbers.get(way, 0)]]


def foreseen(workspace: Workspace, questions: Sequence[Question]) -> int:
    """How many of these a note answers that was prepared before, and is true: what no model is asked for."""
    return sum(ask(workspace, question.text).rung == "note" for question in questions)


async def measure(
    workspace: Workspace, todo: Sequence[Task], universe: Universe, model: Model | None, record: Record,
    repository: str, progress: Progress,
) -> str:  # fmt: skip
    """Do what is not done yet, and keep every answer as it comes; returns why it ended.

    Raises ModelError when the model is not there or refuses.
    """
    for done, (question, way) in enumerate(todo):
        name = "" if way == FACTS else model.name if model else None
        if name is None or record.has(question, way, name):
            continue
        progress(f"measuring: {TOLD[way]}", done, len(todo))
        try:
            attempts = await tried(workspace, question, way, model)
        except OverBudget as error:
            if way == COMPOSE:
                continue
            return error.message
        record.add([
            row(question, repository, way, name, attempt, universe.grade(question, attempt.answer))
            for attempt in attempts
        ])  # fmt: skip
    return ""
