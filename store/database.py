"""One SQLite database per repository: opening, healing, transactions."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import SleepdError
from .schema import VERSION, migrate

_BUSY_SECONDS = 20.0


def state_folder() -> Path:
    """Where all state lives: `SLEEPD_STATE_DIR`, or the platform's folder for state."""
    chosen = os.environ.get("SLEEPD_STATE_DIR")
    if chosen:
        return Path(chosen)
    from platformdirs import user_state_path

    return user_state_path("sleepd", appauthor=False)


def database_path(root: str) -> Path:
    """The database of the repository whose work tree is at `root`."""
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    name = re.sub(r"[^\w.-]", "_", os.path.basename(root)) or "root"
    return state_folder() / "repositories" / f"{name}-{digest}.db"


class Database:
    """An open database. `read_only` when the state can be read but not written."""

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, creating or healing it as needed.

        Raises SleepdError when there is none and none can be written.
        """
        self.path = path
        self.healed = False
        self.read_only = False
        try:
            self.connection = _open(path)
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                _set_aside(path)
                self.healed = True
                self.connection = _open(path)
            elif path.exists():
                self.connection = _open_read_only(path)
                self.read_only = True
            else:
                raise _unwritable(path, error) from None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of everything read within, whatever others write meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    @contextmanager
    def writing(self, wait: bool = True) -> Iterator[sqlite3.Connection]:
        """A write transaction: all or nothing, one writer at a time.

        Raises SleepdError when the disk is full, the state can't be written, or another writer is at work and stays
        at it for long; unless told to `wait`, for as much as a moment.
        """
        connection = self.connection
        try:
            if not wait:
                connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise _unwritable(self.path, error) from None
        finally:
            if not wait:
                connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")
        try:
            yield connection
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            raise _unwritable(self.path, error) from None
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def get(self, key: str, default: str = "") -> str:
        """A remembered value."""
        row = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set(self, key: str, value: str) -> None:
        """Remember a value; inside `writing` only."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise _unwritable(path, error) from None
    connection = _connect(f"{path.as_uri()}?mode=rwc")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise SleepdError(
                f"the state {path} was written by a newer sleepd", "upgrade sleepd, or delete that file: it is a cache"
            )
        if version < VERSION:
            _migrate(path, connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, timeout=_BUSY_SECONDS, isolation_level=None, uri=True)
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection


def _open_read_only(path: Path) -> sqlite3.Connection:
    try:
        connection = _connect(f"{path.as_uri()}?mode=ro")
        connection.execute("SELECT 1 FROM file LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        try:
            connection = _connect(f"{path.as_uri()}?mode=ro&immutable=1")
            connection.execute("SELECT 1 FROM file LIMIT 1").fetchone()
        except sqlite3.DatabaseError as error:
            raise _unwritable(path, error) from None
    return connection


def _migrate(path: Path, connection: sqlite3.Connection) -> None:
    from filelock import FileLock

    with FileLock(f"{path}.lock"):
        migrate(connection)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return not isinstance(error, sqlite3.OperationalError) or "malformed" in str(error)


def _set_aside(path: Path) -> None:
    """Keep a damaged database for its owner to look at, out of the way; its journals go with it."""
    path.replace(path.with_name(f"{path.name}.damaged"))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _unwritable(path: Path, error: Exception) -> SleepdError:
    if "full" in str(error):
        return SleepdError(f"the disk is full: {path} could not be written", "free some space; nothing is lost")
    if "locked" in str(error):
        return SleepdError(f"another sleepd keeps {path} busy", "try again in a moment")
    return SleepdError(
        f"the state {path} can't be written: {error}", "set SLEEPD_STATE_DIR to a folder that you can write to"
    )
