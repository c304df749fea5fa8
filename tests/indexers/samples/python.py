"""Fetch exchange rates and keep the last good ones."""

from __future__ import annotations

import os
import time as clock
from decimal import Decimal
from urllib.request import urlopen

from .errors import RateError, Unavailable as Gone

API_KEY = os.environ["RATES_API_KEY"]
TIMEOUT: float = float(os.environ.get("RATES_TIMEOUT", "5"))


class Rate(Decimal):
    """One price, with the time it was seen."""

    seen = 0.0

    @property
    def age(self) -> float:
        """Seconds since it was seen."""
        return clock.time() - self.seen

    @classmethod
    def parse(cls, text: str) -> Rate:
        def clean(raw: str) -> str:
            return raw.strip().replace(",", "")

        rate = cls(clean(text))
        rate.seen = clock.time()
        return rate


@app.get("/rates/{code}")
async def rate_of(code: str) -> Rate:
    """The rate of one currency.

    Raises RateError for a code that nobody quotes.
    """
    # TODO: ask the second provider when the first is down
    if not code.isalpha():
        raise RateError(code)
    return Rate.parse(fetch(code))


def fetch(code: str) -> str:
    try:
        with urlopen(f"https://rates.example/{code}?key={API_KEY}", timeout=TIMEOUT) as answer:
            return answer.read().decode()
    except TimeoutError as error:
        raise Gone(code) from error


def main() -> None:
    print(fetch("EUR"))
