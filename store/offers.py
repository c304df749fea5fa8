"""Notes that others wrote, as they came: they wait here until the code that they are about is in the work tree."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

MOST = 50_000
"""So many are kept."""


class Offers:
    """Typed reads and writes of offered notes over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, offers: Mapping[str, str]) -> int:
        """Keep key -> JSON of what was not offered before, as far as there is room; returns how much was new.

        Inside `Database.writing`, as `withdraw`.
        """
        before = self.count()
        self._db.executemany("INSERT OR IGNORE INTO offer VALUES (?, ?)", list(offers.items())[: MOST - before])
        return self.count() - before

    def withdraw(self, keys: Iterable[str]) -> None:
        """Drop some."""
        self._db.executemany("DELETE FROM offer WHERE key = ?", [(key,) for key in keys])

    def all(self) -> dict[str, str]:
        """Key -> JSON."""
        return dict(self._db.execute("SELECT key, record FROM offer ORDER BY key"))

    def count(self) -> int:
        """How many there are."""
        return int(self._db.execute("SELECT count(*) FROM offer").fetchone()[0])
