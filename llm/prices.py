"""What tokens cost, in US dollars per million. The user's configuration corrects and completes the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_MILLION = 1_000_000


class Price(NamedTuple):
    """Of one model."""

    prompt: float
    completion: float
    cached: float
    """Of the prompt's tokens that the provider had in its cache."""
    known: bool = True

    def of(self, prompt: int, completion: int, cached: int = 0) -> float:
        """US dollars for so many tokens; `cached` is a part of `prompt`."""
        return ((prompt - cached) * self.prompt + cached * self.cached + completion * self.completion) / _MILLION


FREE = Price(0.0, 0.0, 0.0)
_PRICES = {
    "gpt-4.1": Price(2.0, 8.0, 0.5),
    "gpt-4.1-mini": Price(0.4, 1.6, 0.1),
    "gpt-4.1-nano": Price(0.1, 0.4, 0.025),
    "gpt-4o": Price(2.5, 10.0, 1.25),
    "gpt-4o-mini": Price(0.15, 0.6, 0.075),
    "gpt-5": Price(1.25, 10.0, 0.125),
    "gpt-5-mini": Price(0.25, 2.0, 0.025),
    "gpt-5-nano": Price(0.05, 0.4, 0.005),
}
"""Providers change these: `[prices]` in the configuration has the last word."""
UNKNOWN = Price(10.0, 40.0, 10.0, known=False)
"""An unknown price is taken to be high, so that a cap on money holds whatever it turns out to be."""


def read_prices(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Price]:
    """The built-in table with the user's own: `{"model": {"prompt": 1.0, "completion": 2.0}}`.

    Raises ValueError for what is no price.
    """
    return _PRICES | {model: _price(model, row) for model, row in table.items()}


def _price(model: str, row: Mapping[str, Any]) -> Price:
    amounts = {key: float(value) for key, value in row.items()}
    if not {"prompt", "completion"} <= set(amounts) <= {"prompt", "completion", "cached"} or min(amounts.values()) < 0:
        raise ValueError(
            f"prices.{model!r} needs prompt and completion, and may have cached: dollars per million tokens"
        )
    return Price(amounts["prompt"], amounts["completion"], amounts.get("cached", amounts["prompt"]))


def price_of(prices: Mapping[str, Price], model: str, local: bool) -> Price:
    """The price of a model; a dated version has that of the longest name it begins with."""
    names = sorted((name for name in prices if model == name or model.startswith(f"{name}-20")), key=len)
    return prices[names[-1]] if names else FREE if local else UNKNOWN
