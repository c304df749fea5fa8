"""Two people with a clone each of one repository, and state of their own; what a model writes is scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from serving import Scripted, says
from support import workspace_at

from sleepd.answers.compose import compose
from sleepd.answers.ladder import ask
from sleepd.llm.model import Model, Patience
from sleepd.llm.prices import Price
from sleepd.llm.purse import Purse
from sleepd.llm.settings import UNLIMITED, Budget, Endpoint
from sleepd.refresh import refresh
from sleepd.sharing.adopt import Taken, offer
from sleepd.sharing.own import shareable
from sleepd.sharing.record import Record
from sleepd.sleep.understand import understand
from sleepd.store.spending import Spending
from sleepd.workspace import Workspace

SHOP = """def price(item, discount=0):
    net = item.cost - discount
    return max(net, 1)


def pay(items):
    return sum(price(item) for item in items)
"""
COUNTER = '''"""Sales."""


def decide_cost(sale):
    """Decide what a sale costs in the shop."""
    return sum(sale.items)
'''
PRICE = "shop/till.py::price"
CLAIM = "`price` subtracts the discount from the cost of the item, but gives 1 at least."
QUESTION = "how does decide_cost decide what a sale costs in the shop"
ANSWER = "`decide_cost` sums the items of a sale."


class Person:
    """Somebody with a clone and state of their own."""

    def __init__(self, root: Path, state: Path) -> None:
        self.root = root
        self.state = state

    @contextmanager
    def at_work(self) -> Iterator[Workspace]:
        """Their workspace, in step."""
        with workspace_at(self.root, self.state) as workspace:
            refresh(workspace)
            yield workspace

    def write(self, path: str, text: str) -> None:
        """Change a file."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def has_understood(self, unit: str = PRICE, *claims: str, url: str = "") -> None:
        """A model writes a note, and these claims unless it is a real one."""

        async def work(workspace: Workspace, model: Model) -> None:
            await understand(workspace, unit, model)

        self._with_model(work, claims or (CLAIM,), url)

    def has_asked(self, question: str = QUESTION, claim: str = ANSWER) -> None:
        """A model answers a question."""

        async def work(workspace: Workspace, model: Model) -> None:
            answer = await compose(workspace, question, ask(workspace, question), model)
            assert answer.rung == "compose"

        self._with_model(work, (claim,), "")

    def _with_model(self, work: Callable[[Workspace, Model], Any], claims: tuple[str, ...], url: str) -> None:
        async def opened(url: str, workspace: Workspace) -> None:
            spending = Spending(self.state / "spending.db")
            endpoint = Endpoint(url, "key", "scripted", 8192, Price(1.0, 2.0, 1.0))
            purse = Purse(spending, "shop", Budget(), UNLIMITED, "this run")
            model = Model(endpoint, spending, purse, Patience(2, 0.01))
            await model.open()
            try:
                await work(workspace, model)
            finally:
                await model.close()
                spending.close()

        with ExitStack() as stack:
            workspace = stack.enter_context(self.at_work())
            address = url or stack.enter_context(Scripted(says(*((claim, [1]) for claim in claims))).running())
            asyncio.run(opened(address, workspace))

    def shares(self) -> list[Record]:
        """What they could share."""
        with self.at_work() as workspace:
            return shareable(workspace).records

    def takes(self, records: list[Record]) -> Taken:
        """What comes of the notes of another."""
        with self.at_work() as workspace:
            return offer(workspace, records, lambda what, done, total: None)[1]

    def asks(self, question: str) -> Any:
        """The answer here, without any model."""
        with self.at_work() as workspace:
            return ask(workspace, question)


@pytest.fixture
def origin(repo: Any) -> Any:
    """A shop that both have cloned."""
    repo.write("shop/till.py", SHOP)
    repo.write("counter.py", COUNTER)
    for number in range(8):
        repo.write(f"other{number}.py", f"def other{number}(window):\n    return window.draw({number})\n")
    repo.commit("Open")
    return repo


@pytest.fixture
def bare(origin: Any, tmp_path: Path) -> Path:
    """The remote of both."""
    origin.git("clone", "--quiet", "--bare", str(origin.root), str(tmp_path / "remote.git"))
    return tmp_path / "remote.git"


@pytest.fixture
def ada(origin: Any, bare: Path, tmp_path: Path) -> Person:
    """Who has a model."""
    return _cloned(origin, bare, tmp_path, "ada")


@pytest.fixture
def bob(origin: Any, bare: Path, tmp_path: Path) -> Person:
    """Who has none."""
    return _cloned(origin, bare, tmp_path, "bob")


def _cloned(origin: Any, bare: Path, tmp_path: Path, name: str) -> Person:
    origin.git("clone", "--quiet", str(bare), str(tmp_path / name))
    (tmp_path / f"{name}-state").mkdir()
    return Person(tmp_path / name, tmp_path / f"{name}-state")
