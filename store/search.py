"""Full-text search over passages: the candidates that ranking starts from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class Match(NamedTuple):
    """A passage that matched: its symbol's row id and its BM25 score, larger is better."""

    symbol_id: int
    score: float


class Search:
    """Full-text reads over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def passages(self, terms: Iterable[str], weights: tuple[float, float, float, float], limit: int) -> list[Match]:
        """The passages that hold any of these words, best first; weights are for name, path, doc and body."""
        expression = any_of(terms)
        if not expression:
            return []
        rows = self._db.execute(
            "SELECT rowid, -bm25(passage, ?, ?, ?, ?) AS score FROM passage WHERE passage MATCH ?"
            " ORDER BY score DESC, rowid LIMIT ?", (*weights, expression, limit),
        )  # fmt: skip
        return [Match(*row) for row in rows]

    def passage_count(self) -> int:
        """How many passages there are."""
        return int(self._db.execute("SELECT count(*) FROM symbol WHERE kind <> 'field'").fetchone()[0])


def any_of(terms: Iterable[str]) -> str:
    """An FTS5 expression that matches any of some plain words, each quoted so that it can't be syntax."""
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in dict.fromkeys(terms) if term.strip())
