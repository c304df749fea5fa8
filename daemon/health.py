"""Whether everything is as it should be: one function for each thing to check, which says so or raises SleepdError."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from importlib.util import find_spec

from .. import __version__
from ..errors import SleepdError
from ..store.database import SQLITE
from ..store.filesystem import is_remote
from ..workspace import Workspace
from . import wire
from .client import request
from .settings import read_idle_settings

_LEAST_FREE = 500_000_000
_GRAMMARS = ("tree_sitter_kotlin", "tree_sitter_swift", "tree_sitter_scala", "tree_sitter_php", "tree_sitter_lua")


def _program(path: str) -> str:
    return f"sleepd {__version__}, Python {platform.python_version()}, SQLite {SQLITE}"


def _git(path: str) -> str:
    found = shutil.which("git")
    if not found:
        raise SleepdError("there is no git on the PATH", "install git; without it only plain folders can be read")
    return found


def _languages(path: str) -> str:
    missing = [name.rpartition("_")[2] for name in _GRAMMARS if not find_spec(name)]
    if missing:
        return f"{', '.join(missing)} and more are not read: pip install 'sleepd[languages]' adds them"
    return "all grammars are installed"


def _state(path: str) -> str:
    workspace = Workspace(path)
    try:
        database = workspace.database
        if database.read_only:
            raise SleepdError(f"{database.path} can't be written", "set SLEEPD_STATE_DIR to a folder of yours")
        if database.is_damaged():
            raise SleepdError(f"{database.path} is damaged", "delete it: it is a cache")
        if shutil.disk_usage(database.path.parent).free < _LEAST_FREE:
            raise SleepdError(f"the disk of {database.path} is nearly full", "free some space")
        remote = ", on a network file system: slower, and without a write-ahead log" if is_remote(database.path) else ""
        return f"{database.path}, {database.path.stat().st_size / 1e6:.1f} MB{remote}"
    finally:
        workspace.close()


def _configuration(path: str) -> str:
    settings = read_idle_settings()
    return f"idle means {settings.quiet_seconds:.0f} s without an edit or a question"


def _daemon(path: str) -> str:
    address = wire.running()
    if address is None:
        return "it does not run; any command starts it"
    if not wire.is_current(address):
        raise SleepdError(f"it runs sleepd {address.version}", "sleepd restart")
    said = request(address, "status", {})
    return f"process {said['pid']}, {said['memory_bytes'] / 1e6:.0f} MB, repositories open: {len(said['repositories'])}"


def _watching(path: str) -> str:
    if sys.platform != "linux":
        return "by the system's file events"
    with open("/proc/sys/fs/inotify/max_user_watches", encoding="ascii") as file:
        most = int(file.read())
    if most < 8_192:
        raise SleepdError(
            f"the system allows {most} watches only",
            "raise fs.inotify.max_user_watches; until then sleepd looks at every file instead",
        )
    return f"up to {most:,} folders"


def _user(path: str) -> str:
    owner = os.stat(os.path.expanduser("~")).st_uid
    if hasattr(os, "getuid") and owner != os.getuid():
        raise SleepdError("the home folder is another user's, as under sudo", "run sleepd as the user whose code it is")
    return "the home folder is yours"


CHECKS: dict[str, Callable[[str], str]] = {
    "sleepd": _program,
    "git": _git,
    "languages": _languages,
    "user": _user,
    "state": _state,
    "configuration": _configuration,
    "daemon": _daemon,
    "watching": _watching,
}
"""What is checked -> a function of the path that the command is about."""
