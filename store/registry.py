"""The repositories that the user works with, so that a new daemon knows what to watch."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from ..state import make_private, state_folder

_TABLE = "CREATE TABLE IF NOT EXISTS repository (root TEXT PRIMARY KEY, used INTEGER NOT NULL) WITHOUT ROWID"
_MOST = 1_000


class Registry:
    """Work trees and when each was last used. A cache like all state: one that is damaged or can't be written begins
    anew, in memory if need be."""

    def __init__(self) -> None:
        """Open it."""
        path = Path(state_folder(), "registry.db")
        try:
            make_private(os.fspath(path.parent))
            self._db = _open(path)
        except (OSError, sqlite3.OperationalError):
            self._db = _open(":memory:")
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._db = _open(path)

    def used(self, root: str) -> None:
        """Remember that a repository is used now; those that were not for longest are forgotten."""
        with suppress(sqlite3.OperationalError):
            self._db.execute("INSERT OR REPLACE INTO repository VALUES (?, ?)", (root, int(time.time())))
            self._db.execute(
                "DELETE FROM repository WHERE root NOT IN (SELECT root FROM repository ORDER BY used DESC LIMIT ?)",
                (_MOST,),
            )

    def lately(self, seconds: float) -> list[str]:
        """The repositories used in the last so many seconds, the last one first."""
        rows = self._db.execute(
            "SELECT root FROM repository WHERE used >= ? ORDER BY used DESC", (time.time() - seconds,)
        )
        return [row[0] for row in rows]

    def close(self) -> None:
        """Close it."""
        self._db.close()


def _open(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    connection.execute(_TABLE)
    return connection
