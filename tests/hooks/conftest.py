"""Who hears hooks, and the real pre-commit, once for all tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from committing import Ear, PreCommit
from support import end_daemon

from sleepd.daemon import wire

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of all state; a daemon that hooks started ends with the test. It is no CI that commits here."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("SLEEPD_NO_DAEMON", raising=False)
    yield tmp_path / "state"
    address = wire.read_address()
    if not address or address.pid != os.getpid():
        end_daemon()


@pytest.fixture
def ear(state: Path) -> Ear:
    """Somebody who listens where the daemon would."""
    return Ear()


@pytest.fixture
def hook() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `sleepd hook ARGS` in a folder."""

    def run(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "sleepd", "hook", *args],
            cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    return run


@pytest.fixture(scope="session")
def hooks_repo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository with this work tree as its one commit, and the commit: what users name as `repo` and `rev`."""
    folder = tmp_path_factory.mktemp("hooks") / "sleepd"
    list_files = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(list_files, cwd=ROOT, capture_output=True, check=True)
    for path in filter(os.path.lexists, listed.stdout.decode().split("\0")[:-1]):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, folder / path)

    def git(*args: str) -> str:
        identity = ("-c", "user.name=Grace", "-c", "user.email=grace@example.org")
        done = subprocess.run(["git", *identity, *args], cwd=folder, capture_output=True, check=True, text=True)
        return done.stdout.strip()

    git("init", "--quiet")
    git("add", "--all", "--force")
    git("commit", "--quiet", "--message=x")
    return folder, git("rev-parse", "HEAD")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, hooks_repo: tuple[Path, str]) -> PreCommit:
    """The real pre-commit, with an environment that is made once."""
    return PreCommit(tmp_path_factory.mktemp("pre-commit"), *hooks_repo)


@pytest.fixture
def pre_commit(installed: PreCommit, monkeypatch: pytest.MonkeyPatch) -> PreCommit:
    """The real pre-commit, for all commits of this test."""
    for name, value in installed.committing.items():
        monkeypatch.setenv(name, value)
    return installed
