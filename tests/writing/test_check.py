"""Claims as models write them, true and false, about a small repository."""

from __future__ import annotations

from typing import Any

import pytest

from sleepd.writing.check import check, says_again
from sleepd.writing.material import Gathering, Material

BANK = '''"""Accounts."""


class Account:
    def withdraw(self, amount, limit=500):
        """Take money out."""
        if amount > limit:
            raise ValueError("over the limit")
        self.balance -= amount
        self.record("withdraw", amount)
        return self.balance

    def record(self, what, amount):
        self.log.append((what, amount))


class Savings(Account):
    pass


def audit(account):
    account.withdraw(10)
'''
TRUE = [
    ("`withdraw` subtracts the amount from the balance and returns it.", [1]),
    ("`Account.withdraw` raises `ValueError` when the amount is over the limit.", [1]),
    ("The limit of withdraw is 500.", [1]),
    ('It fails with "over the limit".', [1]),
    ("withdraw calls record with the amount.", [1]),
    ("audit calls withdraw on the account.", [2]),
    ("Savings inherits from Account.", [3]),
    ("`audit` withdraws 10 from an account.", [1]),
]
FALSE = [
    ("`withdraw` checks the pin code of the customer.", [1], "what it says"),
    ("`withdraw` raises `PermissionError` over the limit.", [1], "PermissionError"),
    ("The limit of withdraw is 1000.", [1], "1000"),
    ('It fails with "no money left".', [1], "no money left"),
    ("record calls withdraw with the amount.", [1], "does not call"),
    ("withdraw calls audit on the account.", [1, 2], "does not call"),
    ("Account inherits from Savings.", [1, 3], "does not inherit"),
    ("withdraw calls `deposit`.", [1], "deposit"),
    ("withdraw is safe and takes money out.", [1], "verdict"),
    ("withdraw takes money out.", [], "no source"),
    ("withdraw takes money out.", [9], "no source"),
    ("", [1], "no source"),
    ("withdraw takes money out. " * 20, [1], "too long"),
]


@pytest.fixture
def bank(look: Any, repo: Any) -> Any:
    repo.write("bank.py", BANK)
    return look(repo)


def material(view: Any) -> Material:
    gathering = Gathering(view, 2000)
    for unit in ("Account", "audit", "Savings"):
        assert gathering.add_place(view.find(f"bank.py::{unit}"))
    return gathering.done()


@pytest.mark.parametrize("text, sources", TRUE)
def test_what_is_so_stands(bank: Any, text: str, sources: list[int]) -> None:
    checked = check(bank, material(bank), text, sources)
    assert not checked.fault and checked.support > 0 and checked.evidence


@pytest.mark.parametrize("text, sources, fault", FALSE)
def test_what_is_not_so_falls(bank: Any, text: str, sources: list[int], fault: str) -> None:
    checked = check(bank, material(bank), text, sources)
    assert fault in checked.fault and not checked.support and not checked.evidence


def test_a_source_that_shows_a_name_is_added(bank: Any) -> None:
    checked = check(bank, material(bank), "`audit` takes money out of an account.", [1])
    assert [item.symbol for item in checked.evidence] == ["Account", "audit"]


def test_nothing_is_said_twice() -> None:
    assert says_again("Takes the money out.", "withdraw: take money out, and record it")
    assert not says_again("Takes the money out and records it.", "withdraw: take money out")
