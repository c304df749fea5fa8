"""Identifiers and prose as the words that search matches."""

from __future__ import annotations

import re

WORD = re.compile(r"\w{2,60}")
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


class _Expansions(dict[str, str]):
    """Identifier -> its expansion, computed once: this is asked for every word of every file."""

    def __missing__(self, identifier: str) -> str:
        if len(self) > 500_000:
            self.clear()
        expansion = self[identifier] = _expand(identifier)
        return expansion


_expansions = _Expansions()


def expand(identifier: str) -> str:
    """The identifier's parts, split at case, digits and underscores, and the whole of it, in lower case.

    >>> expand("TaggedJSONSerializer")
    'tagged json serializer taggedjsonserializer'
    >>> expand("ensure_ascii")
    'ensure ascii ensureascii'
    >>> expand("retry")
    'retry'
    """
    return _expansions[identifier]


def expand_all(words: str) -> str:
    """Words separated by blanks, each expanded."""
    return " ".join(map(_expansions.__getitem__, words.split()))


def words(text: str) -> str:
    """The words of any text, expanded, in order."""
    return " ".join(map(_expansions.__getitem__, WORD.findall(text)))


def _expand(identifier: str) -> str:
    parts = [part.lower() for part in _PARTS.findall(identifier)]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return f"{' '.join(parts)} {''.join(parts)}"
