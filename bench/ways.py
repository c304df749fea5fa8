"""The ways to answer a question, from nothing spent while it is asked to whole files read then."""

from __future__ import annotations

import time
from collections import Counter
from typing import NamedTuple

from pydantic import BaseModel, Field

from ..answers.answer import is_worth_composing
from ..answers.compose import compose
from ..answers.ladder import answer_in, ask
from ..answers.ranking import places_of, rank
from ..graph.view import View
from ..indexers.words import words
from ..llm.model import Bill, Model, Request
from ..llm.session import paying
from ..llm.tokens import MESSAGE, tokens_in
from ..prompts import prompt
from ..workspace import Workspace
from ..writing.material import Gathering, Material, Source
from .question import Question

FACTS, COMPOSE, NOTES, CODE, FILE = "facts", "compose", "notes", "code", "file"
TOLD = {
    FACTS: "notes and facts, no model",
    COMPOSE: "the same; a model for questions in words",
    NOTES: "a model reads the notes",
    CODE: "a model reads code that is searched for",
    FILE: "a model reads the whole file, which it is told",
}
"""The ways, and how they are called."""
ONCE, BEST, REVISED = "once", "best of 3", "revised"
PURPOSE = "bench"
_SAMPLES = 3
_WARMTH = 0.7
_REPLY_TOKENS = 80
_NOTE_TOKENS = 300
_CODE_TOKENS = 800
_PLACES = 6


class Attempt(NamedTuple):
    """One answer, and what was spent on it while it was asked for."""

    sampling: str
    answer: str
    """In the form that is graded."""
    rung: str
    """Of the ladder; "" when a model read something."""
    prompt_tokens: int
    """Those that were new: what further samples of the same prompt read again is not counted."""
    completion_tokens: int
    seconds: float


class Reply(BaseModel):
    """What a model is to write."""

    answer: list[str] = Field(max_length=8)


async def tried(workspace: Workspace, question: Question, way: str, model: Model | None) -> list[Attempt]:
    """Answer one question in one way, with every kind of sampling that it has. Raises ModelError."""
    if way == FACTS or model is None:
        return [_from_facts(workspace, question)]
    if way == COMPOSE:
        return [await _composed(workspace, question, model)]
    with workspace.database.reading():
        material = _material(View(workspace), question, way, model.endpoint.context)
    return await _read(workspace, question, material, model)


def _from_facts(workspace: Workspace, question: Question) -> Attempt:
    started = time.monotonic()
    found = ask(workspace, question.text)
    return Attempt(ONCE, found.text, found.rung, 0, 0, time.monotonic() - started)


async def _composed(workspace: Workspace, question: Question, model: Model) -> Attempt:
    started = time.monotonic()
    found = ask(workspace, question.text)
    if is_worth_composing(found.as_json()):
        found = await compose(workspace, question.text, found, model)
    spent = time.monotonic() - started
    return Attempt(ONCE, found.text, found.rung, found.prompt_tokens, found.completion_tokens, spent)


def _material(view: View, question: Question, way: str, context: int) -> Material:
    if way == NOTES:
        told, left = answer_in(view, question.text).text.split("\n"), _NOTE_TOKENS
        kept: list[str] = []
        for line in told:
            left -= tokens_in(line)
            if left < 0 and kept:
                break
            kept.append(line)
        return Material([Source("notes on the repository", kept, ())], [])
    if way == FILE:
        room = context - _REPLY_TOKENS * 2 - _fixed(question) - 3 * _REPLY_TOKENS
        gathering = Gathering(view, room)
        if question.path:
            gathering.add_span(question.path, *window(view.lines(question.path), question.line, room))
        return gathering.done()
    gathering = Gathering(view, _CODE_TOKENS)
    asked = set(words(question.text).split())
    for number, row in enumerate(places_of(view, rank(view, question.text), _PLACES)):
        gathering.add_span(
            row.path, row.start, row.end, row.qualname, _CODE_TOKENS // (2 if number == 0 else 4), asked
        )  # fmt: skip
    return gathering.done()


def _fixed(question: Question) -> int:
    """Tokens of the prompt besides its sources."""
    constant = tokens_in(prompt("exam").text) + tokens_in(prompt("exam_again").text)
    return constant + tokens_in(question.text) + 4 * MESSAGE


def window(lines: list[str], line: int, tokens: int) -> tuple[int, int]:
    """The lines of a file that fit, (first, last): all, or those around a line."""
    start = end = min(max(line, 1), max(len(lines), 1))
    left = tokens - 100 - tokens_in(lines[start - 1]) if lines else 0
    while start > 1 or end < len(lines):
        down = end < len(lines) and (end - line <= line - start or start == 1)
        added = lines[end] if down else lines[start - 2]
        left -= tokens_in(added)
        if left < 0:
            break
        start, end = (start, end + 1) if down else (start - 1, end)
    return start, end if end < len(lines) or not lines or lines[-1] else len(lines) - 1


async def _read(workspace: Workspace, question: Question, material: Material, model: Model) -> list[Attempt]:
    """Once; the best of three by how often each answer came; and once more after looking at it again."""
    asked = f"{material.rendered()}\n\nQuestion: {question.text}"
    request = Request(prompt("exam").text, asked, _REPLY_TOKENS)
    with paying(Bill(question.path, awake=True), workspace.database) as bill:
        answers = [await _reply(model, request, bill)]
        first = _spent(bill, 0)
        once = _attempt(ONCE, answers[0], first, bill)
        for seed in range(1, _SAMPLES):
            answers.append(await _reply(model, request._replace(seed=seed, temperature=_WARMTH), bill))
        sampled = (first[0], sum(call.completion_tokens for call in bill.calls))
        best = _attempt(BEST, _most_common(answers), sampled, bill)
        before = len(bill.calls)
        again = request._replace(user=f"{asked}\n\n{prompt('exam_again').text} {', '.join(answers[0]) or 'nothing'}")
        revised = await _reply(model, again, bill)
        read, wrote = _spent(bill, before)
        return [
            once, best,
            _attempt(REVISED, revised, (first[0] + max(0, read - first[0]), first[1] + wrote), bill),
        ]  # fmt: skip


async def _reply(model: Model, request: Request, bill: Bill) -> list[str]:
    from ..llm.errors import Unusable

    try:
        return (await model.write(request, Reply, bill, PURPOSE)).answer
    except Unusable:
        return []


def _spent(bill: Bill, start: int) -> tuple[int, int]:
    """(tokens of the prompt, of all replies) from one call on; attempts that were repeated are not read anew."""
    calls = bill.calls[start:]
    return max((call.prompt_tokens for call in calls), default=0), sum(call.completion_tokens for call in calls)


def _attempt(sampling: str, answer: list[str], spent: tuple[int, int], bill: Bill) -> Attempt:
    seconds = sum(call.seconds for call in bill.calls)
    return Attempt(sampling, ", ".join(answer), "", *spent, round(seconds, 2))


def _most_common(answers: list[list[str]]) -> list[str]:
    """The answer that came most often, in whatever order; the first of those that came as often."""
    counts = Counter(tuple(sorted(answer)) for answer in answers if answer)
    if not counts:
        return []
    most = max(counts.values())
    return next(answer for answer in answers if counts.get(tuple(sorted(answer)), 0) == most)
