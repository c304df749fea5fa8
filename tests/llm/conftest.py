"""A model to ask, with a budget and a database of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from sleepd.llm.model import ASLEEP, Bill, Model, Patience, Request
from sleepd.llm.prices import Price
from sleepd.llm.purse import Purse
from sleepd.llm.settings import UNLIMITED, Budget, Caps, Endpoint
from sleepd.store.spending import Spending

DOLLAR_A_TOKEN = Price(1_000_000, 1_000_000, 1_000_000)


class Saying(BaseModel):
    text: str


@pytest.fixture
def spending(tmp_path: Path) -> Any:
    opened = Spending(tmp_path / "spending.db")
    yield opened
    opened.close()


Ask = Callable[..., Saying]


@pytest.fixture
def bill() -> Bill:
    return Bill("a.py")


@pytest.fixture
def ask(spending: Spending, bill: Bill) -> Ask:
    """Asks the server at an address; gives what it says."""

    def asked(
        url: str, cap: Caps = UNLIMITED, patience: Patience = ASLEEP, text: str = "Say hello.", **request: Any
    ) -> Saying:
        endpoint = Endpoint(url, "key", "scripted", 4096, DOLLAR_A_TOKEN)
        purse = Purse(spending, "repo", Budget(UNLIMITED, UNLIMITED), cap, "this test")
        model = Model(endpoint, spending, purse, patience)

        async def run() -> Saying:
            await model.open()
            try:
                return await model.write(Request("You are terse.", text, 50, **request), Saying, bill, "test")
            finally:
                await model.close()

        return asyncio.run(run())

    return asked
