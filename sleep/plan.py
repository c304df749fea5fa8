"""What a model is worth asking while nobody waits: units to understand, questions to imagine, answers to work out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from ..answers.earlier import KIND as ANSWER
from ..graph.view import View
from ..llm.settings import Effort
from ..prompts import prompt
from ..store.notes import is_fresh
from ..store.queue import Task
from ..writing.working import EFFORT, request_for
from . import answering, imagining, understand
from .candidates import Candidate, candidates
from .questions import wanted
from .understanding import understanding
from .worth import Appraiser, Shares, Worth

MODEL = "model"
"""Who writes these notes."""
_LEAST_COST = 400.0
_FEWEST = 5
"""So many notes tell what the next one will cost."""
_MOST_IMAGINED = 60
_PROMPT = 350
"""Tokens of a prompt beside its sources."""


def plan(view: View, expected: Mapping[str, float], shares: Shares, effort: Effort = EFFORT) -> list[Task]:
    """Everything that is worth its tokens and not done yet, the one to do first first.

    `expected` is path -> probability that it is touched or asked about in a working day, most probable first; `shares`
    says how that is shared out in a file.
    """
    appraiser = Appraiser(view, expected, shares)
    understood = [task for task in _to_understand(view, appraiser, expected) if task.worth > 0]
    others = [*_to_imagine(view, appraiser, expected), *_to_answer(view, appraiser, expected, effort)]
    tasks = [*_from_the_bottom_up(understood), *(task for task in others if task.worth > 0)]
    return sorted(tasks, key=lambda task: -task.worth)


def _to_understand(view: View, appraiser: Appraiser, expected: Mapping[str, float]) -> Iterator[Task]:
    for candidate in dict.fromkeys(candidates(view, expected)):
        if candidate.kind != "what" or appraiser.by_model(candidate, _LEAST_COST).value <= 0:
            continue
        if not is_understood(view, candidate.unit) and (cost := tokens_to_understand(view, candidate.unit)):
            yield _task(candidate, appraiser.by_model(candidate, cost))


def _to_imagine(view: View, appraiser: Appraiser, expected: Mapping[str, float]) -> Iterator[Task]:
    """Imagining is worth what the answers are that it lets prepare, if they cost what others did."""
    cost = tokens_to_imagine(view)
    sources = (path for path in expected if (row := view.store.file(path)) and row.blob_id and row.role == "source")
    for unit in ["", *islice(sources, _MOST_IMAGINED)]:
        worth = worth_of_imagining(appraiser, unit, cost)
        if worth.value > 0 and not imagining.is_imagined(view, unit):
            yield _task(Candidate(unit, imagining.KIND), worth)


def _to_answer(view: View, appraiser: Appraiser, expected: Mapping[str, float], effort: Effort) -> Iterator[Task]:
    cost = tokens_to_answer(view, effort)
    for found in wanted(view, appraiser, expected, cost):
        task = _task(Candidate(found.unit, ANSWER), found.worth)
        yield task._replace(question=found.question.text)


def _task(candidate: Candidate, worth: Worth) -> Task:
    return Task(*candidate, MODEL, worth.value, worth.terms)


def _from_the_bottom_up(tasks: list[Task]) -> Iterator[Task]:
    """A note waits for those it is made of: its turn comes after the least of them, whatever it is worth."""
    turns: dict[str, float] = {}
    for task in sorted(tasks, key=lambda task: (-_depth(task.unit), task.unit)):
        turn = min(task.worth, turns.get(task.unit, task.worth))
        yield task._replace(worth=turn)
        for above in _above(task.unit):
            turns[above] = min(turns.get(above, turn), turn / 2)


def _depth(unit: str) -> int:
    return (unit.count("/") + (not unit.endswith("/")) + ("::" in unit)) if unit else -1


def _above(unit: str) -> Iterator[str]:
    """The units whose notes are made from this one's."""
    path, _, symbol = unit.partition("::")
    if symbol:
        yield path
    elif unit:
        folder = path.rstrip("/").rpartition("/")[0]
        yield f"{folder}/" if folder else ""


def is_understood(view: View, unit: str) -> bool:
    """Whether there is a note of a model about it that is still true, good or not."""
    return any(
        note.by_model and is_fresh(note, view.digest) for note in view.workspace.notes.all_versions(unit, "what")
    )


def tokens_to_understand(view: View, unit: str) -> int:
    """The most tokens that understanding a unit takes; 0 when there is nothing to understand."""
    seen = understanding(view, unit)
    if seen is None:
        return 0
    reply = understand.REPLY_TOKENS
    return request_for(seen.material, prompt(understand.PURPOSE), seen.title, reply).prompt_tokens + reply


def tokens_to_imagine(view: View) -> float:
    """What it takes to imagine what will be asked: what it took so far, once that can be told."""
    most = _PROMPT + imagining.ROOM + imagining.REPLY_TOKENS
    return view.workspace.notes.mean_tokens(imagining.PURPOSE, _FEWEST) or most


def tokens_to_answer(view: View, effort: Effort) -> float:
    """What it takes to work out an answer."""
    most = (_PROMPT + answering.ROOM + answering.REPLY_TOKENS) * (effort.drafts + effort.revisions)
    return view.workspace.notes.mean_tokens(answering.PURPOSE, _FEWEST) or most


def worth_of_imagining(appraiser: Appraiser, unit: str, cost: float) -> Worth:
    """What it is worth to imagine what will be asked of a unit: what the answers are that it lets prepare."""
    return appraiser.of_question(unit, imagining.HIT, 0, imagining.LINES_SAVED, cost)
