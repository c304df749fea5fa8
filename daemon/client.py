"""Asking the daemon, and doing without it: whatever a daemon answers, a command can work out by itself."""

from __future__ import annotations

import os
from typing import Any

from ..errors import SleepdError
from . import wire
from .wire import Progress

_SECONDS = 10.0
"""A daemon that works says so more often than this."""


class DaemonBug(Exception):
    """The daemon met a bug while it worked on a request; `report` is the file that tells about it."""

    def __init__(self, message: str, report: str) -> None:
        super().__init__(message)
        self.report = report


class DaemonCrashed(Exception):
    """The daemon ended before its time, and another is started; `report` is the file that tells about it."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.report = report


def ask(
    method: str, path: str, params: dict[str, Any], progress: Progress = lambda what, done, total: None
) -> Any:
    """What the daemon answers about the repository around a path; None when it does not.

    If there is none, one is started for the next time. Raises SleepdError when the request can't be met, DaemonBug
    when the daemon failed at it, DaemonCrashed, once, when it is not there for that reason.
    """
    path = os.path.abspath(path)
    try:
        found = os.stat(path)
    except OSError:
        return None
    params = {"path": path, "identity": [found.st_dev, found.st_ino], **params}
    address = wire.read_address()
    if address and not wire.is_current(address):
        stop()
        address = None
    if address:
        try:
            return request(address, method, params, progress)
        except (OSError, wire.Closed):
            pass
    from . import crash
    from .launch import launch

    report = crash.last(address)
    launch(path)
    if report:
        raise DaemonCrashed(report)
    return None


def stop() -> bool:
    """End the daemon, and wait until it has ended; returns whether there was one.

    Raises SleepdError when it does not end.
    """
    from .launch import wait_until_gone

    address = wire.read_address()
    if address is None:
        return False
    try:
        request(address, "stop", {})
    except (OSError, wire.Closed):
        return False
    wait_until_gone(address, _SECONDS)
    return True


def request(
    address: wire.Address,
    method: str,
    params: dict[str, Any],
    progress: Progress = lambda what, done, total: None,
) -> Any:
    """The result of one request. Raises OSError and Closed when the daemon is not there, goes, or hangs."""
    channel = wire.Channel(address, _SECONDS)
    try:
        channel.send({"id": 1, "method": method, "params": params})
        while True:
            message = channel.receive()
            if "progress" in message:
                progress(*message["progress"])
            elif "error" in message:
                raise error_of(message["error"])
            else:
                return message["result"]
    finally:
        channel.close()


def error_of(said: dict[str, str]) -> Exception:
    """What a failed request raises: SleepdError, or DaemonBug when the daemon failed at it."""
    if said.get("report"):
        return DaemonBug(said["message"], said["report"])
    return SleepdError(said["message"], said["hint"])
