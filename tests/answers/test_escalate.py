from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from serving import Scripted

from sleepd.answers.answer import Answer, Citation
from sleepd.answers.compose import compose
from sleepd.answers.escalate import difficulty, more_for, policy
from sleepd.answers.ladder import ask as ask_facts
from sleepd.llm.model import AWAKE, Model
from sleepd.llm.prices import FREE
from sleepd.llm.purse import Purse
from sleepd.llm.settings import Budget, Caps, Endpoint
from sleepd.store.spending import Spending
from sleepd.writing.working import Worked

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
MADE_UP = "It asks the `bank`."

With = Callable[..., Answer]


def draft(*claims: str) -> Any:
    text = json.dumps({"claims": [{"text": claim, "sources": [1]} for claim in claims], "missing": []})
    return lambda exchange: exchange.reply(text)


@pytest.fixture
def till(look: Any, repo: Any) -> Any:
    repo.write("till.py", TILL)
    for number in range(8):
        repo.write(f"other{number}.py", f"def other{number}(window):\n    return window.draw({number})\n")
    return look(repo).workspace


@pytest.fixture
def composed(tmp_path: Path, till: Any) -> With:
    """Composes the answer with a model that follows scripts."""

    def run(scripted: Scripted, budget: int) -> Answer:
        spending = Spending(tmp_path / "spending.db")
        purse = Purse(spending, "till", Budget(), Caps(tokens=budget), "this question")

        async def work(url: str) -> Answer:
            model = Model(Endpoint(url, "key", "scripted", 8192, FREE), spending, purse, AWAKE)
            await model.open()
            try:
                return await compose(till, QUESTION, ask_facts(till, QUESTION), model, budget)
            finally:
                await model.close()
                spending.close()

        with scripted.running() as url:
            return asyncio.run(work(url))

    return run


def test_what_failed_is_thought_about_again_within_the_budget(till: Any, composed: With) -> None:
    scripted = Scripted(draft(MADE_UP), draft(CLAIM))
    answer = composed(scripted, 4000)
    assert answer.rung == "escalate" and answer.text.startswith(CLAIM) and answer.prompt_tokens == 200
    assert [call.purpose for call in till.ledger.calls(9)] == ["escalate", "compose"]
    assert f"- {MADE_UP} (does not stand: bank" in scripted.seen[1].json["messages"][1]["content"]
    assert ask_facts(till, QUESTION).rung == "note", "nobody pays for it twice"


def test_the_usual_budget_is_for_one_draft(till: Any, composed: With) -> None:
    scripted = Scripted(draft(MADE_UP), draft(CLAIM))
    assert composed(scripted, 800).rung == "fact" and len(scripted.seen) == 1


def test_what_stands_is_not_thought_about_again(composed: With) -> None:
    scripted = Scripted(draft(CLAIM), draft(MADE_UP))
    assert composed(scripted, 4000).rung == "compose" and len(scripted.seen) == 1


def test_what_is_worse_is_not_taken(composed: With) -> None:
    scripted = Scripted(draft(CLAIM, MADE_UP, "It asks the `census`."), draft(MADE_UP))
    assert composed(scripted, 4000).rung == "fact" and len(scripted.seen) > 1


def test_the_end_of_the_budget_keeps_what_is_there(composed: With) -> None:
    scripted = Scripted(draft(MADE_UP))
    answer = composed(scripted, 801)
    assert answer.rung == "fact" and answer.prompt_tokens == 100 and len(scripted.seen) == 1


def found(confidence: float, files: int) -> Answer:
    return Answer("", "fact", confidence, [Citation(f"{number}.py", 1, 2, "") for number in range(files)], "search")


def test_harder_questions_get_more(till: Any) -> None:
    easy, hard = (found(0.95, 1), Worked([], [], 0.4)), (found(0.4, 5), Worked([], [], 0.0))
    assert 0 <= difficulty(*easy) < difficulty(*hard) <= 1
    one, other = more_for(*easy), more_for(*hard)
    assert one and other and one.drafts == 1 and other.drafts > 1 and other.verify
    assert more_for(found(0.95, 1), Worked([], [], 1.0)) is None


def test_the_table_covers_every_difficulty() -> None:
    limits = [row.upto for row in policy()]
    assert limits == sorted(limits) and limits[-1] == 1.0
    assert all(0 <= row.settled <= 1 and row.effort.drafts >= 1 and row.effort.revisions >= 1 for row in policy())
