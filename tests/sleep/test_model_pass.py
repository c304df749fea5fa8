from __future__ import annotations

from typing import Any

from serving import Scripted, says

from sleepd.graph.view import View
from sleepd.llm.settings import Caps
from sleepd.sleep.model_pass import costs, steps, write_notes
from sleepd.sleep.plan import plan

from .conftest import CLAIM, With


def quiet(what: str, done: int, total: int) -> None: ...


def test_from_the_bottom_up(look: Any, shop: Any) -> None:
    shop.write("shop/use.py", "from .till import price\n\nprice(1)\n")
    view = look(shop)
    units = [step.unit for step in plan(view, {})]
    assert units.index("shop/till.py::price") < units.index("shop/till.py") < units.index("shop/") < units.index("")
    assert units[-1] == ""


def test_what_was_asked_comes_first(look: Any, shop: Any) -> None:
    view = look(shop)
    with view.workspace.database.writing():
        view.workspace.notes.log_question("what is pay", "what", "shop/till.py::pay", "fact", 1.0, 1.0)
    first = next(plan(View(view.workspace), {}))
    assert first == ("shop/till.py::pay", "asked 1 time")


def test_all_is_written_once(look: Any, shop: Any, with_model: With) -> None:
    workspace = look(shop).workspace
    number = len(steps(workspace))
    assert [tokens > 0 for _, tokens in costs(workspace)] == [True] * number
    scripted = Scripted(says((CLAIM, [1])))
    with scripted.running() as url:
        slept = with_model(url, lambda model: write_notes(workspace, model, quiet))
        assert (slept.tried, slept.ended) == (number, "nothing is left to do")
        assert slept.tokens == 110 * len(scripted.seen) and slept.written >= 1
        seen = len(scripted.seen)
        assert with_model(url, lambda model: write_notes(workspace, model, quiet)).tried == 0
    assert len(scripted.seen) == seen


def test_it_ends_with_the_budget_or_the_time(look: Any, shop: Any, with_model: With) -> None:
    workspace = look(shop).workspace
    most = max(tokens for _, tokens in costs(workspace))
    scripted = Scripted(says((CLAIM, [1])))
    with scripted.running() as url:
        assert "time" in with_model(url, lambda model: write_notes(workspace, model, quiet, 0)).ended
        slept = with_model(url, lambda model: write_notes(workspace, model, quiet), Caps(tokens=most + 50))
    assert "budget for this run" in slept.ended and 0 < slept.tokens <= most + 50
