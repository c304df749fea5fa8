"""Having git run `sleepd hook refresh` without pre-commit: a marked block in the hooks that are there, or new hooks.

A block runs in the background, with nothing connected to it, and says nothing when sleepd is gone. Taking it out leaves
every byte as it was.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ..errors import SleepdError
from ..indexers import git

HOOKS = ("post-commit", "post-checkout", "post-merge", "post-rewrite")
_SHEBANG = b"#!/bin/sh\n"
_BEGIN = "# >>> sleepd >>>"
_WHOLE = "# >>> sleepd, which made this file >>>"
_END = "# <<< sleepd <<<"
_BLOCK = re.compile(
    rb"(?P<before>\n?)(?P<begin># >>> sleepd(?:, which made this file)? >>>)\n.*?\n# <<< sleepd <<<(?P<after>\n|\Z)",
    re.DOTALL,
)
_SHELL = re.compile(rb"#![ \t]*(?:\S*/)?(?:env[ \t]+)?(?:\S*/)?(?:sh|bash|dash|zsh|ksh|ash)\b|(?!#!)")
_LEFTHOOK = ("lefthook.yml", "lefthook.yaml", "lefthook.toml", "lefthook.json")
_FOR_LEFTHOOK = "add to it:" + "".join(
    f"\n    {hook}: {{commands: {{sleepd: {{run: sleepd hook refresh {hook} {{0}}}}}}}}" for hook in HOOKS
)
_LOCAL = ("local", "worktree")


class Place(NamedTuple):
    """Where the hooks of a repository are."""

    folder: Path
    shared: bool
    """The hooks are files of the work tree, which others may have, too."""


class State(NamedTuple):
    """How it stands with one hook."""

    hook: str
    path: Path
    installed: bool
    hindrance: str
    """Why sleepd leaves the file that is there alone; "" when it doesn't."""


def place_of_hooks(repository: git.Repository) -> Place:
    """Where git looks for the hooks of a repository.

    Raises SleepdError where they are not for sleepd to write: another program's, or those of other repositories, too.
    """
    root = repository.root
    for name in (*_LEFTHOOK, *(f".{name}" for name in _LEFTHOOK)):
        if (root / name).is_file():
            raise SleepdError(f"lefthook keeps the hooks here, by {name}", _FOR_LEFTHOOK)
    scope, configured, folder = _configured(root)
    if folder is None:
        return Place(repository.common_dir / "hooks", False)
    if scope in _LOCAL and folder.is_relative_to(repository.common_dir):
        return Place(folder, False)
    if scope in _LOCAL and folder.is_relative_to(root):
        return Place(folder, True)
    raise SleepdError(
        f"core.hooksPath is {configured}, by your {scope} configuration: those hooks are not this repository's alone",
        "to have sleepd told in all that use them, add this line to the post-commit, post-checkout, post-merge and"
        " post-rewrite there:\n    (sleepd hook refresh </dev/null >/dev/null 2>&1 &)",
    )


def states(place: Place) -> list[State]:
    """How it stands with each hook."""
    return [_state(place, hook) for hook in HOOKS]


def install(place: Place) -> list[State]:
    """Add a block to each hook, in place of an older one, and make the hooks that are missing.

    Raises SleepdError where a file can't be written.
    """
    for state in states(place):
        if not state.hindrance:
            content = _read(state.path)
            bare = None if content is None else _without_block(content)
            _write(state.path, _with_block(bare, _block(place, state.hook)))
    return states(place)


def uninstall(repository: git.Repository) -> list[Path]:
    """Take every block out again; returns the files that had one. Raises SleepdError where a file can't be written."""
    changed = []
    folders = {repository.common_dir / "hooks", _configured(repository.root).folder}
    for folder in filter(None, folders):
        for hook in HOOKS:
            for path in (folder / hook, folder / f"{hook}.legacy"):  # pre-commit puts it aside as .legacy
                content = _read(path)
                if content and _BLOCK.search(content):
                    _write(path, _without_block(content))
                    changed.append(path)
        with suppress(OSError):
            folder.rmdir()  # If nothing is left in it.
    return sorted(changed)


def is_in_pre_commit(repository: git.Repository) -> bool:
    """Whether the repository has pre-commit tell sleepd."""
    return b"sleepd-refresh" in (_read(repository.root / ".pre-commit-config.yaml") or b"")


def _state(place: Place, hook: str) -> State:
    path = place.folder / hook
    content = _read(path)
    installed = content is not None and _BLOCK.search(content) is not None
    hindrance = "" if installed or content is None else _hindrance(path, content)
    return State(hook, path, installed, hindrance)


def _hindrance(path: Path, content: bytes) -> str:
    if path.is_symlink():
        return f"it is a link to {os.readlink(path)}"
    if not _SHELL.match(content) or b"\0" in content:
        return "it is no shell script"
    if not os.access(path, os.X_OK) and path.parent.name != ".husky":
        return "it is not executable, so git does not run it"
    return ""


def _block(place: Place, hook: str) -> bytes:
    """What a hook is to run: this sleepd, as long as it is there, else the one that is found; one that others have,
    too, does not name a place on this machine."""
    command = f'sleepd hook refresh {hook} "${{1-}}"'
    if place.shared:
        run = [f"(command -v sleepd && {command}) </dev/null >/dev/null 2>&1 &"]
    else:
        python = shlex.quote(sys.executable)
        run = [f"if [ -x {python} ]; then {python} -P -m {command}; else {command}; fi </dev/null >/dev/null 2>&1 &"]
    lines = [_BEGIN, "# Tells sleepd of it, in the background. `sleepd hook uninstall` takes this out.", "(", *run, ")"]
    return "\n".join([*lines, _END, ""]).encode("utf-8", "surrogateescape")


def _with_block(content: bytes | None, block: bytes) -> bytes:
    """A hook with the block in it, below its first line, for what follows may leave early."""
    if content is None:
        return _SHEBANG + block.replace(_BEGIN.encode(), _WHOLE.encode())
    if not content.startswith(b"#!"):
        return block + content
    first, newline, rest = content.partition(b"\n")
    return first + newline + block + rest if newline else first + b"\n" + block.removesuffix(b"\n")


def _without_block(content: bytes) -> bytes | None:
    """A hook as it was; None when it was not there."""
    found = _BLOCK.search(content)
    if found is None:
        return content
    kept = found["before"] if found["after"] else b""
    left = content[: found.start()] + kept + content[found.end() :]
    return None if found["begin"] == _WHOLE.encode() and left == _SHEBANG else left


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(path: Path, content: bytes | None) -> None:
    """Write a hook in one step, executable as it was; for None it goes. Raises SleepdError when that fails."""
    try:
        if content is None:
            path.unlink()
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o755
        partial = path.with_name(f"{path.name}.sleepd")
        partial.write_bytes(content)
        partial.chmod(mode)
        partial.replace(path)
    except OSError as error:
        raise SleepdError(f"{path} can't be written: {error.strerror}", "is that folder yours?") from None


class _Configured(NamedTuple):
    scope: str
    value: str
    folder: Path | None


def _configured(root: Path) -> _Configured:
    """What core.hooksPath says, by the configuration of the repository or of the user."""
    told = git.run(root, "config", "--show-scope", "--get-all", "core.hooksPath", statuses=(0, 1)).decode()
    for scope, _, value in (line.partition("\t") for line in reversed(told.splitlines())):
        if value and scope != "command":
            folder = Path(os.path.normpath(root / os.path.expanduser(value)))
            is_of_husky = folder.parent.name == ".husky" and folder.name == "_"
            return _Configured(scope, value, folder.parent if is_of_husky else folder)
    return _Configured("", "", None)
