"""What changed in the work tree since it was read, by time stamps alone: no process, no file opened."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

from .indexers import git
from .indexers.disk import RULE_FILES, file_stamp, folder_stamp, lasting, names_in
from .store.schema import FACTS, HISTORY, layout
from .workspace import Workspace

FACTS_VERSION = f"10 {layout(FACTS)}"
"""Raise its number when indexers say something new: all facts and the history are then read again. Notes stay."""


class Changes(NamedTuple):
    """What the time stamps say."""

    changed: list[str] = []
    """Known files that may have other content now."""
    gone: list[str] = []
    unknown: list[str] = []
    """Names that appeared in known folders: files or folders, ignored or not."""
    folders: dict[str, int] = {}
    """The folders that changed, with their new stamps as `lasting` gives them."""
    lost: list[str] = []
    """Folders that are no more."""
    listing: bool = False
    """What git lists may be something else: its index, its private rules or a repository inside of this one changed."""
    everything: bool = False
    """Nothing was read yet, or the rules of what to read changed."""
    history: bool = False
    """The history is another one."""


EVERYTHING = Changes(listing=True, everything=True, history=True)


def look(workspace: Workspace) -> Changes:
    """Compare the work tree's time stamps with those remembered."""
    since_ns = time.time_ns()
    root, facts, database = workspace.root, workspace.facts, workspace.database
    if database.get("facts_version") != FACTS_VERSION:
        return EVERYTHING
    history = database.get("history") != history_state(workspace)
    remembered = dict(facts.folders())
    if not remembered:
        return EVERYTHING
    moved, lost = {}, set()
    for folder, stamp_ns in remembered.items():
        now = folder_stamp(root, folder)
        if now is None or (folder and folder.rpartition("/")[0] in lost):
            lost.add(folder)
        elif now != stamp_ns:
            moved[folder] = lasting(now, since_ns)
    changed, gone, known = [], [], set()
    for path, *remembered_stamp in facts.stats():
        stamp = None if lost and path.rpartition("/")[0] in lost else file_stamp(root, path)
        if stamp is None:
            gone.append(path)
            continue
        known.add(path)
        if stamp != tuple(remembered_stamp):
            changed.append(path)
    known |= remembered.keys() - lost
    unknown = [name for folder in moved for name in names_in(root, folder) if name not in known]
    if any(path.rpartition("/")[2] in RULE_FILES for path in (*changed, *gone, *unknown)):
        return EVERYTHING
    changed += [path for path in _readable_now(workspace) if path in known and path not in changed]
    nested = any(folder and os.path.lexists(f"{root}/{folder}/.git") for folder in moved)
    listing = nested or git_state(workspace.git) != database.get("git_state")
    return Changes(changed, gone, unknown, moved, sorted(lost), listing, history=history)


def _readable_now(workspace: Workspace) -> list[str]:
    """The files that were skipped for want of a grammar that is installed now."""
    missing = workspace.database.get("without_grammar")
    if not missing:
        return []
    from .indexers.parsing import is_installed_now

    came = filter(is_installed_now, missing.split("\n"))
    return [path for reason in came for path in workspace.facts.skipped_for(reason)]


def git_state(repository: git.Repository | None) -> str:
    """Differs when git's index or private rules do: which files are tracked and which are ignored."""
    if repository is None:
        return "none"
    return f"{_identity(repository.git_dir / 'index')} {_identity(repository.common_dir / 'info/exclude')}"


def history_state(workspace: Workspace) -> str:
    """Differs when the history does: HEAD first, then what makes known commits look different."""
    if workspace.git is None:
        return ""
    cut_off = layout(" ".join(sorted(git.shallow_commits(workspace.git))))
    mailmap = file_stamp(workspace.root, ".mailmap")
    return f"{git.head(workspace.git)} {FACTS_VERSION} {layout(HISTORY)} {cut_off} {mailmap}"


def _identity(file: os.PathLike[str]) -> str:
    try:
        found = os.stat(file)
    except OSError:
        return "-"
    return f"{found.st_ino}:{found.st_size}:{found.st_mtime_ns}:{found.st_ctime_ns}"
