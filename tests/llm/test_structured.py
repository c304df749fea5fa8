from __future__ import annotations

import pytest
from pydantic import BaseModel

from sleepd.llm.errors import Unusable
from sleepd.llm.structured import finished_items, parsed


class Words(BaseModel):
    words: list[str]


@pytest.mark.parametrize(
    "text",
    [
        '{"words": ["a", "b"]}',
        'Here it is:\n```json\n{"words": ["a", "b"]}\n```',
        '{"words": ["a", "b"',
        "{words: ['a', 'b',]}",
    ],
)
def test_what_is_meant_is_read(text: str) -> None:
    assert parsed(text, Words).words == ["a", "b"]


@pytest.mark.parametrize("text", ["", "I can't do that.", "[]", "null", '{"words": 3}', "[" * 5000])
def test_what_is_nothing_is_told(text: str) -> None:
    with pytest.raises(Unusable):
        parsed(text, Words)


def test_items_come_one_by_one() -> None:
    text = '{"n": [1], "words": [{"a": "]"}, {"b": 2}]}'
    counts = [len(finished_items(text[:end], "words")) for end in range(len(text) + 1)]
    assert counts == sorted(counts) and set(counts) == {0, 1, 2}
    assert finished_items(text, "words") == [{"a": "]"}, {"b": 2}]
    assert finished_items(text, "none") == []
