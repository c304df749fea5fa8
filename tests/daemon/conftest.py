"""A daemon of the test's own: a real process, a real socket."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from support import until

from sleepd.daemon import wire
from sleepd.daemon.client import request
from sleepd.daemon.launch import wait_until_ready


class Running:
    """A daemon that runs, and what tests do with one."""

    def __init__(self, state: Path, *args: str) -> None:
        self.folder = Path(wire.daemon_folder())
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "sleepd.daemon", *args], cwd=state, stdin=subprocess.DEVNULL
        )
        until(lambda: (address := wire.read_address()) and address.pid == self.process.pid)
        self.address = wait_until_ready()

    def request(self, method: str, root: Path | str = "", **params: Any) -> Any:
        """The result of a request, about the repository at `root` if given."""
        return request(self.address, method, {**({"path": str(root)} if root else {}), **params})

    def ask(self, root: Path | str, question: str) -> dict[str, Any]:
        """The answer to a question."""
        answer: dict[str, Any] = self.request("ask", root, question=question)["answer"]
        return answer

    def log(self) -> str:
        """What it has said."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")

    def children(self) -> list[psutil.Process]:
        """Its worker processes, and theirs."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self) -> None:
        """End it, if it has not ended."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(10)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all state, and of the configuration."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("SLEEPD_CONFIG_DIR", str(tmp_path / "config"))
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


@pytest.fixture
def configure(tmp_path: Path) -> Callable[[str], None]:
    """Writes the user's configuration file."""

    def write(text: str) -> None:
        (tmp_path / "config").mkdir(exist_ok=True)
        (tmp_path / "config/config.toml").write_text(text, encoding="utf-8")

    return write


@pytest.fixture
def start(state: Path) -> Iterator[Callable[..., Running]]:
    """Starts daemons that end with the test, which must not have written a bug into their logs."""
    running: list[Running] = []

    def started(*args: str) -> Running:
        running.append(Running(state, *args))
        return running[-1]

    yield started
    for daemon in running:
        daemon.end()
        assert "Traceback" not in daemon.log(), daemon.log()


@pytest.fixture
def daemon(start: Callable[..., Running]) -> Running:
    """A daemon."""
    return start()
