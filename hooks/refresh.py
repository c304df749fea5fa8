"""Telling the daemon that the repository changed. A commit waits for this, so it never fails, says or asks anything.

What is told is a hint: an answer is right without it. So where anything is in the way, nothing happens.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..daemon import wire
from ..errors import SleepdError
from ..indexers.git import Repository, find

_SECONDS = 0.1
"""A daemon says that it heard within a few milliseconds."""
_PASSING = ("rebase-merge", "rebase-apply", "BISECT_LOG")
"""What lies in the git folder while work trees come and go that nobody works on."""


def main(hook: Sequence[str] = ()) -> int:
    """Tell the daemon of the repository around the current folder, or start one that reads it.

    `hook` is git's name of the hook and what git passed to it, where that is known. Returns 0, always.
    """
    try:
        repository = find(Path.cwd())
        if repository and (_ends_rebase(hook) or not is_passing(repository)):
            _tell(os.fspath(repository.root))
    except (OSError, SleepdError, wire.Closed):
        pass
    return 0


def is_passing(repository: Repository) -> bool:
    """Whether what is checked out is only passing through, in the middle of a rebase or a bisection."""
    return any(os.path.exists(repository.git_dir / name) for name in _PASSING)


def _ends_rebase(hook: Sequence[str]) -> bool:
    """Git tells of a finished rebase while its folder is still there; pre-commit says so by the environment."""
    return tuple(hook[:2]) == ("post-rewrite", "rebase") or os.environ.get("PRE_COMMIT_REWRITE_COMMAND") == "rebase"


def _tell(root: str) -> None:
    address = wire.read_address()
    if address:
        try:
            _send(address, root)
        except (ConnectionRefusedError, FileNotFoundError):
            address = None
    if not address and not os.environ.get("CI") and not os.environ.get("SLEEPD_NO_DAEMON"):
        from ..daemon.launch import launch

        launch(root)


def _send(address: wire.Address, root: str) -> None:
    """Say it, and hear that it was heard: a daemon drops what a client that hung up has asked for."""
    found = os.stat(root)
    channel = wire.Channel(address, _SECONDS)
    try:
        params = {"path": root, "identity": [found.st_dev, found.st_ino]}
        channel.send({"id": 1, "method": "changed", "params": params})
        channel.receive()
    finally:
        channel.close()
