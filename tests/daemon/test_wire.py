"""Finding each other and talking."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path

import pytest

from sleepd import __version__
from sleepd.daemon import wire
from sleepd.daemon.wire import Address, Channel, Closed

ADDRESS = Address(7, "1.0", "/somewhere/socket", 0, "")


@pytest.fixture
def folder(state) -> Path:
    folder = Path(wire.daemon_folder())
    folder.mkdir()
    return folder


def test_the_address_is_what_was_written(folder):
    assert wire.read_address() is None
    wire.write_address(ADDRESS)
    assert wire.read_address() == ADDRESS
    assert (folder / "status.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '{"pid": 7}'])
def test_a_status_file_that_says_nothing(folder, text):
    (folder / "status.json").write_text(text)
    assert wire.read_address() is None


def test_the_version_decides_unless_the_system_starts_it():
    assert not wire.is_current(ADDRESS)
    assert wire.is_current(ADDRESS._replace(version=__version__))
    assert wire.is_current(ADDRESS._replace(pid=0))


@pytest.mark.parametrize("line", [b"", b"\n", b"[]\n", b"{\n", b"\xff\xfe\n", b"[" * 100_000, b"null\n"])
def test_what_is_no_message(line):
    with pytest.raises(Closed):
        wire.decode(line)


def test_messages_come_whole(tmp_path):
    """However they are cut on the way, and however many come at once."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "socket"))
    listening.listen()
    messages = [{"id": 1, "progress": ["ü" * 1000, 1, 2]}, {"id": 1, "result": "line\nbreak"}]

    def serve() -> None:
        connection, _ = listening.accept()
        sent = b"".join(map(wire.encode, messages))
        for start in range(0, len(sent), 7):
            connection.sendall(sent[start : start + 7])
        connection.close()

    threading.Thread(target=serve).start()
    channel = Channel(ADDRESS._replace(socket=str(tmp_path / "socket")), 5)
    assert [channel.receive(), channel.receive()] == messages
    with pytest.raises(Closed):
        channel.receive()
    channel.close()
    listening.close()


def test_nothing_is_imported_that_a_command_need_not_wait_for():
    import subprocess
    import sys

    code = "import sys; before = {*sys.modules}; import sleepd.daemon.client; print(*({*sys.modules} - before))"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"asyncio", "click", "sqlite3", "subprocess", "pathlib", "tempfile", "logging", "psutil", "watchdog"}
    assert not heavy.intersection(imported)


def test_a_message_is_one_line():
    assert wire.encode({"a": "b\nc"}).count(b"\n") == 1
    assert json.loads(wire.encode({"a": "b\nc"})) == {"a": "b\nc"}
