"""The one place that runs git, and the answers that need no git at all.

A repository's own configuration can name programs: hooks, filters, text converters, monitors, pagers, transports.
None of them runs for anything asked here, nothing is fetched and nothing is written. Finding the repository and its
HEAD takes a few small reads and no process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import SleepdError

SYMLINK = "120000"
SUBMODULE = "160000"

_SAFE = (
    *("--no-pager", "--no-optional-locks", "--literal-pathspecs"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_INSTALLATION = {"GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"}
_OBJECT_ID = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_REVISION = r"\w[\w./-]*(?:[~^]\d{0,4})*"
_BARE = r"(?im)^\s*bare\s*=\s*(?:true|yes|on|1)\s*$"
_WORKTREE = r"(?im)^\s*worktree\s*=\s*(.*?)\s*$"
_CHUNK = 1 << 18


class Repository(NamedTuple):
    """A work tree and where git keeps what belongs to it."""

    root: Path
    """Top folder of the work tree, free of symbolic links."""
    git_dir: Path
    """Holds what is this work tree's own: HEAD and the index."""
    common_dir: Path
    """Holds what linked work trees share: objects and branches. Differs from `git_dir` in a linked work tree only."""


class TreeFile(NamedTuple):
    """A path of the work tree that git tracks, or doesn't ignore."""

    path: str
    """From the root, with slashes. Bytes that are not UTF-8 are surrogates."""
    mode: str
    """100644, 100755, SYMLINK or SUBMODULE as the index has it; "" when untracked."""
    blob: str
    """Id of the content in the index, from which the file on disk may differ; of a submodule, its commit. "" when
    untracked or in a merge conflict."""


def find(path: Path) -> Repository | None:
    """The repository whose work tree holds `path`; None where there is none, as in a bare one or inside `.git`.

    Raises SleepdError when a `.git` file names a place where no repository is.
    """
    start = path.resolve()
    for folder in (start, *start.parents):
        if not os.access(folder, os.X_OK):
            continue
        if _is_git_dir(folder):
            return None
        dot_git = folder / ".git"
        if dot_git.is_file():
            return _linked(folder, dot_git)
        if _is_git_dir(dot_git):
            bare = re.search(_BARE, _text(dot_git / "config"))
            return None if bare else Repository(folder, dot_git, dot_git)
    return None


def is_inside(path: Path) -> bool:
    """Whether a folder is, or lies in, what git keeps for itself: a bare repository, or a `.git`."""
    start = path.resolve()
    return any(os.access(folder, os.X_OK) and _is_git_dir(folder) for folder in (start, *start.parents))


def head(repository: Repository) -> str | None:
    """Id of the commit that is checked out; None when there is no commit yet."""
    if (repository.common_dir / "reftable").is_dir():
        value = run(repository.root, "rev-parse", "--verify", "--quiet", "HEAD", statuses=(0, 1)).decode().strip()
    else:
        value = _text(repository.git_dir / "HEAD").strip()
    if value.startswith("ref: "):
        value = _branch_tip(repository, value.removeprefix("ref: "))
    return value if re.fullmatch(_OBJECT_ID, value) else None


def shallow_commits(repository: Repository) -> frozenset[str]:
    """Ids of the commits whose parents a shallow clone left out."""
    return frozenset(_text(repository.common_dir / "shallow").split())


def time_of(repository: Repository, revision: str) -> int | None:
    """When the commit was made that a tag, branch or commit id names, in seconds since 1970; None for no commit."""
    found = _commit(repository, revision)
    return found[1] if found else None


def commit_named(repository: Repository, revision: str) -> str | None:
    """The id of the commit that a tag, a branch, `HEAD` or `HEAD~2` names; None for no commit."""
    found = _commit(repository, revision)
    return found[0] if found else None


def _commit(repository: Repository, revision: str) -> tuple[str, int] | None:
    if not re.fullmatch(_REVISION, revision):
        return None
    import git
    from gitdb.exc import ODBError

    opened = git.Repo(repository.root)
    try:
        found = opened.commit(revision)
        return found.hexsha, int(found.committed_date)
    except (git.GitError, ODBError, ValueError, IndexError):
        return None
    finally:
        opened.close()


def list_files(repository: Repository, only: list[str] | None = None) -> list[TreeFile]:
    """Every tracked and every untracked, not ignored path, sorted; those inside submodules too.

    A tracked file may be missing on disk. Left out is what a sparse checkout leaves out, and any repository that lies
    in the work tree without being its submodule. `only` names files or folders to list, instead of all.

    Raises SleepdError when git can't read the repository.
    """
    return sorted(_list_files(repository.root, "", only or ()))


def run(root: Path, *args: str, input: bytes = b"", statuses: tuple[int, ...] = (0,), index: str = "") -> bytes:
    """What `git ARGS` prints for the work tree `root`; `index` names a file to be read as its index.

    Ask for no verb that compares with the work tree (diff, status -v, blame without a commit: filters would run), and
    give --no-ext-diff and --no-textconv to those that show content. Raises SleepdError when git is missing or ends
    with a status not among `statuses`.
    """
    import subprocess

    try:
        environment = _environment(root) | ({"GIT_INDEX_FILE": index} if index else {})
        done = subprocess.run(_command(root, args), env=environment, input=input, capture_output=True)
    except OSError as error:
        raise _not_started(error) from None
    if done.returncode not in statuses:
        raise _failure(root, args, done.stderr)
    return done.stdout


def without_repository(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment that names no repository, index or identity, as git's does when it runs a hook."""
    return {k: v for k, v in environment.items() if not k.startswith("GIT_") or k in _INSTALLATION}


def stream(root: Path, *args: str, separator: bytes, seconds: float | None = None) -> Iterator[bytes]:
    """What `git ARGS` prints, cut at every `separator`, while git is still writing. The rules of `run` hold.

    Git is stopped when the iterator is closed, or after `seconds`; then the records complete so far were all.
    """
    import subprocess
    from tempfile import TemporaryFile
    from threading import Timer

    # Output flushed record by record costs a fifth more processor time; only a deadline needs it.
    environment = _environment(root) | {"GIT_FLUSH": "1" if seconds else "0"}
    with TemporaryFile() as errors:
        try:
            process = subprocess.Popen(
                _command(root, args),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        except OSError as error:
            raise _not_started(error) from None
        assert process.stdout
        timer = Timer(seconds or 0, process.kill)
        if seconds:
            timer.start()
        try:
            rest = b""
            while chunk := process.stdout.read(_CHUNK):
                *records, rest = (rest + chunk).split(separator)
                yield from records
            process.wait()
        finally:
            late = timer.finished.is_set()
            timer.cancel()
            process.kill()
            process.stdout.close()
            process.wait()
        if late:
            return
        if process.returncode:
            errors.seek(0)
            raise _failure(root, args, errors.read())
        yield rest


def _linked(root: Path, dot_git: Path) -> Repository:
    git_dir = (root / _text(dot_git).removeprefix("gitdir:").strip()).resolve()
    if not _is_git_dir(git_dir):
        raise SleepdError(
            f"{dot_git} points to {git_dir}, which is not a git repository.",
            "For a linked worktree run `git worktree repair`, for a submodule `git submodule update --init`.",
        )
    if root not in git_dir.parents and not _belongs(git_dir, root):
        raise SleepdError(
            f"{dot_git} points to {git_dir}, which does not say that it belongs to {root}: nothing of it is read.",
            f"Linked worktree: `git worktree repair`. Else, if it is yours: `git config core.worktree '{root}'`.",
        )
    common = _text(git_dir / "commondir").strip()
    return Repository(root, git_dir, (git_dir / common).resolve())


def _belongs(git_dir: Path, root: Path) -> bool:
    """Whether a git folder elsewhere names this work tree as its own, as those of linked ones and of submodules do.

    Anybody can write a `.git` file that points to a repository which is none of theirs.
    """
    back = _text(git_dir / "gitdir").strip()
    named = [(git_dir / back).parent] if back else []
    named += [git_dir / match[1].strip("\"") for match in re.finditer(_WORKTREE, _text(git_dir / "config"))]
    return any(place.resolve() == root for place in named)


def _is_git_dir(folder: Path) -> bool:
    file = folder / "HEAD"
    if not (file.is_file() or file.is_symlink()):
        return False
    return (folder / "commondir").is_file() or ((folder / "objects").is_dir() and (folder / "refs").is_dir())


def _branch_tip(repository: Repository, ref: str) -> str:
    loose = _text(repository.common_dir / ref).strip()
    if loose:
        return loose
    packed = _text(repository.common_dir / "packed-refs")
    end = packed.find(f" {ref}\n")
    return packed[packed.rfind("\n", 0, end) + 1 : end] if end >= 0 else ""


def _list_files(root: Path, prefix: str, only: Sequence[str] = ()) -> Iterator[TreeFile]:
    listing = run(root, "ls-files", "-z", "-t", "--stage", "--others", "--exclude-standard", "--", *only)
    unmerged = set()
    for entry in listing.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        tag, _, rest = entry.partition(" ")
        if tag == "?":
            if not rest.endswith("/"):
                yield TreeFile(prefix + rest, "", "")
            continue
        columns, _, path = rest.partition("\t")
        mode, blob, _ = columns.split(" ")
        if tag == "M":
            if path in unmerged:
                continue
            unmerged.add(path)
            blob = ""
        if tag != "S":
            yield TreeFile(prefix + path, mode, blob)
        if mode == SUBMODULE:
            yield from _list_submodule(root / path, f"{prefix}{path}/")


def _list_submodule(root: Path, prefix: str) -> Iterator[TreeFile]:
    checked_out = (root / ".git").exists() and root.resolve() == root
    if not checked_out:
        return
    try:
        yield from _list_files(root, prefix)
    except SleepdError:
        return  # A broken submodule is like one that is not checked out; the rest can still be read.


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _command(root: Path, args: tuple[str, ...]) -> list[str]:
    return ["git", *_SAFE, "-C", str(root), *args]


def _environment(root: Path) -> dict[str, str]:
    # The repository's own core.worktree could name any folder of the machine, and a broken .git would make git climb.
    place = {"GIT_WORK_TREE": str(root), "GIT_CEILING_DIRECTORIES": str(root.parent)}
    return without_repository(os.environ) | _ENVIRONMENT | place


def _not_started(error: OSError) -> SleepdError:
    return SleepdError(
        f"git can't be started: {error.strerror}.",
        "Install git from https://git-scm.com/downloads, and see that `git --version` works in this terminal.",
    )


def _failure(root: Path, args: tuple[str, ...], stderr: bytes) -> SleepdError:
    text = stderr.decode("utf-8", "replace").strip()
    if "dubious ownership" in text:
        return SleepdError(
            f"git refuses to read {root}: it belongs to another user.",
            f"If you trust what is in it: git config --global --add safe.directory '{root}'",
        )
    reason = next((line for line in text.splitlines() if line.startswith(("fatal:", "error:"))), text)
    return SleepdError(f"git {args[0]} failed in {root}: {reason}", f"Check the repository with: git -C '{root}' fsck")
