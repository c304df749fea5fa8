"""A service that comes and goes without a trace, and a daemon that is started through its socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support import until

from sleepd.daemon import service, wire

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd")


@pytest.fixture
def units(tmp_path, monkeypatch, state) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(service, "_run", lambda command: False)
    return tmp_path / "config/systemd/user"


def test_it_comes_and_goes(units, state):
    assert service.install() == ["systemctl --user enable --now sleepd.socket"]
    assert sorted(path.name for path in units.iterdir()) == ["sleepd.service", "sleepd.socket"]
    text = (units / "sleepd.socket").read_text()
    assert f"ListenStream={wire.read_address().socket}\n" in text
    assert sys.executable in (units / "sleepd.service").read_text()
    assert service.uninstall()
    assert not any(units.iterdir()) and wire.read_address() is None
    assert not service.uninstall()


def test_other_files_stay(units):
    units.mkdir(parents=True)
    (units / "other.service").write_text("")
    service.install()
    service.uninstall()
    assert [path.name for path in units.iterdir()] == ["other.service"]


def test_a_daemon_that_runs_makes_room(units, daemon):
    service.install()
    assert daemon.process.wait(10) == 0
    assert wire.read_address().pid == 0
    service.uninstall()


ACTIVATE = """
import os, socket, sys
listening = socket.socket(fileno=int(sys.argv[1]))
os.dup2(listening.fileno(), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-P", "-m", "sleepd.daemon"])
"""


def test_whoever_connects_starts_it(units, state):
    """The way systemd hands a socket over, done by hand."""
    service.install()
    address = wire.read_address()
    assert address.pid == 0
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address.socket)
    listening.listen()
    connecting = wire.Channel(address, 20)
    connecting.send({"id": 1, "method": "status", "params": {}})
    process = subprocess.Popen(
        [sys.executable, "-c", ACTIVATE, str(listening.fileno())], pass_fds=[listening.fileno()], cwd=state
    )
    try:
        assert connecting.receive()["result"]["pid"] == process.pid
        until(lambda: wire.read_address().pid == process.pid)
        assert wire.running()
    finally:
        connecting.close()
        process.terminate()
        assert process.wait(10) == 0
    assert wire.read_address().pid == 0 and os.path.exists(address.socket)
    listening.close()
