"""Identifiers and prose as the words that search matches: split, stemmed, and whole."""

from __future__ import annotations

import re

import Stemmer

_WORD = re.compile(r"\w\w+")
_BLANKED = "".join(chr(code) if _WORD.match(chr(code) * 2) else " " for code in range(128))
"""What each ASCII character is to `split`: itself in a word, a blank between words."""
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


_stemmer = Stemmer.Stemmer("porter")
_stemmer.maxCacheSize = 0  # Its cache costs more than stemming anew.
_stem = _stemmer.stemWord


class _Expansions(dict[str, str]):
    """Identifier -> its expansion, computed once: this is asked for every word of every file."""

    def __missing__(self, identifier: str) -> str:
        if len(self) > 500_000:
            self.clear()
        expansion = self[identifier] = _expand(identifier)
        return expansion


_expansions = _Expansions()


def expand(identifier: str) -> str:
    """The stems of the identifier's parts, split at case, digits and underscores, and the whole of it, in lower case.

    >>> expand("TaggedJSONSerializer")
    'tag json serial taggedjsonserializer'
    >>> expand("retries")
    'retri'
    >>> expand("__init__")
    'init __init__'
    """
    return _expansions[identifier]


def expand_all(words: str) -> str:
    """Words separated by blanks, each expanded."""
    return " ".join(map(_expansions.__getitem__, words.split()))


def split(text: str) -> list[str]:
    """The words of any text as written, in order: letters, digits and underscores, two at least."""
    if text.isascii():
        return [word for word in text.translate(_BLANKED).split() if len(word) > 1]
    return _WORD.findall(text)


def words(text: str) -> str:
    """The words of any text, expanded, in order."""
    return " ".join(map(_expansions.__getitem__, split(text)))


def parts_of(identifier: str) -> list[str]:
    """The stems of the identifier's parts.

    >>> parts_of("ensure_ascii")
    ['ensur', 'ascii']
    """
    return [_stem(part.lower()) for part in _PARTS.findall(identifier)]


def _expand(identifier: str) -> str:
    parts = parts_of(identifier)
    if identifier[:2] == "__" == identifier[-2:] and parts:
        parts.append(identifier.lower())
    elif len(parts) > 1:
        parts.append(identifier.lower().replace("_", ""))
    return " ".join(parts)
