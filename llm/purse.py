"""Hard caps. What a call can cost at most is set aside before it is made; nothing is spent that no cap has left."""

from __future__ import annotations

from typing import NamedTuple

from ..store.spending import Spending
from .errors import OverBudget
from .settings import Budget, Caps


class Reservation(NamedTuple):
    """What was set aside for a call that is under way."""

    number: int
    tokens: int
    money: float


class Purse:
    """What one run of the sleep passes, or one question, may spend: its own cap, its repository's and the day's."""

    def __init__(self, spending: Spending, repository: str, budget: Budget, own: Caps, name: str) -> None:
        self._spending = spending
        self._repository = repository
        self._own, self._name = own, name
        self._budget = budget
        self.tokens = 0
        """Spent and reserved from this purse."""
        self.money = 0.0

    def reserve(self, tokens: int, money: float) -> Reservation:
        """Set this much aside. Raises OverBudget, having set nothing aside, when any cap has less left."""
        with self._spending.writing():
            scopes = (
                (self._name, _left(self._own, self.tokens, self.money)),
                ("this repository today", _left(self._budget.repository, *self._spending.today(self._repository))),
                ("today", _left(self._budget.day, *self._spending.today())),
            )
            for scope, left in scopes:
                if tokens > left.tokens:
                    raise OverBudget(
                        f"the budget for {scope} has {left.tokens:,.0f} tokens left, a call needs {tokens:,}"
                    )
                if money > left.money:
                    raise OverBudget(f"the budget for {scope} has ${left.money:.4f} left, a call may cost ${money:.4f}")
            number = self._spending.reserve(self._repository, tokens, money)
        self.tokens += tokens
        self.money += money
        return Reservation(number, tokens, money)

    def settle(self, reservation: Reservation, tokens: int, money: float) -> None:
        """Give back what a call did not need."""
        self._spending.settle(reservation.number, tokens, money)
        self.tokens += tokens - reservation.tokens
        self.money += money - reservation.money


def _left(caps: Caps, tokens: float, money: float) -> Caps:
    return Caps(max(0, caps.tokens - tokens), max(0.0, caps.money - money))
