"""What a commit is about to take: git's index beside HEAD. The work tree, which may differ from both, is not looked at.

For `git commit -a` and `git commit FILE` git makes an index of its own, and names it to the hooks that it runs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from . import git
from .skipping import skip_by_size

_LINKS = (git.SYMLINK, git.SUBMODULE)
_BATCH = 500
"""Files whose contents are held at a time."""


class Change(NamedTuple):
    """One regular file that the commit adds, changes, deletes or renames."""

    old_path: str
    """"" when it is added."""
    new_path: str
    """"" when it is deleted."""
    old_blob: str
    new_blob: str


class Staged:
    """The index of a repository, beside the commit that it changes."""

    def __init__(self, repository: git.Repository, base: str = "HEAD", index: str = "") -> None:
        """`index` is the file to read, git's own for ""."""
        self._root = repository.root
        self._base = base
        self._index = index

    @cached_property
    def changes(self) -> list[Change]:
        """What the commit changes; nothing when it is the first."""
        known = self._git("rev-parse", "--verify", "--quiet", f"{self._base}^{{commit}}", statuses=(0, 1)).strip()
        return list(self._changes(known.decode())) if known else []

    def _changes(self, base: str) -> Iterator[Change]:
        fields = iter(_split(self._git("diff-index", "--cached", "--raw", "-z", "-M", "--full-index", base)))
        for told in fields:
            old_mode, new_mode, old_blob, new_blob, status = told.removeprefix(":").split(" ")
            old_path = new_path = next(fields)
            if status[0] in "RC":
                new_path = next(fields)
            if old_mode in _LINKS or new_mode in _LINKS or status[0] == "U":
                continue
            yield Change(
                "" if status[0] in "AC" else old_path, "" if status == "D" else new_path,
                "" if status[0] in "AC" else old_blob, "" if status == "D" else new_blob,
            )  # fmt: skip

    @cached_property
    def blobs(self) -> dict[str, str]:
        """Each path that is in the index, and its blob."""
        found = {}
        for entry in _split(self._git("ls-files", "-z", "--stage")):
            told, _, path = entry.partition("\t")
            mode, blob, _ = told.split(" ")
            found[path] = "" if mode in _LINKS else blob
        return found

    def contents(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """What each of these blobs holds; without those that are too large to read, or that a partial clone lacks."""
        sizes = self._git("cat-file", "--batch-check=%(objectname) %(objectsize)", input=_listed(blobs)).decode()
        told = [line.split(" ") for line in sizes.splitlines()]
        wanted = [blob for blob, size in told if size.isdigit() and not skip_by_size(int(size))]
        output, found, here = self._git("cat-file", "--batch", input=_listed(wanted)), {}, 0
        for blob in wanted:
            end = output.index(b"\n", here)
            start, size = end + 1, int(output[here:end].rpartition(b" ")[2])
            found[blob] = output[start : start + size]
            here = start + size + 1
        return found

    def nowhere(self, words: Iterable[str], but: Container[str]) -> set[str]:
        """Those of these words that no file has as a whole word, the paths `but` left out."""
        left = {word.encode() for word in words}
        blobs = [blob for path, blob in self.blobs.items() if path not in but]
        for start in range(0, len(blobs) if left else 0, _BATCH):
            for content in self.contents(blobs[start : start + _BATCH]).values():
                left -= {word for word in left if word in content and re.search(rb"\b%s\b" % word, content)}
            if not left:
                break
        return {word.decode() for word in left}

    def _git(self, *args: str, input: bytes = b"", statuses: tuple[int, ...] = (0,)) -> bytes:
        return git.run(self._root, *args, input=input, statuses=statuses, index=self._index)


def index_of_commit() -> str:
    """The index that git named to the hook which runs; "" for its own."""
    named = os.environ.get("GIT_INDEX_FILE", "")
    return os.path.abspath(named) if named else ""


def _split(output: bytes) -> list[str]:
    return output.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _listed(blobs: Iterable[str]) -> bytes:
    return "".join(f"{blob}\n" for blob in dict.fromkeys(blobs) if blob).encode()
