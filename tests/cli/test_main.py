from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sleepd.cli import _status
from sleepd.cli.verbs import VERBS


def test_help_names_every_verb(sleepd) -> None:
    done = sleepd("--help")
    assert done.returncode == 0 and all(verb in done.stdout for verb in VERBS) and not done.stderr
    assert all(sleepd(verb, "-h").returncode == 0 for verb in VERBS)


@pytest.mark.parametrize("args", [["frob"], ["ask", "--frob"], ["search", "-k", "0", "x"], ["search", "-k", "-3", "x"],
                                  ["search", "-k", "many"], ["why"], ["ask", "--batch", "nowhere"],
                                  ["ask", "--batch", "lib"], ["ask", "--batch", "shop.py", "question"],
                                  ["search", "--batch", "shop.py", "text"], ["ask", "--budget", "-1"]])  # fmt: skip
def test_wrong_usage(sleepd, args: list[str]) -> None:
    done = sleepd(*args)
    assert done.returncode == 2 and not done.stdout
    assert "Usage: sleepd" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["ask", "status", "sleep", "refresh", "notes"])
def test_a_path_that_is_not_there(sleepd, verb: str) -> None:
    done = sleepd("-C", "nowhere", verb)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == ["sleepd: no such folder: nowhere", "  name a repository with -C PATH"]


def test_a_path_that_is_a_file_or_lies_in_the_repository(sleepd, shop) -> None:
    for path in ("shop.py", "lib", str(shop.root / "lib/__init__.py")):
        assert "price (shop.py" in sleepd("-C", path, "ask", "where is price").stdout.replace("a function (", "price (")


@pytest.mark.skipif(os.name != "posix" or (os.geteuid() == 0 and not shutil.which("setpriv")), reason="all is readable")
@pytest.mark.parametrize("verb", ["ask", "refresh"])
def test_a_folder_without_permission(sleepd, tmp_path: Path, verb: str) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    drop = "-dac_override,-dac_read_search"
    before = ("setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}") if os.geteuid() == 0 else ()
    done = sleepd("-C", str(locked), verb, before=before)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"sleepd: no permission to read the folder {locked}\n  ")


def test_state_that_can_not_be_written(sleepd, state: Path) -> None:
    state.write_text("a file")
    done = sleepd("ask", "price")
    assert (done.returncode, done.stdout) == (1, "") and "SLEEPD_STATE_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_damaged_state_is_built_anew(sleepd, state: Path) -> None:
    sleepd("refresh")
    database = next(state.glob("repositories/*.db"))
    database.write_bytes(b"no database" * 1_000)
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    done = sleepd("ask", "price")
    assert done.returncode == 0 and "price is a function" in done.stdout and "built anew" in done.stderr


def test_a_bug_leaves_a_report_without_code(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> int:
        raise ZeroDivisionError("oh")

    assert _status(broken) == 3
    told = capsys.readouterr()
    assert (
        not told.out and "Traceback" not in told.err and "this is a bug in sleepd: ZeroDivisionError('oh')" in told.err
    )
    report = Path(told.err.split(" with ")[1].strip())
    assert "ZeroDivisionError" in report.read_text()
    report.unlink()


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_interrupted(shop) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sleepd", "search"], cwd=shop.root,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a shell's `&` ignores it
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "") and "Traceback" not in err


def test_a_reader_that_goes_away(sleepd, shop) -> None:
    command = f"{sys.executable} -m sleepd ask '' | head -c 1"
    done = subprocess.run(command, shell=True, cwd=shop.root, capture_output=True, text=True)
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_output_that_can_not_show_a_character(sleepd, shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("party🎉.py", "def cake():\n    pass\n")
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    done = sleepd("ask", "where is cake")
    assert done.returncode == 0 and "party\\U0001f389.py:1" in done.stdout
