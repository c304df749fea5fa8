from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import Scripted, says

from sleepd.answers.answer import Answer, is_worth_composing
from sleepd.answers.compose import compose
from sleepd.answers.ladder import ask as ask_facts
from sleepd.llm.errors import OverBudget
from sleepd.llm.model import AWAKE, Model
from sleepd.llm.prices import FREE
from sleepd.llm.purse import Purse
from sleepd.llm.settings import Budget, Caps, Endpoint
from sleepd.refresh import refresh
from sleepd.store.spending import Spending

QUESTION = "how are prices rounded to whole cents when a customer pays?"
TILL = '''"""The till."""


def round_price(amount):
    """Round a price to whole cents, half up."""
    return int(amount * 100 + 0.5) / 100


def pay(customer, amount):
    """Have a customer pay a rounded price."""
    return customer.charge(round_price(amount))
'''
CLAIM = "`round_price` rounds an amount half up to whole cents."

With = Callable[..., Answer]


@pytest.fixture
def till(look: Any, repo: Any) -> Any:
    repo.write("till.py", TILL)
    for number in range(8):
        repo.write(f"other{number}.py", f"def other{number}(window):\n    return window.draw({number})\n")
    return look(repo).workspace


@pytest.fixture
def with_model(tmp_path: Path) -> With:
    """Composes the answer to a question from what the facts found."""

    def run(url: str, workspace: Any, question: str = QUESTION, budget: int = 800, **more: Any) -> Answer:
        spending = Spending(tmp_path / "spending.db")
        purse = Purse(spending, "till", Budget(), Caps(tokens=budget), "this question")
        model = Model(Endpoint(url, "key", "scripted", 4096, FREE), spending, purse, AWAKE)

        async def composed() -> Answer:
            await model.open()
            try:
                return await compose(workspace, question, ask_facts(workspace, question), model, budget, **more)
            finally:
                await model.close()
                spending.close()

        return asyncio.run(composed())

    return run


def test_claims_that_stand_are_told_as_they_come(till: Any, with_model: With) -> None:
    assert is_worth_composing(ask_facts(till, QUESTION).as_json())
    told: list[str] = []
    scripted = Scripted(says((CLAIM, [1]), ("It asks the `bank`.", [1])))
    with scripted.running() as url:
        answer = with_model(url, till, tell=told.append)
    assert (answer.rung, answer.prompt_tokens, answer.completion_tokens) == ("compose", 100, 10)
    (claim,) = told
    assert claim.startswith(f"{CLAIM} (till.py:")
    assert answer.text == f"{claim}\nA model wrote this. Its names, numbers and calls were checked, its sense was not."
    assert "round_price" in [citation.symbol for citation in answer.citations[:2]]
    (call,) = till.ledger.calls(9)
    assert (call.purpose, call.awake) == ("compose", True)
    assert answer.confidence <= 0.35, "half of it stood, and the right words can be wrong"


def test_nobody_pays_twice(till: Any, repo: Any, with_model: With) -> None:
    scripted = Scripted(says((CLAIM, [1])))
    with scripted.running() as url:
        first = with_model(url, till)
        again = ask_facts(till, f"Please tell me {QUESTION}")
        assert (again.rung, again.text, again.saved_tokens) == ("note", first.text, 110)
        other = ask_facts(till, "how are prices rounded to whole cents when a customer is paid?")
        assert other.rung != "note"
        repo.write("till.py", TILL.replace("amount", "sum"))
        refresh(till)
        assert ask_facts(till, QUESTION).rung == "fact", "the lines that showed it are others now"
    assert len(scripted.seen) == 1


def test_nothing_that_stands_leaves_the_facts_and_tells_the_cost(till: Any, with_model: With) -> None:
    scripted = Scripted(says(("It asks the `bank`.", [1])))
    with scripted.running() as url:
        answer = with_model(url, till)
        assert (answer.rung, answer.prompt_tokens) == ("fact", 100)
        assert with_model(url, till).prompt_tokens == 0
    assert len(scripted.seen) == 1, "what failed is not bought again"
    assert ask_facts(till, QUESTION).rung == "fact"


@pytest.mark.parametrize("budget", [10, 200, 400, 800, 2000])
def test_the_budget_holds(till: Any, with_model: With, budget: int, model_server: str) -> None:
    try:
        answer = with_model(model_server, till, budget=budget)
    except OverBudget:
        answer = Answer("", "fact", 0.0, [])
    assert answer.prompt_tokens + answer.completion_tokens <= budget
    assert answer.rung in ("fact", "compose")
    assert sum(call.prompt_tokens + call.completion_tokens for call in till.ledger.calls(9)) <= budget


def test_only_questions_in_words_are_worth_it(till: Any) -> None:
    for question in ("who calls round_price", "what is round_price", "", "where is the warp drive of the starship"):
        assert not is_worth_composing(ask_facts(till, question).as_json())


def test_an_answer_without_a_model_imports_nothing_of_one(till: Any, repo: Any) -> None:
    script = (
        "import sys\nsys.argv = ['sleepd', 'ask', *sys.argv[1:]]\nfrom sleepd.cli import main\n"
        "try:\n    main()\nfinally:\n    print(sorted(m for m in sys.modules"
        " if m.startswith(('openai', 'pydantic', 'asyncio', 'sleepd.writing', 'sleepd.llm.model', 'detect_secrets'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, QUESTION],
        cwd=repo.root, env={**os.environ, "SLEEPD_NO_DAEMON": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "round_price" in done.stdout and done.stdout.splitlines()[-1] == "[]"
