"""Real git repositories for every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from support import workspace_at

from sleepd.graph.view import View
from sleepd.refresh import refresh
from sleepd.workspace import Workspace


class Repo:
    """A git repository to write in and commit to."""

    def __init__(self, root: Path, *init: str) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main", *init)

    def git(self, *args: str, **environment: str) -> str:
        """What `git ARGS` prints, without the white space around it."""
        done = subprocess.run(
            ["git", *args], cwd=self.root, env={**os.environ, **environment}, capture_output=True, check=True
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, text: str) -> Path:
        """Make or replace one file, its folders included."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def commit(self, message: str, author: str = "Ada <ada@example.org>", date: str = "2024-05-01T12:00:00Z") -> None:
        """Commit everything in the work tree, even nothing."""
        self.git("add", "--all")
        self.git(
            *("commit", "--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim"),
            *(f"--message={message}", f"--author={author}"),
            GIT_AUTHOR_DATE=date,
            GIT_COMMITTER_DATE=date,
        )

    def head(self) -> str:
        """The id of the newest commit."""
        return self.git("rev-parse", "HEAD")


GIT_SETTINGS = {"core.fsync": "none", "maintenance.auto": "false"}
"""Nobody waits for the disk, and no process tidies up."""


@pytest.fixture(autouse=True)
def no_user_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git and Python behave alike on every machine; what Python compiles for one process, the next one has."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(GIT_SETTINGS)))
    for number, (name, value) in enumerate(GIT_SETTINGS.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Grace")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "grace@example.org")


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test asks the model of whoever runs it."""
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SLEEPD_CONFIG_DIR", str(tmp_path / "configuration"))


@pytest.fixture(scope="session")
def model_server() -> Iterator[str]:
    """The base URL of a real llama.cpp server with a small real model."""
    from serving import llama_cpp

    with llama_cpp() as url:
        yield url


@pytest.fixture
def make_repo(tmp_path: Path) -> Callable[..., Repo]:
    """Makes a repository in the folder of that name; further arguments go to `git init`."""
    return lambda name, *init: Repo(tmp_path / name, *init)


@pytest.fixture
def repo(make_repo: Callable[..., Repo]) -> Repo:
    """An empty repository."""
    return make_repo("repo")


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Repo], View]]:
    """Reads a repository as it is now and gives a new view of it."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    opened: list[Workspace] = []

    def view(repo: Repo) -> View:
        opened.append(Workspace(str(repo.root)))
        refresh(opened[-1])
        return View(opened[-1])

    yield view
    for workspace in opened:
        workspace.close()


@pytest.fixture
def somebody() -> Iterator[Path]:
    """A folder of a user whom permissions bind, and whom the test runs as."""
    folder = Path(tempfile.mkdtemp(prefix="sleepd-", dir="/tmp"))
    if os.geteuid() == 0:
        import_what_root_may_read(folder)
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        with suppress(PermissionError):
            os.seteuid(0)
        subprocess.run(["chmod", "-R", "u+rwx", folder], check=True)
        shutil.rmtree(folder)


def import_what_root_may_read(folder: Path) -> None:
    """Python itself may lie in a folder that is root's alone."""
    repo = Repo(folder / "repo")
    repo.write("a.py", "")
    repo.write(".gitignore", "")
    with workspace_at(repo.root, folder / "state") as workspace:
        refresh(workspace)
    shutil.rmtree(repo.root / ".git")
    with workspace_at(repo.root, folder / "state") as workspace:
        refresh(workspace)
    shutil.rmtree(repo.root)
    shutil.rmtree(folder / "state")
