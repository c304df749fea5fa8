from __future__ import annotations

from typing import Any

import pytest
from serving import Scripted, says

from sleepd.answers.ladder import ask
from sleepd.llm.settings import Caps
from sleepd.sleep.model_pass import steps, write_notes
from sleepd.sleep.plan import MODEL

from .conftest import CLAIM, With

QUESTION = "how are prices rounded to whole cents when a customer pays?"


def quiet(what: str, done: int, total: int) -> None: ...


@pytest.fixture
def workspace(look: Any, till: Any) -> Any:
    found = look(till).workspace
    with found.database.writing():
        found.notes.log_question(QUESTION, "search", "till.py::round_price", "fact", 0.9, 1.0)
        for _ in range(9):
            found.notes.log_question("what is pay", "what", "till.py::pay", "fact", 0.9, 1.0)
    return found


def test_all_that_is_worth_it_is_done_once(workspace: Any, with_model: With) -> None:
    planned = steps(workspace)
    assert {(task.kind, task.unit) for task in planned} >= {("what", ""), ("what", "till.py::pay"), ("anticipate", "")}
    assert QUESTION in [task.question for task in planned]
    assert all(task.terms["value"] > 0 and task.writer == MODEL for task in planned)
    scripted = Scripted(says((CLAIM, [1])))
    with scripted.running() as url:
        slept = with_model(url, lambda model: write_notes(workspace, model, quiet))
        assert slept.tried >= len(planned) and slept.ended == "nothing is left that is worth it"
        assert slept.tokens == 110 * len(scripted.seen)
        seen = len(scripted.seen)
        assert with_model(url, lambda model: write_notes(workspace, model, quiet)).tokens == 0
    assert len(scripted.seen) == seen


def test_what_was_worked_out_asleep_is_answered_at_once(workspace: Any, with_model: With) -> None:
    claim = "`round_price` rounds an amount half up to whole cents."
    scripted = Scripted(says((claim, [1])))
    assert ask(workspace, QUESTION).rung == "fact"
    with scripted.running() as url:
        with_model(url, lambda model: write_notes(workspace, model, quiet))
    answer = ask(workspace, f"Can you tell me {QUESTION}")
    assert answer.rung == "note" and answer.text.startswith(f"{claim} (till.py:") and answer.saved_tokens
    assert not [task for task in steps(workspace) if task.question == QUESTION], "it needs no second one"


def test_it_ends_with_the_budget_or_the_time(workspace: Any, with_model: With) -> None:
    scripted = Scripted(says((CLAIM, [1])))
    with scripted.running() as url:
        assert "time" in with_model(url, lambda model: write_notes(workspace, model, quiet, 0)).ended
        assert workspace.queue.is_ready(MODEL, 0), "what was not done waits for the next run"
        slept = with_model(url, lambda model: write_notes(workspace, model, quiet), Caps(tokens=700))
    assert "budget for this run" in slept.ended and slept.tokens <= 700


def test_what_fails_is_tried_later_and_nothing_else_waits_for_it(workspace: Any, with_model: With) -> None:
    scripted = Scripted(lambda exchange: exchange.reply("no idea"))
    with scripted.running() as url:
        slept = with_model(url, lambda model: write_notes(workspace, model, quiet))
    assert slept.written == 0 and slept.tried == len(steps(workspace)) > 2
    assert not workspace.queue.is_ready(MODEL, 0)
