"""An editor for tests: it speaks the protocol to the real server, which runs as a process."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

SECONDS = 20.0

SHOP = '''"""The shop."""


def price():
    """What one thing costs, taxes included."""
    return 1


def pay():
    # Because the bank is slow, it is asked twice.
    return price()
'''


class Editor:
    """A client that sends what a test says, and keeps what the server sends."""

    def __init__(self, root: Path | None, capabilities: dict[str, Any] | None = None, **more: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sleepd", "lsp"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root,
        )  # fmt: skip
        self._numbers = itertools.count(1)
        self._replies: dict[Any, queue.Queue[dict[str, Any]]] = {}
        self.notified: queue.Queue[dict[str, Any]] = queue.Queue()
        self.requested: queue.Queue[dict[str, Any]] = queue.Queue()
        self.log: list[bytes] = []
        self.reply: dict[str, Any] = {}
        """Method -> what the client answers when the server asks it for that; null for everything else."""
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()
        self.root = root
        if capabilities is not None or more:
            self.initialized = self.initialize(capabilities or {}, **more)

    def initialize(self, capabilities: dict[str, Any], **more: Any) -> dict[str, Any]:
        root = self.root.as_uri() if self.root else None
        params = {"processId": None, "rootUri": root, "capabilities": capabilities, **more}
        result: dict[str, Any] = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method: str, params: Any) -> None:
        self.send({"method": method, "params": params})

    def begin(self, method: str, params: Any, number: Any = None) -> Any:
        number = next(self._numbers) if number is None else number
        self._replies[number] = queue.Queue()
        self.send({"id": number, "method": method, "params": params})
        return number

    def reply_to(self, number: Any, seconds: float = SECONDS) -> dict[str, Any]:
        return self._replies[number].get(timeout=seconds)

    def request(self, method: str, params: Any) -> Any:
        reply = self.reply_to(self.begin(method, params))
        assert "error" not in reply, reply
        return reply["result"]

    def open(self, path: Path, text: str | None = None) -> str:
        text = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return path.as_uri()

    def change(self, uri: str, text: str, version: int = 2, at: dict[str, Any] | None = None) -> None:
        change = {"text": text, **({"range": at} if at else {})}
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})

    def hover(self, uri: str, line: int, character: int) -> str | None:
        found = self.request("textDocument/hover", at(uri, line, character))
        return found["contents"]["value"] if found else None

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """Those that come next for a document."""
        while True:
            message = self.notified.get(timeout=SECONDS)
            if message["method"] == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                found: list[dict[str, Any]] = message["params"]["diagnostics"]
                return found

    def leave(self) -> int:
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(SECONDS)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(SECONDS)
        for thread in self._threads:
            thread.join(SECONDS)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream
            stream.close()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            message = json.loads(stream.read(length))
            if "method" not in message:
                self._replies.setdefault(message["id"], queue.Queue()).put(message)
            elif "id" in message:
                self.requested.put(message)
                self.send({"id": message["id"], "result": self.reply.get(message["method"])})
            else:
                self.notified.put(message)

    def _read_log(self) -> None:
        assert self.process.stderr
        self.log.extend(self.process.stderr)


def at(uri: str, line: int, character: int) -> dict[str, Any]:
    """A position in a document, as requests name it."""
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


class Written:
    """What a server in this process sends."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def write(self, data: bytes) -> None:
        self.messages.append(json.loads(data.partition(b"\r\n\r\n")[2]))

    def close(self) -> None:
        pass

    def reply_to(self, number: int) -> dict[str, Any] | None:
        return next((message for message in self.messages if message.get("id") == number), None)


async def in_process() -> tuple[Any, Written]:
    """A server in this process, initialized, and what it writes."""
    from sleepd.lsp.main import make

    server, written = make(), Written()
    server.protocol.set_writer(written)
    say(server, id=0, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
    return server, written


def say(server: Any, **message: Any) -> None:
    """Have it take a message."""
    text = json.dumps({"jsonrpc": "2.0", **message})
    server.protocol.handle_message(json.loads(text, object_hook=server.protocol.structure_message))
