"""A shop of two functions, and a model to have it understood by."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from sleepd.llm.model import Model, Patience
from sleepd.llm.prices import Price
from sleepd.llm.purse import Purse
from sleepd.llm.settings import UNLIMITED, Budget, Caps, Endpoint
from sleepd.store.spending import Spending

SHOP = """def price(item, discount=0):
    net = item.cost - discount
    return max(net, 1)


def pay(items):
    return sum(price(item) for item in items)
"""
CLAIM = "`price` subtracts the discount from the cost of the item, but gives 1 at least."

T = TypeVar("T")
With = Callable[..., Any]


@pytest.fixture
def shop(repo: Any) -> Any:
    """A repository without a word of documentation."""
    repo.write("shop/till.py", SHOP)
    repo.commit("Open")
    return repo


@pytest.fixture
def with_model(tmp_path: Any) -> With:
    """Runs what takes a model, with the one at an address."""

    def run(url: str, work: Callable[[Model], Awaitable[T]], cap: Caps = UNLIMITED) -> T:
        spending = Spending(tmp_path / "spending.db")
        endpoint = Endpoint(url, "key", "scripted", 8192, Price(1.0, 2.0, 1.0))
        model = Model(endpoint, spending, Purse(spending, "shop", Budget(), cap, "this run"), Patience(2, 0.01))

        async def opened() -> T:
            await model.open()
            try:
                return await work(model)
            finally:
                await model.close()
                spending.close()

        return asyncio.run(opened())

    return run


@pytest.fixture
def till(repo: Any) -> Any:
    """A repository whose functions are long enough to be worth a model's time, and say what they do."""
    body = "".join(f"    step_{number} = {number}\n" for number in range(150))
    repo.write(
        "till.py",
        '"""The till."""\n\n\ndef round_price(amount):\n    """Round a price to whole cents, half up."""\n'
        "    return int(amount * 100 + 0.5) / 100\n\n\n"
        'def pay(customer, amount):\n    """Have a customer pay a rounded price."""\n'
        f"{body}    return customer.charge(round_price(amount), ledger_entry)\n\n\n"
        f"def ledger_entry(row):\n{body}    return row\n\n\n"
        f"def charge_later(row):\n{body}    return row\n\n\n"
        f"class TillDrawer:\n    def open(self):\n{body.replace('    step', '        step')}",
    )
    for number in range(8):
        repo.write(f"other{number}.py", f"def other{number}(window):\n    return window.draw({number})\n")
    repo.commit("Open the till")
    return repo
