"""Which files a work tree has: what git tracks plus what it does not ignore, or a plain folder's files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from . import git
from .skipping import SILENT, Attributes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_PLAIN_IGNORED = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv", ".tox"})
_LINGUIST = re.compile(r"(?P<off>-)?linguist-(?P<what>generated|vendored)(?:=(?P<value>\w+))?$")


def plain_files(root: str, only: list[str] | None = None) -> Iterator[str]:
    """The files of a folder that is no git work tree, by relative path; its `.gitignore` files count all the same.

    At or below the paths `only`, when given.
    """
    from pathspec import GitIgnoreSpec

    specs: dict[str, GitIgnoreSpec] = {}
    for folder, subfolders, names in os.walk(root):
        relative = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if relative == "." else f"{relative}/"
        if ".gitignore" in names:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
                specs[prefix] = GitIgnoreSpec.from_lines(file)
        subfolders[:] = sorted(
            name for name in subfolders if name not in _PLAIN_IGNORED and not _matches(specs, f"{prefix}{name}/")
        )
        for path in (f"{prefix}{name}" for name in sorted(names)):
            if not _matches(specs, path) and (only is None or any(f"{path}/".startswith(f"{top}/") for top in only)):
                yield path


def _matches(specs: dict[str, GitIgnoreSpec], path: str) -> bool:
    return any(path.startswith(prefix) and spec.match_file(path[len(prefix) :]) for prefix, spec in specs.items())


def ignored_folders(repository: git.Repository | None, folders: list[str]) -> set[str]:
    """Those of these folders that are not to be watched for new files."""
    if repository is None:
        return {folder for folder in folders if folder.rpartition("/")[2] in _PLAIN_IGNORED}
    listing = "".join(f"{folder}/\0" for folder in folders).encode()
    matched = git.run(repository.root, "check-ignore", "-z", "--stdin", input=listing, statuses=(0, 1))
    return {path.rstrip("/") for path in matched.decode("utf-8", "replace").split("\0")}


def folders_of(paths: Iterable[str]) -> set[str]:
    """Every folder on the way to these paths, the root ("") included."""
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


class GitAttributes:
    """The linguist attributes of a work tree's `.gitattributes` files; the last matching line wins."""

    def __init__(self, root: str, paths: Iterable[str]) -> None:
        """Reads every `.gitattributes` among `paths`, outer folders first."""
        self._rules: list[tuple[str, GitIgnoreSpec, str, bool]] = []
        for path in sorted((p for p in paths if p.rpartition("/")[2] == ".gitattributes"), key=lambda p: p.count("/")):
            full = os.path.join(root, path)
            if os.path.isfile(full) and not os.path.islink(full):
                with open(full, encoding="utf-8", errors="replace") as file:
                    self._rules += _linguist_rules(path.rpartition("/")[0], file)

    def of(self, path: str) -> Attributes:
        """What they say of one file."""
        if not self._rules:
            return SILENT
        said: dict[str, bool] = {}
        for folder, spec, what, value in self._rules:
            inside = path[len(folder) + 1 :] if folder else path
            if (not folder or path.startswith(f"{folder}/")) and spec.match_file(inside):
                said[what] = value
        return Attributes(said.get("generated"), said.get("vendored"))


def _linguist_rules(folder: str, lines: Iterable[str]) -> Iterator[tuple[str, GitIgnoreSpec, str, bool]]:
    for line in lines:
        pattern, *attributes = line.split() or [""]
        for attribute in attributes:
            match = _LINGUIST.match(attribute)
            if match and not pattern.startswith("#"):
                from pathspec import GitIgnoreSpec

                value = not match["off"] and match["value"] not in ("false", "0")
                yield folder, GitIgnoreSpec.from_lines([pattern]), match["what"], value
