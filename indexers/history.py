"""What the commits say: who changed which files, when, and why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import NamedTuple

from ..errors import SleepdError
from . import git
from .git import Repository

NEWEST = 10_000
"""Commits read at most, a second's work: what is older is seldom asked about, and some projects have a million."""

_FORMAT = "%x00".join(("%H", "%aN", "%aE", "%at", "%s", "%b"))
_LOG = ("log", "-z", "--encoding=UTF-8", "--no-ext-diff", "--no-textconv", f"-O{os.devnull}")
_FILES = (
    ("--root", "--name-status", "-M", "-l200"),
    ("--root", "--name-status", "-M100%"),
    ("-s",),
)
"""From most to least detail. A partial clone may lack the contents that tell a changed file from another, or even the
folders that tell which files changed."""

_ISSUE = re.compile(r"(?:(?<![\w/&#])#|\bGH-)([1-9]\d{0,6})\b")
_PULL_REQUEST = re.compile(r"^Merge pull request #(\d+)\b|\(#(\d+)\)$")


class FileChange(NamedTuple):
    """What a commit did to one file."""

    path: str
    """From the root of the repository. Bytes that are not UTF-8 are surrogates."""
    status: str
    """A added, M modified, D deleted, R renamed, T changed type (as from file to symbolic link)."""
    old_path: str = ""
    """The path it was renamed from."""


class Commit(NamedTuple):
    """One commit, its author as .mailmap has it."""

    id: str
    author: str
    email: str
    time: int
    """When the author made it, in seconds since 1970 (UTC)."""
    subject: str
    body: str
    files: list[FileChange]
    """Empty for a merge, and where a shallow or partial clone lacks what it takes to tell."""


class History(NamedTuple):
    """What there is to learn since the history was last read."""

    head: str | None
    """The commit that is checked out: what to give as `since` next time. None when there is no commit yet."""
    commits: Iterator[Commit]
    """New commits, newest first, read from git as they are taken."""
    gone: list[str]
    """Ids of commits that were in the history and no longer are: a branch was switched, or history rewritten."""
    whole: bool
    """`commits` begins anew, because nothing or nothing usable was known: forget every earlier commit."""


def read(repository: Repository, since: str | None = None, limit: int = NEWEST) -> History:
    """The history of HEAD, or what changed in it since the commit `since` was HEAD.

    Raises SleepdError when git can't read the repository, also while `commits` are taken.
    """
    head = git.head(repository)
    if head is None:
        return History(None, iter(()), [], whole=True)
    gone = _gone(repository, since, head) if since else None
    if since is None or gone is None:
        return History(head, _commits(repository, (head,), limit), [], whole=True)
    new = _commits(repository, (head, f"^{since}"), limit) if since != head else iter(())
    return History(head, new, gone, whole=False)


def span_commits(
    repository: Repository, path: str, start: int, end: int, limit: int = 10, seconds: float = 3
) -> list[Commit]:
    """The newest commits that changed lines `start` to `end` (from 1, both included) of a file in the work tree.

    Lines not committed yet have no commits. Commits come without `files`, the newest first, and only those found
    within `seconds` and before anything that a partial clone lacks; in a submodule they are the submodule's own.
    """
    file = repository.root / path
    home = git.find(file.parent) if file.resolve() == file else None
    head = git.head(home) if home else None
    if home is None or head is None:
        return []
    inner = file.relative_to(home.root).as_posix()
    lines = _committed_lines(home, head, inner, start, end)
    if lines is None:
        return []
    commits = []
    with suppress(SleepdError):
        for commit in _log(home, "-s", "-M", f"-L{lines[0]},{lines[1]}:{inner}", f"-n{limit}", head, seconds=seconds):
            commits.append(commit)
    return commits


def issue_numbers(message: str) -> list[int]:
    """Numbers of the issues and pull requests of this repository that a message mentions (#12, GH-12), in order."""
    return list(dict.fromkeys(int(number) for number in _ISSUE.findall(message)))


def pull_request(subject: str) -> int | None:
    """Number of the pull request that a commit merged or is the squash of, by GitHub's way to say so."""
    found = _PULL_REQUEST.search(subject)
    return int(found[1] or found[2]) if found else None


def _gone(repository: Repository, since: str, head: str) -> list[str] | None:
    if since == head:
        return []
    try:
        return git.run(repository.root, "rev-list", since, f"^{head}", "--").decode().split()
    except SleepdError:
        return None  # The old commit itself is no longer there.


def _commits(repository: Repository, revisions: tuple[str, ...], limit: int) -> Iterator[Commit]:
    cut_off = git.shallow_commits(repository)
    done = 0
    for files in _FILES:
        try:
            for commit in _log(repository, *files, f"-n{limit - done}", f"--skip={done}", *revisions, "--"):
                yield commit._replace(files=[]) if commit.id in cut_off else commit
                done += 1
            return
        except SleepdError:
            if files is _FILES[-1]:
                raise


def _log(repository: Repository, *args: str, seconds: float | None = None) -> Iterator[Commit]:
    boundary = os.urandom(8).hex()
    records = git.stream(
        repository.root, *_LOG, f"--format={boundary}{_FORMAT}", *args, separator=boundary.encode(), seconds=seconds
    )
    next(records, None)
    return map(_commit, records)


def _commit(record: bytes) -> Commit:
    *message, changes = record.split(b"\0", 6)
    id, author, email, time, subject, body = (field.decode("utf-8", "replace") for field in message)
    return Commit(id, author, email, int(time or 0), subject, body.strip(), list(_changes(changes)))


def _changes(changes: bytes) -> Iterator[FileChange]:
    fields = iter(changes.decode("utf-8", "surrogateescape").strip("\n").split("\0"))
    for status in fields:
        if status.startswith("R"):
            old_path, path = next(fields), next(fields)
            yield FileChange(path, "R", old_path)
        elif status:
            yield FileChange(next(fields), status)


def _committed_lines(repository: Repository, head: str, path: str, start: int, end: int) -> tuple[int, int] | None:
    try:
        now = _lines((repository.root / path).read_bytes())
        then = _lines(git.run(repository.root, "cat-file", "blob", f"{head}:{path}"))
    except (OSError, SleepdError):
        return None
    if now == then:
        return (start, min(end, len(then))) if start <= len(then) else None
    from difflib import SequenceMatcher

    found = [
        block.b + line - block.a + 1
        for block in SequenceMatcher(None, now, then).get_matching_blocks()
        for line in range(max(block.a, start - 1), min(block.a + block.size, end))
    ]
    return (found[0], found[-1]) if found else None


def _lines(text: bytes) -> list[bytes]:
    return BytesIO(text.replace(b"\r\n", b"\n")).readlines()
