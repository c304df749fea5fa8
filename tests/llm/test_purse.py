from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sleepd.llm.errors import OverBudget
from sleepd.llm.purse import Purse
from sleepd.llm.settings import UNLIMITED, Budget, Caps
from sleepd.store.spending import Spending

OPEN = Budget(UNLIMITED, UNLIMITED)


def purse(spending: Spending, budget: Budget = OPEN, own: Caps = UNLIMITED, repository: str = "a") -> Purse:
    return Purse(spending, repository, budget, own, "this run")


def test_what_a_call_did_not_need_comes_back(spending: Spending) -> None:
    own = purse(spending, own=Caps(100, 1.0))
    first = own.reserve(80, 0.8)
    with pytest.raises(OverBudget, match="this run has 20 tokens"):
        own.reserve(30, 0.1)
    with pytest.raises(OverBudget, match=r"this run has \$0.2"):
        own.reserve(10, 0.3)
    own.settle(first, 10, 0.1)
    assert (own.tokens, own.money) == (10, pytest.approx(0.1))
    own.reserve(90, 0.9)


def test_every_cap_holds(spending: Spending) -> None:
    budget = Budget(day=Caps(100, 10), repository=Caps(60, 10))
    purse(spending, budget).reserve(60, 0)
    with pytest.raises(OverBudget, match="repository"):
        purse(spending, budget).reserve(1, 0)
    other = purse(spending, budget, repository="b")
    with pytest.raises(OverBudget, match="for today has 40"):
        other.reserve(41, 0)
    other.reserve(40, 0)
    assert spending.today() == (100, 0) and spending.today("b") == (40, 0)


RESERVE_ALL = """
import sys
from pathlib import Path
from sleepd.llm.errors import OverBudget
from sleepd.llm.purse import Purse
from sleepd.llm.settings import UNLIMITED, Budget, Caps
from sleepd.store.spending import Spending
purse = Purse(Spending(Path(sys.argv[1])), "a", Budget(day=Caps(1000, 1)), Caps(), "this run")
try:
    while True:
        purse.reserve(7, 0)
except OverBudget:
    pass
"""


def test_processes_side_by_side_stay_within_the_day(tmp_path: Path) -> None:
    path = tmp_path / "spending.db"
    workers = [subprocess.Popen([sys.executable, "-c", RESERVE_ALL, str(path)]) for _ in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert Spending(path).today().tokens == 1000 // 7 * 7
