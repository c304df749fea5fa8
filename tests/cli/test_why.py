from __future__ import annotations

import os
import sys

import pytest


def test_a_file_that_is_read(sleepd, shop) -> None:
    told = "shop.py is read as python, role source: 10 lines, 2 symbols\n"
    assert sleepd("why", "shop.py").stdout.startswith(told)
    assert sleepd("why", str(shop.root / "shop.py")).stdout.startswith(told)


def test_why_a_note_is_prepared_or_not(sleepd) -> None:
    told = sleepd("why", "shop.py::price").stdout
    assert "its file is touched or asked about in a working day with" in told and "any file" in told
    assert "what: not worth its cost; worth " in told
    assert "is read as" not in told
    sleepd("sleep", "--foreground")
    assert sleepd("why", ".").stdout.startswith("what: prepared; worth ")
    assert "\nwhat: " in sleepd("why", "shop.py").stdout
    assert sleepd("why", "shop.py::gone").returncode == 1


def test_files_that_are_not_read(invoke, shop) -> None:
    (shop.root / "data.bin").write_bytes(b"\0" * 100)
    assert "data.bin is skipped: " in invoke("why", "data.bin").stdout
    assert "ignored.py is not read: it is ignored by git" in invoke("why", "ignored.py").stdout
    os.mkfifo(shop.root / "pipe.py")
    assert invoke("why", "pipe.py").stdout == "pipe.py is not read: it is no regular file\n"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("nowhere.py", "there is no nowhere.py"),
        ("..", "lies outside"),
        ("../x", "lies outside"),
        ("/etc", "lies outside"),
    ],
)
def test_what_is_not_there(sleepd, path: str, problem: str) -> None:
    done = sleepd("why", path)
    assert (done.returncode, done.stdout) == (1, "") and problem in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are text there")
def test_a_name_that_is_not_utf_8_is_told_of(sleepd, shop) -> None:
    (shop.root / os.fsdecode(b"caf\xe9.py")).write_text("x = 1\n")
    done = sleepd("why", os.fsdecode(b"caf\xe9.py"))
    assert (done.returncode, done.stdout) == (0, "caf\\xe9.py is left out: its name is not UTF-8\n")
    assert "1 left out, whose names are not UTF-8: caf\\xe9.py" in sleepd("status").stdout
    (shop.root / os.fsdecode(b"caf\xe9.py")).unlink()
    shop.git("add", "--all")
    assert "left out" not in sleepd("status").stdout
