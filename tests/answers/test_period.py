from __future__ import annotations

import time

import pytest

from sleepd.answers.period import since

DAY = 86_400


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("what changed last week", 7),
        ("what changed in X in the last 3 weeks", 21),
        ("what changed in the past month", 31),
        ("what happened 2 days ago", 2),
        ("what changed today", 1),
        ("what changed in X recently?", 31),
        ("this year", 366),
    ],
)
def test_relative(text: str, days: int) -> None:
    assert since(text, lambda name: None) == pytest.approx(time.time() - days * DAY, abs=5)


def test_dates_and_names() -> None:
    start = since("since 2024-05-01", lambda name: None)
    assert start is not None and time.localtime(start)[:3] == (2024, 5, 1)
    assert since("what changed since v2.1?", {"v2.1": 42}.get) == 42
    assert since("what changed since the release v2.1", {"v2.1": 42}.get) == 42
    assert since("what changed in X", lambda name: 1 / 0) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("since 2024-13-77", None), ("since 0000-01-01", None), (f"in the last {'9' * 50} years", 0)],
)
def test_nonsense_is_no_moment(text: str, expected: int | None) -> None:
    assert since(text, lambda name: None) == expected
