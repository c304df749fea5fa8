"""One SQLite database per repository: opening, healing, transactions."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TypeVar

from ..errors import NewerState, SleepdError
from ..state import make_private, state_folder
from .filesystem import is_remote
from .lock import BUSY, Lock, code_of
from .schema import VERSION, migrate

SQLITE = sqlite3.sqlite_version
"""The version of SQLite."""
_BUSY_SECONDS = 20.0
_LONG_JOURNAL = 4 << 20
"""Bytes of write-ahead log beyond which it is emptied at the end of the work."""
_SETTINGS = ("mmap_size = 268435456", "cache_size = -65536", "secure_delete = OFF")
"""The cache holds what a first reading goes back to; only what is used of it takes memory."""
_MAX_NAME = 40
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_OUR_FAULT = {sqlite3.SQLITE_ERROR, 0}

T = TypeVar("T")


def database_path(root: str) -> Path:
    """The database of the repository whose work tree is at `root`."""
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    name = re.sub(r"[^\w.-]", "_", os.path.basename(root))[:_MAX_NAME] or "root"
    return Path(state_folder(), "repositories", f"{name}-{digest}.db")


class Database:
    """An open database. `read_only` when the state can be read but not written; `healed` when it was damaged, and
    is now a new one."""

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, creating or healing it as needed.

        Raises SleepdError when there is none and none can be written.
        """
        self.path = path
        self.healed = False
        self.read_only = False
        self._alone = False
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                self.heal()
            elif path.is_file():
                self.connection = _open_read_only(path, error)
                self.read_only = True
            else:
                raise _unwritable(path, error) from None

    def _open(self) -> None:
        _make_folder(self.path)
        self.connection = _connect(self.path, "rwc", _BUSY_SECONDS)
        try:
            self._file = _identity(self.path)
            for setting in _SETTINGS:
                self.connection.execute(f"PRAGMA {setting}")
            version = self.connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise NewerState(
                    f"the state {self.path} was written by a newer sleepd",
                    "upgrade sleepd, or delete that file: it is a cache",
                )
            if version < VERSION:
                with self.alone():
                    self.connection.execute("PRAGMA page_size = 8192")
                    self.connection.execute(f"PRAGMA journal_mode = {'TRUNCATE' if is_remote(self.path) else 'WAL'}")
                    migrate(self.connection)
            self.connection.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            self.connection.close()
            raise

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
            with nullcontext() if wait else self._in_a_hurry():
                connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            self._roll_back()
            if code_of(error) in _OUR_FAULT:
                raise
            raise _unwritable(self.path, error) from None
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def _in_a_hurry(self) -> Iterator[None]:
        """Fail at once where another process is in the way."""
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")

    def _roll_back(self) -> None:
        with suppress(sqlite3.OperationalError):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")

    @contextmanager
    def alone(self, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
        """What takes several transactions, by one process at a time: the others wait, and hear so.

        The system lets go of the lock when its process dies. Raises SleepdError when the state can't be written.
        """
        if self._alone:
            yield
            return
        lock = Lock(self.path.with_name(f"{self.path.name}.lock"), 0.5)
        try:
            while not _take(lock, self.path):
                waiting()
            self._alone = True
            yield
            self._empty_long_journal()
        finally:
            self._alone = False
            lock.release()

    def _empty_long_journal(self) -> None:
        journal = f"{self.path}-wal"
        if os.path.exists(journal) and os.path.getsize(journal) > _LONG_JOURNAL:
            with suppress(sqlite3.OperationalError), self._in_a_hurry():
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def healing(self, action: Callable[[], T]) -> T:
        """What `action` returns. When the database turns out to be damaged or was deleted, a new one takes its place
        and `action` runs once more, so it should begin with a refresh.

        Raises SleepdError when the new one is damaged as well.
        """
        if self._file != _identity(self.path):
            self._reopen()
        try:
            return action()
        except Exception as error:
            if is_damage(error):
                self.heal()
            elif self._file != _identity(self.path):
                self._reopen()
            else:
                raise
        try:
            return action()
        except Exception as error:
            if not is_damage(error):
                raise
            raise SleepdError(f"{self.path} is damaged as soon as it is written: {error}", "check the disk") from None

    def heal(self) -> None:
        """Begin anew, unless another process did so already; the damaged database is kept aside for its owner."""
        self.connection.close()
        with self.alone():
            if self._file == _identity(self.path):
                _set_aside(self.path)
            self._open()
        self.healed = True

    def _reopen(self) -> None:
        self.connection.close()
        self._open()

    def is_damaged(self) -> bool:
        """Whether a look through all of it finds damage."""
        try:
            found = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError:
            return True
        return bool(found != "ok")

    def version(self) -> int:
        """A number that changes when another process writes."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

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


def is_damage(error: Exception) -> bool:
    """Whether an error means that the database does not hold what was written to it."""
    return isinstance(error, zlib.error) or (isinstance(error, sqlite3.Error) and code_of(error) in _DAMAGE)


def _connect(path: Path, mode: str, seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode={mode}", timeout=seconds, isolation_level=None, uri=True)


def _make_folder(path: Path) -> None:
    if path.parent.is_dir():
        return
    try:
        make_private(os.fspath(path.parent))
        (path.parent / ".gitignore").write_text("*\n")  # In case the state lies in a work tree.
    except OSError as error:
        raise _unwritable(path, error) from None


def _open_read_only(path: Path, reason: Exception) -> sqlite3.Connection:
    """Raises SleepdError, for the reason that it could not be opened to write, when it can't be read either."""
    for mode in ("ro", "ro&immutable=1"):
        with suppress(sqlite3.DatabaseError):
            connection = _connect(path, mode, _BUSY_SECONDS)
            connection.execute("SELECT 1 FROM file LIMIT 1").fetchone()
            return connection
    raise _unwritable(path, reason)


def _take(lock: Lock, path: Path) -> bool:
    try:
        return lock.take()
    except sqlite3.OperationalError as error:
        raise _unwritable(path, error) from None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _set_aside(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.replace(path.with_name(f"{path.name}.damaged"))


def _unwritable(path: Path, error: Exception) -> SleepdError:
    if path.is_dir():
        return SleepdError(f"{path} is a folder, where a file of sleepd's should be", "move it away or delete it")
    code = code_of(error) if isinstance(error, sqlite3.Error) else 0
    if code == sqlite3.SQLITE_FULL:
        return SleepdError(f"the disk is full: {path} could not be written", "free some space; nothing is lost")
    if code in BUSY:
        return SleepdError(f"another sleepd keeps {path} busy", "try again in a moment")
    return SleepdError(
        f"the state {path} can't be written: {error}", "set SLEEPD_STATE_DIR to a folder that you can write to"
    )
