"""What one process must do alone: a lock that the system releases when its holder dies."""

from __future__ import annotations

import sqlite3
from pathlib import Path

BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class Lock:
    """A lock on a file of its own. Not held at first."""

    def __init__(self, path: Path, seconds: float) -> None:
        """`seconds` is how long `take` waits. Raises sqlite3.Error when the file can't be made."""
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=rwc", timeout=seconds, isolation_level=None, uri=True)

    def take(self) -> bool:
        """Hold the lock; False when another process does. Raises sqlite3.Error when the file can't be written."""
        try:
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if code_of(error) in BUSY:
                return False
            raise
        return True

    def release(self) -> None:
        """Let go of it."""
        self._connection.close()


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
