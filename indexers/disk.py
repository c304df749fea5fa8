"""Looking at the work tree without being led out of it, held up by it, or fooled by its time stamps."""

from __future__ import annotations

import os
import stat
from errno import EINVAL
from typing import BinaryIO, NamedTuple

RULE_FILES = frozenset({".gitignore", ".gitattributes"})
"""Files that decide which other files are read."""
_COARSEST_NS = 2_000_000_000
"""A change this shortly after another may leave a time stamp as it is (FAT counts in steps of 2 s)."""
_OPEN_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Stamp(NamedTuple):
    """A file's size and time stamp, by which a change shows."""

    size: int
    stamp_ns: int


OUT_OF_REACH = Stamp(0, -1)
"""The stamp of what is there but may not be looked at."""


def file_stamp(root: str, path: str) -> Stamp | None:
    """The stamp of a regular file; None for anything else: links never lead out."""
    try:
        found = os.lstat(f"{root}/{path}")
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError:
        return OUT_OF_REACH
    return Stamp(found.st_size, _stamp_ns(found)) if stat.S_ISREG(found.st_mode) else None


def folder_stamp(root: str, path: str) -> int | None:
    """The time stamp of a real folder; None for anything else."""
    try:
        found = os.lstat(f"{root}/{path}" if path else root)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError:
        return OUT_OF_REACH.stamp_ns
    return _stamp_ns(found) if stat.S_ISDIR(found.st_mode) else None


def lasting(stamp_ns: int, since_ns: int) -> int:
    """The stamp, when every change after `since_ns` gives another one; otherwise 0, which is no stamp at all, so that
    what has it counts as changed."""
    return stamp_ns if stamp_ns + _COARSEST_NS < since_ns else 0


def names_in(root: str, folder: str) -> list[str]:
    """The paths of what lies directly in a folder, but for git's own and names that are not UTF-8."""
    prefix = f"{folder}/" if folder else ""
    try:
        return [prefix + name for name in os.listdir(f"{root}/{folder}") if name != ".git" and is_text(name)]
    except OSError:
        return []


def is_text(name: str) -> bool:
    """Whether a name is UTF-8, as SQLite and JSON need it; files with other names are left out."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def open_regular(path: str) -> BinaryIO:
    """Open a regular file to read its bytes.

    Raises OSError for anything else: a link could lead anywhere, a pipe could hold us up for ever.
    """
    file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | _OPEN_FLAGS))  # noqa: SIM115
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(EINVAL, "not a regular file")


def _stamp_ns(found: os.stat_result) -> int:
    return max(found.st_mtime_ns, found.st_ctime_ns) if os.name == "posix" else found.st_mtime_ns
