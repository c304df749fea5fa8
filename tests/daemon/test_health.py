"""What the doctor says."""

from __future__ import annotations

import shutil

import pytest

from sleepd.daemon import health
from sleepd.errors import SleepdError


@pytest.fixture
def check(state, repo):
    return lambda name: health.CHECKS[name](str(repo.root))


@pytest.mark.parametrize("name", health.CHECKS)
def test_all_is_well(check, name):
    assert check(name)


def test_no_git(check, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SleepdError, match="no git"):
        check("git")


def test_a_damaged_state(check, state):
    check("state")
    [database] = (state / "repositories").glob("*.db")
    content = bytearray(database.read_bytes())
    content[8192:24576] = b"x" * 16384
    database.write_bytes(content)
    with pytest.raises(SleepdError, match="is damaged"):
        check("state")


def test_a_full_disk(check, monkeypatch):
    monkeypatch.setattr(health, "_LEAST_FREE", 1 << 62)
    with pytest.raises(SleepdError, match="nearly full"):
        check("state")


def test_a_network_file_system(check, monkeypatch):
    monkeypatch.setattr(health, "is_remote", lambda path: True)
    assert "network file system" in check("state")


def test_a_wrong_configuration(check, configure):
    configure("[idle]\nhours = 7\n")
    with pytest.raises(SleepdError, match=r"\[idle\]"):
        check("configuration")


def test_a_daemon(check, daemon):
    assert f"process {daemon.process.pid}" in check("daemon")
