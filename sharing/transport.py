"""The one place where git talks with a remote, when its user asked for that by name.

It does so from an empty repository made for the purpose. So nothing that the work tree's repository configures has a
say: no hook, no ssh command, no helper, no rewritten address. All that is taken from there is the address itself. What
the user's own configuration says (credentials, ssh, proxies) holds as always, as far as it holds in this repository.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ..errors import SleepdError
from ..indexers import git

REF = "refs/sleepd/notes"
"""Where the notes are on the remote: no branch and no tag, so nothing fetches it unless asked to."""
_OURS = "refs/sleepd/ours"
_SECONDS = 300
_MOST_BYTES = 256 << 20
"""What all notes of a remote may be."""
_PROTOCOLS = "file:git:http:https:ssh"
_USERS = ("GIT_SSH", "GIT_SSL", "GIT_ASKPASS", "GIT_PROXY", "GIT_HTTP", "GIT_EXEC_PATH")
"""Beginnings of the variables by which users say how they reach a remote."""
_NOTHING_RUNS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.alternateRefsCommand": "true",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "receive.autogc": "false",
}
_RACED = (
    "stale info", "fetch first", "cannot lock ref", "failed to update ref", "incorrect old value", "already exists",
)  # fmt: skip
_OFFLINE = ("resolve host", "resolve hostname", "connection refused", "timed out", "unreachable", "failed to connect")
_NO_RIGHTS = (
    "permission denied", "authentication failed", "could not read username", "could not read password", "403", "denied",
    "not authorized", "host key verification",
)  # fmt: skip


class Remote:
    """A remote of a repository, by the repository of our own from which it is spoken to."""

    def __init__(self, name: str, address: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self._address = address
        self._folder = folder
        self._environment = environment

    def make(self, object_format: str) -> None:
        """Make the repository, for object ids of that format."""
        self._git("init", "--quiet", "--bare", "--template=", f"--object-format={object_format}")

    def tip(self) -> str:
        """Id of the commit that has the notes there; "" when there are none."""
        told = self._talk("ls-remote", *self._served("upload-pack"), "--", self._address, REF)
        return told.partition("\t")[0].strip()

    def fetch(self) -> dict[str, bytes]:
        """The notes there: name -> content. Raises SleepdError when there is more than notes can be."""
        self._talk(
            "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--depth=1",
            *self._served("upload-pack"), "--", self._address, f"+{REF}:{REF}",
        )  # fmt: skip
        files = dict(self._listed())
        return dict(zip(files, self._contents(list(files.values())), strict=True))

    def fetched(self) -> str:
        """Id of the commit that was fetched."""
        return self._git("rev-parse", "--verify", REF).decode().strip()

    def push(self, files: Mapping[str, bytes], instead_of: str) -> bool:
        """Put these notes in place of those of a commit ("" for none); False when others were faster."""
        self._git("fast-import", "--quiet", "--force", input=_stream(files))
        done = self._run(
            "push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
            f"--force-with-lease={REF}:{instead_of}", *self._served("receive-pack"), "--", self._address,
            f"{_OURS}:{REF}",
        )  # fmt: skip
        if done.returncode == 0:
            return True
        told = f"{done.stdout.decode('utf-8', 'replace')}\n{done.stderr.decode('utf-8', 'replace')}"
        if any(reason in told.lower() for reason in _RACED):
            return False
        raise self._failure(told)

    def _served(self, command: str) -> list[str]:
        """For a folder of this machine, whose git we start ourselves: that its configuration runs nothing either."""
        if not self._address.startswith(("/", "file://")) and not os.path.isabs(self._address):
            return []
        settings = " ".join(f"-c {key}={value}" for key, value in _NOTHING_RUNS.items())
        return [f"--{command}=git {settings} {command}"]

    def _listed(self) -> Iterator[tuple[str, str]]:
        """(name, id) of the files there."""
        total = 0
        for entry in self._git("ls-tree", "-z", "-l", REF).decode("utf-8", "replace").split("\0")[:-1]:
            columns, _, name = entry.partition("\t")
            mode, kind, oid, size = columns.split()
            if (mode, kind) != ("100644", "blob") or not re.fullmatch(r"[0-9a-f]{2}\.jsonl", name):
                continue
            total += int(size)
            if total > _MOST_BYTES:
                raise SleepdError(f"{self.name} has more at {REF} than notes can be", f"look at {REF} there")
            yield name, oid

    def _contents(self, oids: list[str]) -> Iterator[bytes]:
        if not oids:
            return
        told = self._git("cat-file", "--batch", input="".join(f"{oid}\n" for oid in oids).encode())
        at = 0
        for _ in oids:
            end = told.index(b"\n", at)
            size = int(told[at:end].split()[2])
            yield told[end + 1 : end + 1 + size]
            at = end + size + 2

    def _talk(self, *args: str) -> str:
        done = self._run(*args)
        if done.returncode:
            raise self._failure(done.stderr.decode("utf-8", "replace"))
        return done.stdout.decode("utf-8", "replace")

    def _git(self, *args: str, input: bytes = b"") -> bytes:
        done = self._run(*args, input=input)
        if done.returncode:
            raise SleepdError(f"git {args[0]} failed: {_reason(done.stderr.decode('utf-8', 'replace'))}", "try again")
        return done.stdout

    def _run(self, *args: str, input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        process = subprocess.Popen(
            ["git", "--git-dir", str(self._folder), *args], cwd=self._folder, env=self._environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=not _may_ask(),
        )  # fmt: skip
        try:
            stdout, stderr = process.communicate(input, _SECONDS)
        except BaseException as error:
            _end(process)
            if isinstance(error, subprocess.TimeoutExpired):
                raise SleepdError(
                    f"{self.name} did not answer within {_SECONDS} seconds", "try again later; nothing is lost"
                ) from None
            raise
        return subprocess.CompletedProcess(args, process.returncode, stdout, stderr)

    def _failure(self, told: str) -> SleepdError:
        reason, lower = _reason(told), told.lower()
        if "not allowed" in lower and "transport" in lower:
            return SleepdError(f"{self.name} is reached by what sleepd does not run: {reason}", "use ssh or https")
        if any(sign in lower for sign in _OFFLINE):
            return SleepdError(f"{self.name} can't be reached: {reason}", "check the network; nothing is lost")
        if any(sign in lower for sign in _NO_RIGHTS):
            hint = f"see that `git fetch {self.name}` works; settings in .git/config are not heeded, your own are"
            return SleepdError(f"{self.name} does not let you: {reason}", hint)
        return SleepdError(f"git failed with {self.name}: {reason}", f"see that `git fetch {self.name}` works")


@contextmanager
def remote_of(repository: git.Repository, name: str) -> Iterator[Remote]:
    """The remote of this name, or if there is no `origin` the only one. Raises SleepdError when there is none."""
    settings = list(_settings(repository))
    name, address = _address(repository, settings, name)
    kind = git.run(repository.root, "rev-parse", "--show-object-format").decode().strip()
    with TemporaryDirectory(prefix="sleepd-", ignore_cleanup_errors=True) as folder:
        remote = Remote(name, address, Path(folder), _environment(settings))
        remote.make(kind)
        yield remote


class _Setting(NamedTuple):
    scope: str
    key: str
    value: str


def _settings(repository: git.Repository) -> Iterator[_Setting]:
    """Everything that git is configured with in a repository, and where that stands."""
    told = git.run(repository.root, "config", "--list", "--show-scope", "-z").decode("utf-8", "surrogateescape")
    fields = told.split("\0")[:-1]
    for scope, setting in zip(fields[::2], fields[1::2], strict=True):
        key, line, value = setting.partition("\n")
        yield _Setting(scope, key, value if line else "true")


def _address(repository: git.Repository, settings: list[_Setting], name: str) -> tuple[str, str]:
    """The name and address of a remote."""
    known = {key[7:-4]: value for _, key, value in settings if key.startswith("remote.") and key.endswith(".url")}
    if name not in known and name == "origin" and len(known) == 1:
        name = next(iter(known))
    if name not in known:
        names = f"there are: {', '.join(sorted(known))}" if known else "add one with `git remote add origin ADDRESS`"
        raise SleepdError(f"there is no remote {name}", f"{names}; `--remote NAME` chooses one")
    address = known[name]
    path = address.removeprefix("file://")
    is_local = path != address or not re.match(r"[^/\\]*:", address) or os.path.isabs(address)
    if not is_local:
        return name, address
    place = os.path.realpath(os.path.join(repository.root, path))
    if Path(place).is_relative_to(repository.root):
        raise SleepdError(f"{name} is a folder in the work tree itself: {address}", "name another with --remote NAME")
    return name, place


def _environment(settings: list[_Setting]) -> dict[str, str]:
    """The user's own variables and settings, those that hold in this repository, without those of the repository."""
    users = (setting for setting in settings if setting.scope in ("system", "global"))
    kept = [(key, value) for _, key, value in users if not key.startswith(("include.", "includeif.", "alias."))]
    kept += _NOTHING_RUNS.items()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") or k.startswith(_USERS)}
    environment |= {
        "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
        "GIT_CONFIG_COUNT": str(len(kept)),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "1" if _may_ask() else "0",
        "LC_ALL": "C",
    }
    for number, (key, value) in enumerate(kept):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environment


def _stream(files: Mapping[str, bytes]) -> bytes:
    """A commit without parents that has these files, for `git fast-import`; the same files make the same commit."""
    message = b"Notes of sleepd\n"
    parts = [f"commit {_OURS}\ncommitter sleepd <sleepd@localhost> 0 +0000\ndata {len(message)}\n".encode(), message]
    for name, content in sorted(files.items()):
        parts += [f"M 100644 inline {name}\ndata {len(content)}\n".encode(), content, b"\n"]
    return b"".join(parts)


def _may_ask() -> bool:
    """Whether somebody is there whom git may ask for a password."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git and what it started."""
    with suppress(OSError):
        if hasattr(os, "killpg") and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()


def _reason(told: str) -> str:
    """The line of what git said that tells most, without passwords of addresses."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    signs = ("fatal:", "error:", "remote:", "!")
    telling = [line for line in lines if line.startswith(signs)]
    chosen = (telling or lines or ["it says nothing"])[0]
    return re.sub(r"//[^/@\s]+@", "//", "".join(c for c in chosen if c.isprintable()))
