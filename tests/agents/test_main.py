"""The server as a process: many at once, a daemon that is killed, clients that die, and nothing but protocol."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from support import is_alive, until

from sleepd.daemon import wire

SERVE = [sys.executable, "-P", "-m", "sleepd", "mcp"]
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip


def daemon() -> int:
    """The process of the daemon that listens."""
    address = wire.running()
    assert address
    return address.pid


def start(folder: Path) -> subprocess.Popen[bytes]:
    """A server without a client."""
    return subprocess.Popen(SERVE, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def say(server: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
    """Send a message."""
    assert server.stdin
    server.stdin.write(json.dumps(message).encode() + b"\n")
    server.stdin.flush()


def call(number: int, name: str, **arguments: Any) -> dict[str, Any]:
    """A request to call a tool."""
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


def test_several_agents_at_once_ask_one_daemon(shop, connect):
    async def work() -> tuple[list[Any], list[int]]:
        async def agent() -> tuple[list[Any], int]:
            async with connect(shop.root) as client:
                calls = [client.call_tool("ask", {"question": question}) for question in ("who calls price", "pay") * 3]
                return await asyncio.gather(*calls), daemon()

        worked = await asyncio.gather(*(agent() for _ in range(3)))
        return [result for results, _ in worked for result in results], [pid for _, pid in worked]

    results, daemons = asyncio.run(work())
    assert len(results) == 18 and len(set(daemons)) == 1
    answers = [result.structured_content["answer"].splitlines()[0] for result in results]
    assert set(answers[::2]) == {"price is called by pay, and in 1 test."}
    assert len(set(answers[1::2])) == 1 and answers[1].startswith("pay is a function")


def test_the_call_after_the_daemon_was_killed_works(shop, connect):
    async def work() -> tuple[Any, Any, list[int]]:
        async with connect(shop.root) as client:
            before, killed = await client.call_tool("ask", {"question": "who calls price"}), daemon()
            os.kill(killed, signal.SIGKILL)
            return before, await client.call_tool("ask", {"question": "who calls price"}), [killed, daemon()]

    before, after, (killed, now) = asyncio.run(work())
    assert killed != now
    assert before.structured_content["answer"] == after.structured_content["answer"]


def test_a_daemon_that_is_not_wanted_is_told(shop, connect, monkeypatch):
    monkeypatch.setenv("SLEEPD_NO_DAEMON", "1")

    async def work() -> Any:
        async with connect(shop.root) as client:
            return await client.call_tool("ask", {"question": "who calls price"})

    result = asyncio.run(work())
    assert result.is_error and "SLEEPD_NO_DAEMON forbids the daemon" in result.content[0].text


def test_a_call_that_is_taken_back_ends_and_the_next_one_works(shop, connect):
    for number in range(300):
        shop.write(f"many/module_{number}.py", "def f():\n    return 1\n" * 20)

    async def work() -> Any:
        async with connect(shop.root) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await client.call_tool("ask", {"question": "who calls price"})
            return await client.call_tool("ask", {"question": "who calls price"})

    assert "called by pay" in asyncio.run(work()).structured_content["answer"]


def test_nothing_is_written_but_protocol(shop):
    server = start(shop.root)
    assert server.stdin and server.stdout
    say(server, HELLO)
    say(server, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    server.stdin.write(b"this is no message\n{}\n[1]\n")
    say(server, {"jsonrpc": "2.0", "id": 2, "method": "no/such/method"})
    say(server, call(3, "ask", question="who calls price"))
    seen: dict[int, Any] = {}
    while 3 not in seen:
        message = json.loads(server.stdout.readline())
        assert message["jsonrpc"] == "2.0"
        seen[message.get("id") or 0] = message
    assert seen[1]["result"]["serverInfo"]["name"] == "sleepd" and seen[1]["result"]["instructions"]
    assert "error" in seen[2] and not seen[3]["result"].get("isError")
    server.stdin.close()
    assert server.wait(10) == 0
    assert server.stdout.read() == b""


def test_a_server_ends_with_its_client_whatever_it_is_doing(shop):
    idle, busy = start(shop.root), start(shop.root)
    for server in (idle, busy):
        say(server, HELLO)
        assert server.stdout and server.stdout.readline()
    say(busy, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    say(busy, call(2, "ask", question="who calls price"))
    for server in (idle, busy):
        assert server.stdin
        server.stdin.close()
        server.wait(10)


def test_no_orphan_is_left_by_a_client_that_is_killed(shop):
    hosting = f"import subprocess, time; print(subprocess.Popen({SERVE!r}, stdin=-1).pid, flush=True); time.sleep(60)"
    client = subprocess.Popen([sys.executable, "-c", hosting], cwd=shop.root, stdout=subprocess.PIPE)
    assert client.stdout
    server = int(client.stdout.readline())
    until(lambda: psutil.Process(server).num_threads() > 1)
    client.kill()
    client.wait()
    until(lambda: not is_alive(server))


def test_without_the_extra_a_line_says_how_to_install_it(shop):
    hidden = "import sys; sys.modules['mcp'] = None; sys.argv = ['sleepd', 'mcp']; from sleepd.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", hidden], cwd=shop.root, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "sleepd: what agents need is not installed\n  pip install 'sleepd[mcp]'\n"
