"""Whether two questions are one: the same words in the same order, but for those that only make it a question.

A wrong match answers another question with confidence, a missed one costs a few tokens. So nothing is matched by
likeness: names, verbs, negations, numbers and their order all count, and what is left out are words that change no
answer. tests/answers/test_matching.py has the pairs by which this is judged.
"""

from __future__ import annotations

import re

from ..indexers.words import expand

_TOKEN = re.compile(r"\w+(?:[.:/]+\w+)*|[<>=!]=|[<>]")
_CODE = re.compile(r"[._/:]|[a-z][A-Z]|\d")
_FORM = (
    (re.compile(r"^(?:hey|hi|hello|please|ok|so|and)[,\s]+", re.IGNORECASE), ""),
    (
        re.compile(
            r"^(?:can|could|would) (?:you|someone|anyone) (?:please )?(?:tell|explain to|show) me ", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"^(?:please )?(?:tell|explain to|show) me ", re.IGNORECASE), ""),
    (re.compile(r"^(?:i (?:want|need|would like) to know|do you know|i wonder) ", re.IGNORECASE), ""),
    (re.compile(r"\bwhat's\b", re.IGNORECASE), "what is"),
    (re.compile(r"\bwhere's\b", re.IGNORECASE), "where is"),
    (re.compile(r"\bhow's\b", re.IGNORECASE), "how is"),
    (re.compile(r"(?:n't|nt)\b", re.IGNORECASE), " not"),
    (re.compile(r"[,\s]+(?:please|exactly|again|thanks|thank you)\W*$", re.IGNORECASE), ""),
)
_EMPTY = frozenset({
    "a", "an", "the", "does", "do", "did", "is", "are", "was", "were", "be", "exactly", "actually", "really", "just",
})  # fmt: skip


def meaning_of(text: str) -> str:
    """The same as one string, to keep beside a note."""
    return " ".join(key(text))


def key(text: str) -> tuple[str, ...]:
    """What makes a question this one: two with the same key have the same answer.

    >>> key("How does the router handle a missing slash?") == key("tell me how the router handles missing slashes")
    True
    >>> key("what calls send") == key("what does send call")
    False
    """
    text = " ".join(text.split())
    for pattern, plain in _FORM:
        text = pattern.sub(plain, text)
    return tuple(part for token in _TOKEN.findall(text) for part in _parts(token))


def _parts(token: str) -> list[str]:
    """A name of code as it is; other words by their stem, and none for those that say nothing."""
    if _CODE.search(token.rstrip(".:/")):
        return [token.rstrip(".:/")]
    word = token.lower()
    return [] if word in _EMPTY else [expand(word).split()[0] if len(word) > 1 and expand(word) else word]
