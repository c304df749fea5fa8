"""Which files a work tree has: what git tracks plus what it does not ignore, or a plain folder's files."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..errors import SleepdError
from . import git
from .attributes import GitIgnore
from .disk import RULE_FILES, folder_stamp, is_text, lasting

_PLAIN_IGNORED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox"})
_MOST_NAMED = 200
"""Git compares every path with every name that it is asked for; beyond this many, listing everything is faster."""


class Tree(NamedTuple):
    """What there is to read and to watch."""

    files: list[str]
    """Among them may be links, and tracked files that are missing."""
    folders: dict[str, int]
    """Folder -> its time stamp, or 0 when files may appear in it without a newer one."""
    left_out: list[str]
    """Files whose names are not UTF-8, with what is not escaped: neither SQLite nor JSON could hold them."""


def list_tree(root: str, repository: git.Repository | None, only: list[str] | None = None) -> Tree:
    """The files that are not ignored, and the folders in which more may appear: those without files are among them.

    Of what lies at or below the paths `only`, when given, unless listing everything is faster. Raises SleepdError when
    git can't read the repository.
    """
    since_ns = time.time_ns()
    if repository is None:
        return _list_plain(root, only, since_ns)
    if only and (len(only) > _MOST_NAMED or any(_home(root, path) for path in only)):
        only = None  # Git lists submodules as a whole.
    return _list_git(root, repository, only, since_ns)


def _list_git(root: str, repository: git.Repository, only: list[str] | None, since_ns: int) -> Tree:
    entries = git.list_files(repository, only)
    listed = [entry.path for entry in entries if is_text(entry.path)]
    left_out = [_printable(entry.path) for entry in entries if not is_text(entry.path)]
    submodules = [f"{entry.path}/" for entry in entries if entry.mode == git.SUBMODULE and is_text(entry.path)]
    folders: dict[str, int] = {}
    for folder in sorted(folders_of([*listed, *submodules])):
        stamp_ns = folder_stamp(root, folder)
        if stamp_ns is not None and (not folder or folder.rpartition("/")[0] in folders):
            folders[folder] = lasting(stamp_ns, since_ns)
    files = {path for path in listed if path.rpartition("/")[0] in folders}

    tops = {""} if only is None else set(only)
    inner, rules = _look_inside(root, [folder for folder in folders if _is_below(folder, tops)])
    inner += tops
    while inner:
        files |= rules
        found = {f: stamp_ns for f in inner if f not in folders and (stamp_ns := folder_stamp(root, f)) is not None}
        for folder in _ignored(root, found):
            del found[folder]
        folders |= {folder: lasting(stamp_ns, since_ns) for folder, stamp_ns in found.items()}
        inner, rules = _look_inside(root, [folder for folder in found if not _is_repository(root, folder)])
    watched = {folder: stamp_ns for folder, stamp_ns in folders.items() if _is_below(folder, tops)}
    return Tree(sorted(files | rules), watched, left_out)


def _look_inside(root: str, folders: Iterable[str]) -> tuple[list[str], set[str]]:
    """The folders in these folders, and the rules there, which count even when they are ignored themselves."""
    inner, rules = [], set()
    for folder in folders:
        prefix = f"{folder}/" if folder else ""
        with suppress(OSError), os.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != ".git" and is_text(entry.name):
                        inner.append(prefix + entry.name)
                elif entry.name in RULE_FILES:
                    rules.add(prefix + entry.name)
    return inner, rules


def _ignored(root: str, folders: Iterable[str]) -> set[str]:
    """Those of these folders that git ignores; each repository knows only its own."""
    by_home: dict[str, list[str]] = defaultdict(list)
    for folder in folders:
        by_home[_home(root, folder)].append(folder)
    return {folder for home, inside in by_home.items() for folder in _ignored_in(root, home, inside)}


def _ignored_in(root: str, home: str, folders: list[str]) -> list[str]:
    asked = "".join(f"./{folder.removeprefix(home)}\0" for folder in folders).encode()
    verb = ("--no-literal-pathspecs", "check-ignore", "-z", "--stdin")
    try:
        said = git.run(Path(root, home), *verb, input=asked, statuses=(0, 1)).decode()
    except SleepdError:
        if len(folders) == 1:
            return folders  # In a submodule that is not checked out, or below a `.git` that is no repository.
        half = len(folders) // 2
        return _ignored_in(root, home, folders[:half]) + _ignored_in(root, home, folders[half:])
    return [home + path.removeprefix("./") for path in said.split("\0")[:-1]]


def _home(root: str, path: str) -> str:
    """The repository around a path inside of this one, with a slash; "" for this one."""
    folder = path.rpartition("/")[0]
    while folder and not _is_repository(root, folder):
        folder = folder.rpartition("/")[0]
    return f"{folder}/" if folder else ""


def _is_repository(root: str, folder: str) -> bool:
    return os.path.lexists(f"{root}/{folder}/.git")


def _list_plain(root: str, only: list[str] | None, since_ns: int) -> Tree:
    tops = {""} if only is None else set(only)
    way = folders_of(tops)
    ignore = GitIgnore()
    files: list[str] = []
    left_out: list[str] = []
    folders = {"": lasting(folder_stamp(root, "") or 0, since_ns)} if only is None else {}
    for folder, subfolders, names in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        if ".gitignore" in names:
            ignore.add(prefix, f"{folder}/.gitignore")
        kept = []
        left_out += [f"{_printable(prefix + name)}/" for name in subfolders if not is_text(name)]
        for name in filter(is_text, subfolders):
            path = prefix + name
            wanted = name not in _PLAIN_IGNORED and (path in way or _is_below(path, tops))
            if wanted and not ignore.ignores(f"{path}/") and (stamp_ns := folder_stamp(root, path)) is not None:
                if _is_below(path, tops):
                    folders[path] = lasting(stamp_ns, since_ns)
                kept.append(name)
        subfolders[:] = kept
        for path in (prefix + name for name in names):
            if not is_text(path):
                left_out.append(_printable(path))
            elif _is_below(path, tops) and (path.rpartition("/")[2] in RULE_FILES or not ignore.ignores(path)):
                files.append(path)
    return Tree(sorted(files), folders, left_out)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder on the way to these paths, the root ("") included."""
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _is_below(path: str, tops: Collection[str]) -> bool:
    """Whether a path is one of `tops` or lies below one."""
    while path and path not in tops:
        path = path.rpartition("/")[0]
    return path in tops


def _printable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", "backslashreplace")
