"""workspace.py: which folder a command is about, and which ones are none to read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sleepd.errors import SleepdError
from sleepd.workspace import find_root

from .conftest import Repo


def test_the_repository_around_a_file_or_folder(repo: Repo) -> None:
    repo.write("a/b.py", "x = 1\n")
    for path in (repo.root, repo.root / "a", repo.root / "a/b.py"):
        root, found = find_root(str(path))
        assert root == str(repo.root.resolve()) and found


def test_a_plain_folder_is_itself(tmp_path: Path) -> None:
    assert find_root(str(tmp_path)) == (str(tmp_path.resolve()), None)


def test_what_is_git_s_own_is_no_work_tree(repo: Repo, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", repo.root, bare], check=True)
    for path in (bare, bare / "refs", repo.root / ".git", repo.root / ".git/objects"):
        with pytest.raises(SleepdError, match="no work tree to read"):
            find_root(str(path))


def test_a_home_folder_and_the_whole_disk_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for path in (str(tmp_path), os.path.abspath(os.sep)):
        with pytest.raises(SleepdError, match="too much to read"):
            find_root(path)


def test_a_home_folder_that_is_a_repository_is_read(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(repo.root))
    assert find_root(str(repo.root))[1]


def test_no_such_folder() -> None:
    with pytest.raises(SleepdError, match="no such folder: /nowhere/at/all"):
        find_root("/nowhere/at/all")


@pytest.mark.skipif(os.name == "nt", reason="a folder that is in use can't be deleted there")
@pytest.mark.parametrize("verb", [["ask", "x"], ["status"], ["search", "x"]])
def test_the_current_folder_was_deleted(tmp_path: Path, verb: list[str]) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"cd {gone} && rmdir {gone} && exec {sys.executable} -P -m sleepd --no-daemon {' '.join(verb)}"
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(tmp_path / "state")}
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[0] == "sleepd: the current folder can't be found: No such file or directory"
