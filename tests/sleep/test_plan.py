from __future__ import annotations

from typing import Any

import pytest

from sleepd.graph.view import View
from sleepd.llm.settings import Effort
from sleepd.sleep.plan import plan
from sleepd.store.queue import Task

EXPECTED = {"till.py": 0.5}


def shares(path: str) -> dict[str, float]:
    """Half of what is asked about a file is about `pay`."""
    return {path: 0.3, f"{path}::pay": 0.5, f"{path}::round_price": 0.2}


def tasks(view: View, **more: Any) -> list[Task]:
    return plan(View(view.workspace), EXPECTED, shares, **more)


@pytest.fixture
def view(look: Any, till: Any) -> View:
    return look(till)


def test_a_note_waits_for_those_it_is_made_of(view: View) -> None:
    units = [task.unit for task in tasks(view) if task.kind == "what"]
    assert units.index("till.py::pay") < units.index("till.py") < units.index("")


def test_what_is_worth_less_than_it_costs_is_left(view: View) -> None:
    planned = tasks(view)
    assert planned and all(task.terms["value"] > 0 for task in planned)
    assert not [task for task in planned if "other" in task.unit]
    for task in planned:
        terms = task.terms
        assert terms["value"] == pytest.approx(terms["probability"] * terms["saves"] * 10 - terms["costs"])


def test_a_question_is_worth_what_it_was_asked(view: View) -> None:
    asked = "how are prices rounded to whole cents when a customer pays?"
    assert not [task for task in tasks(view) if task.question]
    with view.workspace.database.writing():
        view.workspace.notes.log_question(asked, "search", "till.py::round_price", "fact", 0.9, 1.0)
    [once] = [task for task in tasks(view) if task.question]
    assert once.terms["probability"] == pytest.approx(0.25)
    with view.workspace.database.writing():
        view.workspace.notes.log_question(f"Please tell me {asked}", "search", "till.py", "fact", 0.9, 1.0)
    [again] = [task for task in tasks(view) if task.question]
    assert again.terms["probability"] == pytest.approx(0.4), "it is the same question"
    assert not [task for task in tasks(view, effort=Effort(drafts=8)) if task.question], "so much is it not worth"
