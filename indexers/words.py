"""Identifiers and prose as the words that search matches."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

WORD = re.compile(r"\w{2,60}")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_REPEATS = 3
"""A word counts at most this often in one passage: BM25 hardly tells 3 from 30, and the index is half the size."""


@lru_cache(maxsize=200_000)
def expand(identifier: str) -> str:
    """The identifier's parts, split at case, digits and underscores, and the whole of it, in lower case.

    >>> expand("TaggedJSONSerializer")
    'tagged json serializer taggedjsonserializer'
    >>> expand("ensure_ascii")
    'ensure ascii ensureascii'
    >>> expand("retry")
    'retry'
    """
    parts = [part.lower() for part in _PARTS.findall(identifier)]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return f"{' '.join(parts)} {''.join(parts)}"


class _Spaced(dict[str, str]):
    """Identifier -> its expansion and a space, computed once: this runs for every word of every file."""

    def __missing__(self, identifier: str) -> str:
        if len(self) > 500_000:
            self.clear()
        spaced = self[identifier] = f"{expand(identifier)} "
        return spaced


_spaced = _Spaced()


def words(text: str) -> str:
    """The words of `text`, expanded, in order."""
    return " ".join(expand(word) for word in WORD.findall(text))


def bag(text: str) -> str:
    """The words of `text`, expanded, each as often as it occurs but at most three times; the order is lost."""
    counts = Counter(WORD.findall(text))
    return "".join([_spaced[word] * (count if count < _REPEATS else _REPEATS) for word, count in counts.items()])
