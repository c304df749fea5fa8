"""Asking the daemon from an event loop: one connection, many requests at a time, each of which can be taken back."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from contextlib import suppress
from typing import Any

from ..errors import SleepdError
from . import wire
from .client import error_of, stop
from .launch import launch
from .wire import Progress

_HANGS_SECONDS = 10.0
"""A daemon that works says so more often than this."""
_START_SECONDS = 8.0
_POLL_SECONDS = 0.02
_MOST_TRIES = 3
"""The connection that there was may have ended unnoticed, and a daemon that is about to end takes the next."""
_AGAIN_SECONDS = 3.0
"""A daemon that could not be reached is not started again for so long."""



class Unreachable(SleepdError):
    """There is no daemon, and none could be started."""


class Link:
    """The way to the daemon. It starts one where there is none, and connects anew where it has gone."""

    def __init__(self) -> None:
        self._connection: _Connection | None = None
        self._connecting = asyncio.Lock()
        self._failed = 0.0

    async def request(
        self,
        method: str,
        path: str,
        params: dict[str, Any] | None = None,
        progress: Progress = lambda what, done, total: None,
    ) -> Any:
        """What the daemon answers about the repository around a path; None when it knows another folder there.

        A request whose task is cancelled is taken back. Raises SleepdError when it can't be met, DaemonBug when the
        daemon failed at it, Unreachable when there is none.
        """
        params = {**about(path), **(params or {})}
        for _ in range(_MOST_TRIES):
            connection = await self._connected(path)
            with suppress(OSError, wire.Closed):
                return await connection.request(method, params, progress)
            connection.close()
            if self._connection is connection:
                self._connection = None
        raise Unreachable("the daemon ended while it was asked", "`sleepd logs` says why")

    async def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()

    async def _connected(self, path: str) -> _Connection:
        async with self._connecting:
            if self._connection is None or self._connection.closed:
                self._connection = await self._connect(path)
            return self._connection

    async def _connect(self, path: str) -> _Connection:
        address = wire.read_address()
        if address and not wire.is_current(address):
            await asyncio.to_thread(stop)
            address = None
        if address:
            with suppress(OSError):
                return await _connect(address)
        if os.environ.get("SLEEPD_NO_DAEMON"):
            raise Unreachable("SLEEPD_NO_DAEMON forbids the daemon", "unset it where the client starts")
        if time.monotonic() - self._failed < _AGAIN_SECONDS:
            raise Unreachable("the daemon does not start", "`sleepd logs` says why")
        launched, latest = 0.0, time.monotonic() + _START_SECONDS
        while (now := time.monotonic()) < latest:
            if now - launched > _AGAIN_SECONDS:  # One that starts while another ends gives way to it.
                launched = now
                await asyncio.to_thread(launch, path, False)
            if address := wire.read_address():
                with suppress(OSError):
                    return await _connect(address)
            await asyncio.sleep(_POLL_SECONDS)
        self._failed = time.monotonic()
        raise Unreachable("the daemon does not start", "`sleepd logs` says why")


def about(path: str) -> dict[str, Any]:
    """The parameters that name the repository around a path, which may be gone: then its folder's."""
    path = os.path.abspath(path)
    while not os.path.exists(path) and os.path.dirname(path) != path:
        path = os.path.dirname(path)
    found = os.stat(path)
    return {"path": path, "identity": [found.st_dev, found.st_ino]}


async def _connect(address: wire.Address) -> _Connection:
    """A connection. Raises OSError when nobody listens there."""
    if address.port:
        reader, writer = await asyncio.open_connection("127.0.0.1", address.port, limit=wire.MOST_BYTES)
    else:
        wire.check_owner(os.path.dirname(address.socket))
        reader, writer = await asyncio.open_unix_connection(address.socket, limit=wire.MOST_BYTES)
    connection = _Connection(reader, writer)
    if address.token:
        connection.send({"token": address.token})
    return connection


class _Connection:
    """One connection, and what is asked on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._asked: dict[int, tuple[asyncio.Future[dict[str, Any]], Progress]] = {}
        self._heard = time.monotonic()
        self._listening = asyncio.create_task(self._listen())

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return self._listening.done()

    def send(self, message: dict[str, Any]) -> None:
        """Send a message, as soon as the other side takes it."""
        self._writer.write(wire.encode(message))

    async def request(self, method: str, params: dict[str, Any], progress: Progress) -> Any:
        """The result of one request. Raises Closed when none will come."""
        if self.closed:
            raise wire.Closed("the daemon went away")
        number, answered = next(self._numbers), asyncio.get_running_loop().create_future()
        self._asked[number] = answered, progress
        self._heard = time.monotonic()
        try:
            self.send({"id": number, "method": method, "params": params})
            while not (await asyncio.wait({answered}, timeout=_HANGS_SECONDS))[0]:
                if time.monotonic() - self._heard > _HANGS_SECONDS:
                    raise wire.Closed("the daemon hangs")
            message = answered.result()
        except asyncio.CancelledError:
            self.send({"id": number, "cancel": True})
            raise
        finally:
            self._asked.pop(number, None)
        if "error" in message:
            raise error_of(message["error"])
        return message["result"]

    def close(self) -> None:
        """Hang up."""
        self._listening.cancel()
        self._writer.transport.abort()

    async def _listen(self) -> None:
        try:
            while line := await self._reader.readline():
                message = wire.decode(line)
                self._heard = time.monotonic()
                answered, progress = self._asked.get(message.get("id", 0), (None, None))
                if answered is None or progress is None:
                    continue
                if "progress" in message:
                    progress(*message["progress"])
                elif not answered.done():
                    answered.set_result(message)
        except (OSError, ValueError, wire.Closed):
            pass
        finally:
            for answered, _ in self._asked.values():
                if not answered.done():
                    answered.set_exception(wire.Closed("the daemon went away"))
            self._writer.transport.abort()
