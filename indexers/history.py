"""What the commits say: who changed which files, when, and why."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from itertools import islice
from typing import NamedTuple

from ..errors import SleepdError
from . import git
from .git import Repository

NEWEST = 10_000
"""Commits read at most, a second's work: what is older is seldom asked about, and some projects have a million."""

_FORMAT = "%x00".join(("%H", "%aN", "%aE", "%at", "%s", "%b"))
_LOG = (
    *("log", "-z", "--encoding=UTF-8", "--no-ext-diff", "--no-textconv", f"-O{os.devnull}"),
    "--ignore-submodules=none",  # or a broken .gitmodules stops git
)
_FILES = (
    ("--root", "--name-status", "-M", "-l200"),
    ("--root", "--name-status", "-M100%"),
    ("-s",),
)
"""From most to least detail. A partial clone may lack the contents that tell a changed file from another, or even the
folders that tell which files changed."""

_SHOW = (
    *("show", "--format=", "--unified=0", "--first-parent", "-m", "-M", "--no-color", "--no-ext-diff", "--no-textconv"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--ignore-submodules=none", f"-O{os.devnull}"),
)
_HUNK = r"@@ -\S+ \+(\d+)(?:,(\d+))? @@"
_MOST_SHOWN = 10_000

_ISSUE = r"(?:(?<![\w/&#])#|\bGH-)([1-9]\d{0,6})\b"
_PULL_REQUEST = r"^Merge pull request #(\d+)\b|\(#(\d+)\)$"


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
    """How the history that is known becomes the one of HEAD, in the order of `git log`."""

    head: str | None
    """The commit that is checked out. None when there is no commit yet."""
    commits: Iterator[Commit]
    """The commits that come before those kept, newest first, read from git as they are taken."""
    keep: int
    """How many of the known commits stay, counted from the oldest; the others are to be forgotten."""


def read(repository: Repository, known: Sequence[str] = (), limit: int = NEWEST) -> History:
    """The history of HEAD, as far as it is not `known`: the ids of the commits read before, newest first.

    Raises SleepdError when git can't read the repository, also while `commits` are taken.
    """
    head = git.head(repository)
    if head is None:
        return History(None, iter(()), 0)
    if not known:
        return History(head, _commits(repository, head, limit), 0)
    new, keep = _count_on_top(repository, head, known[0]), len(known)
    if new is None:
        order = git.run(repository.root, "rev-list", f"-n{limit}", head, "--").decode().split()
        new, keep = _common_end(order, known, cut=len(order) == limit)
    return History(head, _commits(repository, head, min(new, limit)), keep)


def span_commits(
    repository: Repository, path: str, start: int, end: int, limit: int = 10, seconds: float = 3
) -> list[Commit]:
    """The newest commits that changed lines `start` to `end` (from 1, both included) of a file in the work tree.

    Lines not committed yet have no commits. Commits come without `files`, the newest first, and only those found
    within `seconds` and before anything that a partial clone lacks; in a submodule they are the submodule's own.
    """
    span = committed(repository, path, start, end)
    if span is None:
        return []
    home, head, inner, (first, last) = span
    commits = []
    with suppress(SleepdError):
        for commit in _log(home, "-s", "-M", f"-L{first},{last}:{inner}", f"-n{limit}", head, seconds=seconds):
            commits.append(commit)
    return commits


def committed(
    repository: Repository, path: str, start: int, end: int
) -> tuple[Repository, str, str, tuple[int, int]] | None:
    """Where lines of the work tree are committed: the repository (a submodule's own, in one), its HEAD, the path there,
    and the first and last of the lines; None when they are not."""
    file = repository.root / path
    home = git.find(file.parent) if file.resolve() == file else None
    head = git.head(home) if home else None
    if home is None or head is None:
        return None
    inner = file.relative_to(home.root).as_posix()
    lines = _committed_lines(home, head, inner, start, end)
    return (home, head, inner, lines) if lines else None


def added_lines(repository: Repository, commit: str, seconds: float = 1) -> dict[str, list[tuple[int, list[str]]]]:
    """What a commit added, a merge what its branch did: for each path the runs of lines, and where each began then.

    Only what git says within `seconds`, in the first ten thousand lines, and before anything that a partial clone
    lacks; paths that git has to quote are left out.
    """
    found: dict[str, list[tuple[int, list[str]]]] = {}
    path, left = "", 0
    with suppress(SleepdError):
        shown = git.stream(repository.root, *_SHOW, commit, "--", separator=b"\n", seconds=seconds)
        for record in islice(shown, _MOST_SHOWN):
            line = record.decode("utf-8", "surrogateescape")
            if left and line.startswith("+"):
                found[path][-1][1].append(line[1:].rstrip("\r"))
                left -= 1
            elif line.startswith("+++ "):
                path = line[6:].rstrip("\t") if line.startswith("+++ b/") else ""
            elif path and (hunk := re.match(_HUNK, line)):
                left = int(hunk[2] or 1)
                if left:
                    found.setdefault(path, []).append((int(hunk[1]), []))
    return found


def issue_numbers(message: str) -> list[int]:
    """Numbers of the issues and pull requests of this repository that a message mentions (#12, GH-12), in order."""
    return list(dict.fromkeys(int(number) for number in re.findall(_ISSUE, message)))


def pull_request(subject: str) -> int | None:
    """Number of the pull request that a commit merged or is the squash of, by GitHub's way to say so."""
    found = re.search(_PULL_REQUEST, subject)
    return int(found[1] or found[2]) if found else None


def _count_on_top(repository: Repository, head: str, base: str) -> int | None:
    """How many commits lead from `base` to `head` in a straight line; None when there is no such line."""
    if base == head:
        return 0
    try:
        lines = git.run(repository.root, "rev-list", "--parents", head, f"^{base}", "--").decode().splitlines()
    except SleepdError:
        return None  # The old commit itself is no longer there.
    parents = [line.split()[1:] for line in lines]
    straight = parents and parents[-1] == [base] and all(len(ids) == 1 for ids in parents)
    return len(parents) if straight else None


def _common_end(order: Sequence[str], known: Sequence[str], cut: bool) -> tuple[int, int]:
    """How many commits of `order` come before what it has in common with the end of `known`, and how many of `known`
    stay. Where `order` was cut off, either may reach further back than the other."""
    new, old = len(order), len(known)
    if cut:
        place = {id: number for number, id in enumerate(order, 1)}
        while old and known[old - 1] not in place:
            old -= 1
        new = place[known[old - 1]] if old else new
    older, common = len(known) - old, 0
    while common < min(new, old) and order[new - 1 - common] == known[old - 1 - common]:
        common += 1
    return (new - common, older + common) if common else (len(order), 0)


def _commits(repository: Repository, head: str, count: int) -> Iterator[Commit]:
    """The first commits of `git log`, in as much detail as there is."""
    cut_off = git.shallow_commits(repository)
    done = 0
    for files in _FILES:
        try:
            for commit in _log(repository, *files, f"-n{count - done}", f"--skip={done}", head, "--"):
                yield commit._replace(files=[]) if commit.id in cut_off else commit
                done += 1
            return
        except SleepdError:
            if files is _FILES[-1]:
                raise


def records(repository: Repository, *args: str, seconds: float | None = None) -> Iterator[bytes]:
    """What `git log ARGS` says of each commit, for `commit_of`; only as far as it comes within `seconds`."""
    boundary = os.urandom(8).hex()
    log = git.stream(
        repository.root, *_LOG, f"--format={boundary}{_FORMAT}", *args, separator=boundary.encode(), seconds=seconds
    )
    next(log, None)
    return log


def commit_of(record: bytes) -> tuple[Commit, str]:
    """A commit, without its files, and the rest of its record."""
    *message, rest = record.split(b"\0", 6)
    id, author, email, time, subject, body = (field.decode("utf-8", "replace") for field in message)
    return Commit(id, author, email, int(time or 0), subject, body.strip(), []), rest.decode("utf-8", "surrogateescape")


def _log(repository: Repository, *args: str, seconds: float | None = None) -> Iterator[Commit]:
    for commit, changes in map(commit_of, records(repository, *args, seconds=seconds)):
        yield commit._replace(files=list(_changes(changes)))


def _changes(changes: str) -> Iterator[FileChange]:
    fields = iter(changes.strip("\n").split("\0"))
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
