"""What changed in the work tree since it was read, by time stamps alone: no process, no file opened."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from .workspace import Workspace

RULE_FILES = frozenset({".gitignore", ".gitattributes"})
"""Files that decide which other files are read."""

_RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again without a newer time stamp (FAT: 2 s)."""


class Stamp(NamedTuple):
    """A file's size and time stamp, by which a change shows."""

    size: int
    stamp_ns: int


class Changes(NamedTuple):
    """What the time stamps say."""

    changed: list[str]
    """Known files that may have other content now."""
    gone: list[str]
    unknown: list[str]
    """Names that appeared in known folders: files or folders, ignored or not."""
    everything: bool = False
    """Nothing was read yet, or the rules of what to read changed."""


def look(workspace: Workspace) -> Changes:
    """Compare the work tree's time stamps with those remembered."""
    folders = dict(workspace.facts.folders())
    if not folders:
        return Changes([], [], [], True)
    root = workspace.root
    moved, lost = [], set()
    for folder, stamp_ns in folders.items():
        now = folder_stamp(root, folder)
        if now is None or folder.rpartition("/")[0] in lost:
            lost.add(folder)
        elif now != stamp_ns:
            moved.append(folder)
    changed, gone, known = [], [], set()
    for path, size, stamp_ns, checked_ns in workspace.facts.stats():
        known.add(path)
        stamp = None if lost and path.rpartition("/")[0] in lost else file_stamp(root, path)
        if stamp is None:
            gone.append(path)
        elif stamp != (size, stamp_ns) or stamp_ns + _RACY_NS >= checked_ns:
            changed.append(path)
    unknown = [name for folder in moved for name in names_in(root, folder) if name not in known and name not in folders]
    rules = any(path.rpartition("/")[2] in RULE_FILES for path in (*changed, *gone, *unknown))
    return Changes(changed, gone, unknown, rules)


def file_stamp(root: str, path: str) -> Stamp | None:
    """The stamp of a regular file; None for anything else: links never lead out."""
    try:
        found = os.lstat(f"{root}/{path}")
    except (OSError, ValueError):
        return None
    return Stamp(found.st_size, _stamp_ns(found)) if stat.S_ISREG(found.st_mode) else None


def folder_stamp(root: str, path: str) -> int | None:
    """The time stamp of a real folder; None for anything else."""
    try:
        found = os.lstat(f"{root}/{path}" if path else root)
    except (OSError, ValueError):
        return None
    return _stamp_ns(found) if stat.S_ISDIR(found.st_mode) else None


def names_in(root: str, folder: str) -> list[str]:
    """The paths of what lies directly in a folder, but for git's own."""
    prefix = f"{folder}/" if folder else ""
    try:
        return [prefix + name for name in os.listdir(f"{root}/{folder}") if name != ".git"]
    except OSError:
        return []


def _stamp_ns(found: os.stat_result) -> int:
    return max(found.st_mtime_ns, found.st_ctime_ns) if os.name == "posix" else found.st_mtime_ns
