"""Looking at the work tree without being led astray."""

from __future__ import annotations

import os

import pytest

from sleepd.indexers.disk import file_stamp, folder_stamp, lasting, names_in, open_regular


def test_regular_files_only(tmp_path):
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with open_regular(f"{tmp_path}/file") as file:
        assert file.read() == b"text"
    for name in ("link", "folder", "pipe", "missing", "file/below", "/dev/null"):
        with pytest.raises(OSError):
            open_regular(os.path.join(tmp_path, name))


def test_stamps(tmp_path):
    root = str(tmp_path)
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder link").symlink_to("folder")
    os.mkfifo(tmp_path / "pipe")
    found = os.stat(tmp_path / "file")
    assert file_stamp(root, "file") == (4, max(found.st_mtime_ns, found.st_ctime_ns))
    assert folder_stamp(root, "folder") == os.stat(tmp_path / "folder").st_ctime_ns
    assert folder_stamp(root, "") == os.stat(tmp_path).st_ctime_ns
    for name in ("link", "folder", "folder link", "pipe", "missing", "file/below", "nul\0"):
        assert file_stamp(root, name) is None, name
    for name in ("link", "file", "folder link", "pipe", "missing", "file/below", "nul\0"):
        assert folder_stamp(root, name) is None, name


def test_a_stamp_lasts_when_it_is_older_than_the_coarsest_clock_can_hide():
    now = 1_700_000_000_000_000_000
    assert lasting(now - 3_000_000_000, now) == now - 3_000_000_000
    assert lasting(now - 1_000_000_000, now) == 0
    assert lasting(now + 1_000_000_000, now) == 0


def test_names(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/a.py").write_text("")
    open(os.path.join(os.fsencode(tmp_path), b"\xff"), "w").close()
    assert names_in(str(tmp_path), "") == ["pkg"]
    assert names_in(str(tmp_path), "pkg") == ["pkg/a.py"]
    assert names_in(str(tmp_path), "missing") == []
