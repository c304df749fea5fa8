"""A server that outlives its clients, whatever they do."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from pathlib import Path

import pytest

from sleepd.daemon import server as server_module
from sleepd.daemon.listening import Listening
from sleepd.daemon.server import Server
from sleepd.daemon.wire import MOST_BYTES, Declined
from sleepd.errors import SleepdError


async def echo(params, progress):
    progress("working", 1, 2)
    return params


async def wait(params, progress):
    try:
        await asyncio.sleep(params.get("seconds", 60))
    except asyncio.CancelledError:
        CANCELLED.append(params)
        raise
    return "waited"


async def fail(params, progress):
    raise {"expected": SleepdError("no such folder", "name one"), "declined": Declined()}.get(
        params.get("how"), ZeroDivisionError("a bug")
    )


CANCELLED: list[object] = []
METHODS = {"echo": echo, "wait": wait, "fail": fail}


class Client:
    """A client that may send anything."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    async def send(self, message):
        self.writer.write(message if isinstance(message, bytes) else json.dumps(message).encode() + b"\n")
        await self.writer.drain()

    async def receive(self):
        """The next message; None when the server has hung up."""
        try:
            line = await asyncio.wait_for(self.reader.readline(), 10)
        except ConnectionResetError:
            return None
        return json.loads(line) if line else None

    async def result(self, method, **params):
        await self.send({"id": 1, "method": method, "params": params})
        while "progress" in (message := await self.receive()):
            pass
        return message


@pytest.fixture
def served(tmp_path):
    """Runs a function that is given a way to connect, beside a server."""

    def run(function, token=""):
        async def main():
            path = str(tmp_path / "socket")
            if token:
                listening = Listening(socket.create_server(("127.0.0.1", 0)), "", token)
            else:
                plain = socket.socket(socket.AF_UNIX)
                plain.bind(path)
                plain.listen()
                listening = Listening(plain, path, "")
            port = listening.socket.getsockname()[1] if token else 0
            server = Server(METHODS)
            await server.start(listening)

            async def connect():
                opened = asyncio.open_connection("127.0.0.1", port) if token else asyncio.open_unix_connection(path)
                return Client(*await opened)

            try:
                await function(connect)
                survivor = await connect()
                if token:
                    await survivor.send({"token": token})
                assert (await survivor.result("echo", a=1))["result"] == {"a": 1}
            finally:
                await asyncio.wait_for(server.close(), 5)

        asyncio.run(main())

    return run


def test_progress_and_result(served):
    async def client(connect):
        one = await connect()
        await one.send({"id": 5, "method": "echo", "params": {"text": "ü\n"}})
        assert await one.receive() == {"id": 5, "progress": ["working", 1, 2]}
        assert await one.receive() == {"id": 5, "result": {"text": "ü\n"}}

    served(client)


def test_many_requests_of_one_client_are_worked_on_at_once(served):
    async def client(connect):
        one = await connect()
        started = time.monotonic()
        for number in range(40):
            await one.send({"id": number, "method": "wait", "params": {"seconds": 0.2}})
        assert {(await one.receive())["id"] for _ in range(40)} == {*range(40)}
        assert time.monotonic() - started < 4

    served(client)


def test_what_fails(served):
    async def client(connect):
        one = await connect()
        assert (await one.result("fail", how="expected"))["error"] == {"message": "no such folder", "hint": "name one"}
        assert (await one.result("fail", how="declined"))["result"] is None
        error = (await one.result("fail"))["error"]
        assert error["message"] == "ZeroDivisionError('a bug')"
        assert "in fail" in Path(error["report"]).read_text()
        assert "knows no method" in (await one.result("nothing"))["error"]["message"]
        await one.send({"id": 1, "method": ["echo"], "params": {}})
        assert "knows no method" in (await one.receive())["error"]["message"]

    served(client)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\n", b"GET / HTTP/1.1\r\n\r\n", b"{}\n", b"[1]\n", b'{"id": "one"}\n', b'{"id": 1, "method": "echo"',
        b"\xff" * 99, b"[" * 200_000 + b"\n", b'{"id": 1}\n{"id": 1}\n', b"",
    ],
)  # fmt: skip
def test_garbage_closes_its_own_connection_only(served, garbage):
    async def client(connect):
        bad, good = await connect(), await connect()
        await good.send({"id": 1, "method": "wait", "params": {"seconds": 0.3}})
        await bad.send(garbage)
        bad.writer.write_eof()
        while await bad.receive():
            pass
        assert (await good.receive())["result"] == "waited"

    served(client)


def test_a_message_without_end_is_not_kept(served):
    async def client(connect):
        bad = await connect()
        with pytest.raises((ConnectionError, AssertionError)):
            for _ in range(100):
                await bad.send(b"x" * (1 << 20))
            assert await bad.receive() is not None

    served(client)
    assert MOST_BYTES < 100 << 20


def test_a_client_that_says_nothing_is_sent_away(served, monkeypatch):
    monkeypatch.setattr(server_module, "_FIRST_SECONDS", 0.1)

    async def client(connect):
        silent, half = await connect(), await connect()
        await half.send(b'{"id": 1')
        assert await silent.receive() is None
        assert await half.receive() is None

    served(client)


def test_work_ends_when_its_client_goes(served):
    async def client(connect):
        CANCELLED.clear()
        one = await connect()
        await one.send({"id": 1, "method": "wait", "params": {"who": "gone"}})
        await asyncio.sleep(0.1)
        one.writer.close()
        await asyncio.sleep(0.1)
        assert CANCELLED == [{"who": "gone"}]

    served(client)


def test_a_request_is_taken_back(served):
    async def client(connect):
        CANCELLED.clear()
        one = await connect()
        await one.send({"id": 1, "method": "wait", "params": {"who": "first"}})
        await one.send({"id": 2, "method": "wait", "params": {"seconds": 0.2}})
        await asyncio.sleep(0.05)
        await one.send({"id": 1, "cancel": True})
        await one.send({"id": 9, "cancel": True})
        assert (await one.receive()) == {"id": 2, "result": "waited"}
        assert CANCELLED == [{"who": "first"}]

    served(client)


def test_long_work_says_that_it_goes_on(served, monkeypatch):
    monkeypatch.setattr(server_module, "_ALIVE_SECONDS", 0.05)

    async def client(connect):
        one = await connect()
        await one.send({"id": 1, "method": "wait", "params": {"seconds": 0.3}})
        heard = [await one.receive() for _ in range(4)]
        assert heard == [{"id": 1, "progress": ["", 0, 0]}] * 4

    served(client)


def test_who_does_not_listen_is_given_up(served, monkeypatch):
    monkeypatch.setattr(server_module, "_SEND_SECONDS", 0.2)

    async def client(connect):
        deaf = await connect()
        deaf.reader._limit = 1 << 30
        deaf.writer.transport.pause_reading()
        for number in range(3):
            await deaf.send({"id": number, "method": "echo", "params": {"text": "x" * (3 << 20)}})
        await asyncio.sleep(1)

    served(client)


def test_connections_are_limited(served, monkeypatch):
    monkeypatch.setattr(server_module, "_MOST_CONNECTIONS", 3)

    async def client(connect):
        clients = [await connect() for _ in range(5)]
        for one in clients[:3]:
            assert "result" in await one.result("echo")
        assert await clients[4].receive() is None
        for one in clients:
            one.writer.close()
        await asyncio.sleep(0.1)

    served(client)


def test_a_token_is_wanted_where_anybody_can_connect(served):
    async def client(connect):
        for first in ({"id": 1, "method": "echo", "params": {}}, {"token": "wrong"}, {"token": 7}):
            stranger = await connect()
            await stranger.send(first)
            assert await stranger.receive() is None

    served(client, token="secret")
