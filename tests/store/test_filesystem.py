"""Where SQLite may keep a write-ahead log."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest

from sleepd.store import database
from sleepd.store.database import Database
from sleepd.store.filesystem import is_remote


@pytest.mark.parametrize(
    ("path", "remote"),
    [("/home/ada/state", True), ("/home", True), ("/home2/state", False), ("/home/ada/disk/x", False), ("/x", False)],
)
def test_the_innermost_mount_decides(monkeypatch, path, remote):
    mounts = {"/": "ext4", "/home": "nfs4", "/home/ada/disk": "ext4", "/proc": "proc"}
    partitions = [SimpleNamespace(mountpoint=point, fstype=kind) for point, kind in mounts.items()]
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: partitions)
    monkeypatch.setattr("os.path.realpath", str)
    assert is_remote(path) == remote


@pytest.mark.parametrize(("remote", "mode"), [(True, "truncate"), (False, "wal")])
def test_the_journal(tmp_path, monkeypatch, remote, mode):
    monkeypatch.setattr(database, "is_remote", lambda path: remote)
    opened = Database(tmp_path / "state/a.db")
    assert opened.connection.execute("PRAGMA journal_mode").fetchone()[0] == mode
    opened.close()
