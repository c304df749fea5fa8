"""How client and daemon find each other and talk: JSON objects, one a line, over a socket that is its user's alone.

A request is `{"id", "method", "params"}`. To each come any number of `{"id", "progress"}` and then one reply:
`{"id", "result"}` or `{"id", "error": {"message", "hint"}}`, with `"report"` in the error when it is a bug. `{"id",
"cancel": true}` takes a request back. Only the standard library is imported here, and little of it: a command line
that answers in milliseconds pays for every module.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from typing import Any, NamedTuple

from .. import __version__
from ..errors import SleepdError
from ..state import state_folder

Progress = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and how much there is."""
MOST_BYTES = 4 << 20
"""No message is longer."""

_HELLO_SECONDS = 1.0


class Address(NamedTuple):
    """Where a daemon listens, as it says so in its status file."""

    pid: int
    """0 where the system listens, and starts a daemon for whoever connects."""
    version: str
    socket: str
    """Path of a Unix socket; "" where there are none."""
    port: int
    """On the loopback device, where there are no Unix sockets; else 0."""
    token: str
    """What a client says first there, to show that it can read the status file."""


class Declined(SleepdError):
    """The daemon can't do this, but the client can: a folder is not the same one in another container, or a process
    died over it. The result is null then."""

    def __init__(self, message: str = "the daemon can't do this", hint: str = "use --no-daemon") -> None:
        super().__init__(message, hint)


class Closed(Exception):
    """The other side went away, or sent what is no message."""


def daemon_folder() -> str:
    """The folder of this machine's daemon: two machines may share a home."""
    return os.path.join(state_folder(), f"daemon-{socket.gethostname()}")


def status_path() -> str:
    """The file that says where the daemon listens."""
    return os.path.join(daemon_folder(), "status.json")


def read_address() -> Address | None:
    """Where the daemon says that it listens; None when there is no daemon."""
    try:
        with open(status_path(), encoding="utf-8") as file:
            said = json.load(file)
        return Address(**{field: said[field] for field in Address._fields})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_address(address: Address) -> None:
    """Say where the daemon listens."""
    partial = f"{status_path()}.new"
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        json.dump(address._asdict(), file)
    os.replace(partial, status_path())


def is_current(address: Address) -> bool:
    """Whether that daemon runs the code that this process does, or will."""
    return address.version == __version__ or not address.pid


def encode(message: dict[str, Any]) -> bytes:
    """A message as it is sent."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """A message as it came. Raises Closed when it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise Closed("what came is no message") from None
    if not isinstance(message, dict):
        raise Closed("what came is no message")
    return message


class Channel:
    """The client's end of a connection."""

    def __init__(self, address: Address, seconds: float) -> None:
        """Connect. Raises OSError when nobody listens there, or nothing comes for so many seconds, then or later."""
        self._socket = _connect(address, seconds)
        self._buffer = b""
        if address.token:
            self.send({"token": address.token})

    def send(self, message: dict[str, Any]) -> None:
        """Send one message. Raises OSError when it can't be."""
        self._socket.sendall(encode(message))

    def receive(self) -> dict[str, Any]:
        """The next message. Raises OSError when it does not come, Closed when none will."""
        while b"\n" not in self._buffer:
            chunk = self._socket.recv(1 << 16)
            if not chunk or len(self._buffer) > MOST_BYTES:
                raise Closed("the daemon went away")
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        return decode(line)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def running() -> Address | None:
    """Where the daemon listens, when somebody does listen there."""
    address = read_address()
    if address is None:
        return None
    try:
        Channel(address, _HELLO_SECONDS).close()
    except OSError:
        return None
    return address


def _connect(address: Address, seconds: float) -> socket.socket:
    if address.port:
        return socket.create_connection(("127.0.0.1", address.port), seconds)
    check_owner(os.path.dirname(address.socket))
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connected.settimeout(seconds)
        connected.connect(address.socket)
    except BaseException:
        connected.close()
        raise
    return connected


def check_owner(folder: str) -> None:
    """Nobody else may have put a socket there for us to talk to."""
    if os.lstat(folder).st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
