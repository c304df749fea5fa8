"""Full-text search: candidates and frequencies for ranking. Words come stemmed (see indexers.words) and weighted."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from .facts import PASSAGE_TABLES

_TERM_TABLES = ("source_term", "other_term")

Weights = Mapping[str, int]
"""Word -> how much it counts, in small whole numbers: FTS5 counts a word twice that is said twice."""

_COLUMNS = "5.0, 2.0, 1.5, 1.0"
"""BM25 weights of name, owner, path and body."""


class Match(NamedTuple):
    """A passage that matched. Scores are BM25, for each full unit of weight; larger is better."""

    symbol_id: int
    score: float
    body_score: float
    """By its body alone."""

    @property
    def file_id(self) -> int:
        """The file it lies in."""
        return self.symbol_id >> 20


class Search:
    """Full-text reads over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._frequencies: dict[str, int] = {}
        self._message_frequencies: dict[str, int] = {}

    def passages(self, weights: Weights, limit: int, unit: int = 1) -> list[Match]:
        """The passages that hold any of the words, best first; `unit` is the weight that counts as one."""
        if not weights:
            return []
        expression, scale = _any_of(weights), _scale(weights, unit)
        found = [
            Match(row, score * scale, body * scale)
            for table in PASSAGE_TABLES
            for row, score, body in self._db.execute(
                f"SELECT rowid, -bm25({table}, {_COLUMNS}) AS score, -bm25({table}, 0, 0, 0, 1) FROM {table}"
                f" WHERE {table} MATCH ? ORDER BY score DESC, rowid LIMIT ?",
                (expression, limit),
            )
        ]
        return sorted(found, key=lambda match: (-match.score, match.symbol_id))[:limit]

    def messages(self, weights: Weights, limit: int, unit: int = 1) -> list[tuple[int, float]]:
        """(revision id, score) of the commits whose message holds any of the words, best first."""
        if not weights:
            return []
        rows = self._db.execute(
            "SELECT rowid, -bm25(message) AS score FROM message WHERE message MATCH ? ORDER BY score DESC, rowid DESC"
            " LIMIT ?", (_any_of(weights), limit),
        )  # fmt: skip
        scale = _scale(weights, unit)
        return [(row, score * scale) for row, score in rows]

    def passage_count(self) -> int:
        """How many passages there are."""
        return sum(self._db.execute(f"SELECT count(*) FROM {table}_docsize").fetchone()[0] for table in PASSAGE_TABLES)

    def message_count(self) -> int:
        """How many commit messages there are."""
        return int(self._db.execute("SELECT count(*) FROM message_docsize").fetchone()[0])

    def frequency(self, word: str) -> int:
        """In how many passages a word stands."""
        if word not in self._frequencies:
            rows = (self._db.execute(f"SELECT doc FROM {t} WHERE term = ?", (word,)).fetchone() for t in _TERM_TABLES)
            self._frequencies[word] = sum(row[0] for row in rows if row)
        return self._frequencies[word]

    def message_frequency(self, word: str) -> int:
        """In how many commit messages a word stands."""
        if word not in self._message_frequencies:
            row = self._db.execute("SELECT doc FROM message_term WHERE term = ?", (word,)).fetchone()
            self._message_frequencies[word] = row[0] if row else 0
        return self._message_frequencies[word]


def _any_of(weights: Weights) -> str:
    """An FTS5 expression for any of the words, each quoted so that it can't be syntax."""
    divisor = math.gcd(*weights.values())
    return " OR ".join(
        '"' + word.replace('"', '""') + '"' for word, weight in weights.items() for _ in range(weight // divisor)
    )


def _scale(weights: Weights, unit: int) -> float:
    return math.gcd(*weights.values()) / unit
