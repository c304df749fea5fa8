"""The socket that the daemon listens at, and who may talk to it: its own user and nobody else."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import stat
import struct
import tempfile
from pathlib import Path
from typing import NamedTuple

from ..errors import SleepdError
from ..state import make_private
from .wire import daemon_folder

_LONGEST_PATH = 100
"""Bytes in the path of a Unix socket; the systems allow 104 to 108."""


class Listening(NamedTuple):
    """A socket that takes connections."""

    socket: socket.socket
    path: str
    """Of a Unix socket; "" where there are none."""
    token: str
    """What a client has to show where anybody on the machine can connect."""
    system: bool = False
    """The system goes on listening when this process ends, and starts another for whoever connects."""


def listen() -> Listening:
    """A new socket in place of one that a dead daemon left.

    Raises SleepdError when its folder belongs to somebody else, or can't be made.
    """
    if not hasattr(socket, "AF_UNIX"):
        return Listening(socket.create_server(("127.0.0.1", 0)), "", secrets.token_hex(32))
    path = socket_path()
    make_own_folder(path.parent)
    path.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(os.fspath(path))
    path.chmod(0o600)
    listening.listen(128)
    return Listening(listening, os.fspath(path), "")


def handed_over() -> Listening | None:
    """The socket that systemd listened at before it started this daemon (sd_listen_fds(3)); None without one."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    listening = socket.socket(fileno=3)
    listening.set_inheritable(False)
    return Listening(listening, listening.getsockname(), "", system=True)


def make_own_folder(folder: Path) -> None:
    """Make a folder that only its user may look into. Raises SleepdError when it is another's, or can't be made."""
    try:
        make_private(os.fspath(folder))
        found = folder.lstat()
    except OSError as error:
        raise SleepdError(
            f"the daemon's folder {folder} can't be made: {error}", "set SLEEPD_STATE_DIR to a folder of yours"
        ) from None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise SleepdError(f"{folder} belongs to another user", "set SLEEPD_STATE_DIR to a folder of yours")
    folder.chmod(0o700)


def is_own_user(connection: socket.socket) -> bool:
    """Whether the other end is a process of this user, as far as the system tells."""
    if connection.family == socket.AF_INET or not hasattr(socket, "SO_PEERCRED"):
        return True  # A token or the folder keeps others out.
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return bool(uid == os.getuid())


def socket_path() -> Path:
    """Where the Unix socket belongs: in the daemon's folder, or in the system's for temporary files when that path is
    too long for a socket."""
    path = Path(daemon_folder(), "socket")
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"sleepd-{os.getuid()}-{digest}", "socket")
