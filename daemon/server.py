"""Connections: reads requests, runs what they ask for, and outlives whatever a client does."""

from __future__ import annotations

import asyncio
import hmac
import logging
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from ..errors import SleepdError
from ..report import write_report
from .listening import Listening, is_own_user
from .wire import MOST_BYTES, Closed, Declined, Progress, decode, encode

_MOST_CONNECTIONS = 512
_MOST_AT_ONCE = 64
"""Requests of one connection; more are read when these are done."""
_FIRST_SECONDS = 10.0
"""A connection that has asked for nothing by then is closed."""
_SEND_SECONDS = 30.0
_ALIVE_SECONDS = 3.0
"""How often a client hears that its request is being worked on."""
_MOST_UNREAD = 1 << 16

Method = Callable[[dict[str, Any], Progress], Awaitable[Any]]

log = logging.getLogger(__name__)


class Server:
    """Takes connections, and knows nothing of what the methods do."""

    def __init__(self, methods: Mapping[str, Method]) -> None:
        self._methods = methods
        self._token = ""
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, listening: Listening) -> None:
        """Take connections from now on."""
        self._token = listening.token
        start = asyncio.start_server if listening.token else asyncio.start_unix_server
        self._server = await start(self._accept, sock=listening.socket, limit=MOST_BYTES)

    async def close(self) -> None:
        """Take no more connections, and end those that there are."""
        assert self._server
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        connected: socket.socket = writer.get_extra_info("socket")
        if len(self._connections) < _MOST_CONNECTIONS and is_own_user(connected):
            self._connections.add(task)
            with suppress(asyncio.CancelledError):  # By `close` alone.
                await _Connection(reader, writer, self._methods).run(self._token)
            self._connections.discard(task)
        writer.transport.abort()


class _Connection:
    """One client. A request that it makes is a task; when it hangs up, its tasks end."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, methods: Mapping[str, Method]
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._methods = methods
        self._requests: dict[Any, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)

    async def run(self, token: str) -> None:
        with suppress(Closed, OSError, TimeoutError, asyncio.LimitOverrunError, ValueError):
            try:
                async with asyncio.timeout(_FIRST_SECONDS):
                    if token and not hmac.compare_digest(str((await self._read()).get("token")), token):
                        return
                    message = await self._read()
                while True:
                    await self._take(message)
                    message = await self._read()
            finally:
                for task in self._requests.values():
                    task.cancel()

    async def _read(self) -> dict[str, Any]:
        line = await self._reader.readline()
        if not line.endswith(b"\n"):
            raise Closed("the client went away")
        return decode(line)

    async def _take(self, message: dict[str, Any]) -> None:
        number = message.get("id")
        if not isinstance(number, int):
            raise Closed("a request has no number")
        if message.get("cancel"):
            if number in self._requests:
                self._requests[number].cancel()
            return
        if number in self._requests:
            raise Closed("two requests have the same number")
        await self._room.acquire()
        task = asyncio.create_task(self._answer(number, message))
        self._requests[number] = task
        task.add_done_callback(lambda _: self._forget(number))

    def _forget(self, number: int) -> None:
        del self._requests[number]
        self._room.release()

    async def _answer(self, number: int, message: dict[str, Any]) -> None:
        work = asyncio.ensure_future(self._reply(number, message))
        try:
            while not (await asyncio.wait({work}, timeout=_ALIVE_SECONDS))[0]:
                self._tell(number, "", 0, 0)
            self._writer.write(encode({"id": number, **work.result()}))
            async with asyncio.timeout(_SEND_SECONDS):
                await self._writer.drain()
        except (OSError, TimeoutError):
            self._writer.transport.abort()
        finally:
            work.cancel()

    async def _reply(self, number: int, message: dict[str, Any]) -> dict[str, Any]:
        name, params = message.get("method"), message.get("params", {})
        method = self._methods.get(name) if isinstance(name, str) else None
        if method is None or not isinstance(params, dict):
            return _failure(f"the daemon knows no method {name!r}", "sleepd restart")
        try:
            return {"result": await method(params, lambda *progress: self._tell(number, *progress))}
        except Declined:
            return {"result": None}
        except SleepdError as error:
            return _failure(error.message, error.hint)
        except Exception as error:
            report = write_report()
            log.exception("%s failed", name)
            return {"error": {"message": repr(error), "hint": "", "report": report}}

    def _tell(self, number: int, what: str, done: int, total: int) -> None:
        """Say how far a request has come; a client that does not listen misses it."""
        if self._writer.transport.get_write_buffer_size() < _MOST_UNREAD:
            self._writer.write(encode({"id": number, "progress": [what, done, total]}))


def _failure(message: str, hint: str) -> dict[str, Any]:
    return {"error": {"message": message, "hint": hint}}
