"""A hostile repository runs nothing and gets nothing read that lies outside of it."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from support import live_tables, workspace_at

from sleepd.answers.ladder import ask
from sleepd.errors import SleepdError
from sleepd.refresh import refresh
from sleepd.workspace import Workspace

SECRET = "canarysecret"


class Canaries:
    """Programs that leave a trace when they run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def program(self, name: str) -> str:
        file = self.folder / name
        file.write_text(f"#!/bin/sh\necho >> '{file}.ran'\ncat\n")
        file.chmod(0o755)
        return str(file)

    def ran(self) -> set[str]:
        found = list(self.folder.glob("*.ran"))
        for file in found:
            file.unlink()
        return {file.stem for file in found}


KEYS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.alternateRefsCommand", "diff.external"),
    *("filter.trap.clean", "filter.trap.smudge", "filter.trap.process", "diff.trap.textconv", "diff.trap.command"),
    *("merge.trap.driver", "gpg.program", "credential.helper", "pager.log", "pager.ls-files", "pager.rev-list"),
    *("remote.origin.uploadpack", "uploadpack.packObjectsHook", "alias.ls-files", "alias.check-ignore", "alias.log"),
    *("submodule.library.update", "gc.recentObjectsHook", "trailer.sign.command", "interactive.diffFilter"),
)
HOOKS = ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction", "pre-auto-gc")


def set_traps(repo, canaries: Canaries) -> None:
    for key in KEYS:
        program = canaries.program(key)
        repo.git("config", key, f"!{program}" if key.startswith(("alias", "submodule")) else program)
    for hook in HOOKS:
        canaries.program(hook)
    repo.git("config", "core.hooksPath", str(canaries.folder))
    repo.git("config", "filter.trap.required", "true")
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "core.untrackedCache", "true")
    canaries.ran()


def test_nothing_runs(repo, make_repo, tmp_path):
    """Whatever happens to the work tree, in the repository and in one inside of it."""
    canaries = Canaries(tmp_path / "canaries")
    library = make_repo("library")
    library.write("lib.py", "def lib(): ...\n")
    library.commit("One")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.root), "library")
    repo.write("a.py", "def alpha(): ...\n")
    repo.write("__init__.py", f"open({str(tmp_path / 'imported')!r}, 'w')\n")
    repo.write("setup.py", f"open({str(tmp_path / 'imported')!r}, 'w')\n")
    repo.write("conftest.py", f"open({str(tmp_path / 'imported')!r}, 'w')\n")
    repo.commit("One")
    repo.write(".gitattributes", "* filter=trap diff=trap merge=trap\n")
    for place in (repo.root, repo.root / "library"):
        inner = type(repo).__new__(type(repo))
        inner.root = place
        set_traps(inner, canaries)
    subprocess.run(["git", "status"], cwd=repo.root, capture_output=True)
    assert canaries.ran(), "the traps work"

    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        repo.write("a.py", "def beta(): ...\n")
        repo.write("new/b.py", "def gamma(): ...\n")
        repo.write("library/new/c.py", "def helper(): ...\n")
        (repo.root / "empty/inner").mkdir(parents=True)
        refresh(workspace)
        repo.write(".gitignore", "*.log\n")
        refresh(workspace)
        first = repo.git("rev-parse", "--short=9", "HEAD").strip()
        head = repo.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "Two")
        (repo.root / ".git/refs/heads/main").write_text(f"{head}\n")
        canaries.ran()
        assert refresh(workspace).commits == 1
        assert len(workspace.facts.symbols_named("helper")) == 1
        for question in (f"what did {first} change", "why is beta there", "what changed last in a.py", "who is Ada"):
            ask(workspace, question)
    assert canaries.ran() == set()
    assert not (tmp_path / "imported").exists()


def test_nothing_is_written_into_the_work_tree(repo, tmp_path):
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    repo.write("b.py", "")

    def everything() -> dict[str, tuple[int, bytes]]:
        files = [path for path in repo.root.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = everything()
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        refresh(workspace, everything=True)
    assert everything() == before


@pytest.fixture
def outside(tmp_path) -> Path:
    """What must not be read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text(f"def {SECRET}(): ...\n")
    (outside / "pkg").mkdir()
    (outside / "pkg/b.py").write_text(f"def {SECRET}(): ...\n")
    (outside / ".gitignore").write_text(f"{SECRET}\n")
    (outside / ".gitattributes").write_text(f"* linguist-generated={SECRET}\n")
    return outside


def assert_secret_is_not_known(workspace) -> None:
    """Neither in the live tables nor in facts kept for later nor anywhere in the file as it is."""
    assert SECRET not in repr(live_tables(workspace))
    for row in workspace.database.connection.execute("SELECT outline, uses, passages FROM blob"):
        assert all(SECRET.encode() not in zlib.decompress(part) for part in row)
    workspace.database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET.encode() not in workspace.database.path.read_bytes()


def test_links_leading_out(repo, outside, tmp_path):
    repo.write("pkg/b.py", "def alpha(): ...\n")
    repo.write("real.py", "def beta(): ...\n")
    repo.commit("One")
    links = {"file.py": "a.py", "folder": "pkg", "pkg/up.py": "a.py", ".gitattributes": ".gitattributes"}
    for link, target in links.items():
        (repo.root / link).symlink_to(outside / target)
    (repo.root / "chain.py").symlink_to("file.py")
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        assert_secret_is_not_known(workspace)
        repo.commit("Links are committed")
        (repo.root / "real.py").unlink()
        (repo.root / "real.py").symlink_to(outside / "a.py")
        (repo.root / "pkg/b.py").unlink()
        (repo.root / "pkg/up.py").unlink()
        (repo.root / "pkg").rmdir()
        (repo.root / "pkg").symlink_to(outside / "pkg")
        refresh(workspace)
        assert_secret_is_not_known(workspace)
        for path in ("file.py", "folder/b.py", "pkg/b.py", "real.py", "chain.py", "../outside/a.py"):
            assert workspace.read_lines(path) == []
        refresh(workspace, everything=True)
        assert_secret_is_not_known(workspace)


def test_links_in_a_plain_folder(tmp_path, outside):
    root = tmp_path / "plain"
    root.mkdir()
    (root / "file.py").symlink_to(outside / "a.py")
    (root / "folder").symlink_to(outside)
    (root / ".gitignore").symlink_to(outside / ".gitignore")
    with workspace_at(root, tmp_path / "state") as workspace:
        refresh(workspace)
        assert list(workspace.facts.files()) == []
        assert_secret_is_not_known(workspace)


def test_configuration_that_moves_the_work_tree(repo, outside, tmp_path):
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    repo.git("config", "core.worktree", str(outside))
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        assert [row.path for row in workspace.facts.files()] == ["a.py"]
        assert_secret_is_not_known(workspace)


def test_objects_and_configuration_from_outside(repo, make_repo, outside, tmp_path):
    """An included configuration that moves the work tree, borrowed objects, and a commit put in another's place."""
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    other = make_repo("other")
    other.write("secret.py", f"def {SECRET}(): ...\n")
    other.commit("Other")
    tip = other.head()
    first = repo.head()
    (repo.root / ".git/objects/info").mkdir(exist_ok=True)
    (repo.root / ".git/objects/info/alternates").write_text(f"{other.root}/.git/objects\n")
    repo.git("replace", first, tip)
    (outside / "config").write_text(f"[core]\n\tworktree = {outside}\n")
    repo.git("config", "include.path", str(outside / "config"))
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        assert [row.path for row in workspace.facts.files()] == ["a.py"]
        assert SECRET not in str(ask(workspace, f"what did {first[:9]} change"))
        assert_secret_is_not_known(workspace)


def test_a_git_file_that_points_to_the_repository_of_others(repo, tmp_path, monkeypatch):
    """As in a downloaded archive: neither its commits nor its files become known."""
    repo.write("a.py", f"def {SECRET}(): ...\n")
    repo.commit(f"Add {SECRET}")
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    (tmp_path / "hostile/sub").mkdir(parents=True)
    (tmp_path / "hostile/b.py").write_text("def beta(): ...\n")
    for pointer in (repo.root / ".git", Path("../repo/.git")):
        (tmp_path / "hostile/.git").write_text(f"gitdir: {pointer}\n")
        for place in ("hostile", "hostile/sub"):
            with pytest.raises(SleepdError, match="nothing of it is read") as error:
                Workspace(str(tmp_path / place))
            assert SECRET not in str(error.value)
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    (tmp_path / "hostile/.git").write_text((tmp_path / "linked/.git").read_text())
    with pytest.raises(SleepdError, match="git worktree repair|nothing of it is read"):
        Workspace(str(tmp_path / "hostile"))
    with workspace_at(tmp_path / "linked", tmp_path / "state") as workspace:
        refresh(workspace)
        assert SECRET in str(ask(workspace, "what changed recently"))


def test_an_index_with_paths_that_lead_out(repo, outside, tmp_path):
    """Git refuses to make one, but a file can hold anything."""
    repo.write("xx/outside/a.py", "def alpha(): ...\n")
    repo.write("b.py", "")
    repo.git("add", "--all")
    index = repo.root / ".git/index"
    index.write_bytes(index.read_bytes().replace(b"xx/outside/a.py", b"../outside/a.py"))
    repo.git("config", "index.skipHash", "true")
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        try:
            refresh(workspace)
        except Exception as error:
            assert type(error).__name__ == "SleepdError"
        assert_secret_is_not_known(workspace)


def test_a_submodule_that_is_a_link(repo, make_repo, outside, tmp_path):
    subprocess.run(["git", "init", "--quiet", outside], check=True)
    library = make_repo("library")
    library.commit("One")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library.root), "library")
    repo.commit("One")
    subprocess.run(["rm", "-r", repo.root / "library"], check=True)
    (repo.root / "library").symlink_to(outside)
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        assert_secret_is_not_known(workspace)


def test_secrets_inside_are_not_read_either(repo, tmp_path):
    for path in (".env", "config/secrets.yml", "deploy/key.pem", "ignored.py"):
        repo.write(path, f"{SECRET} = '{SECRET}'\n")
    repo.write(".gitignore", "ignored.py\n")
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        assert_secret_is_not_known(workspace)


def test_names_that_are_options_or_more_than_names(repo, tmp_path):
    """A path is never taken for an option of git, a pattern or a statement."""
    names = (
        *("--help", "--output=x.py", "-c.py", ":(exclude)a.py", ":/a.py", "$(touch x).py", "`touch x`.py", "a;touch x"),
        *("'); DROP TABLE file; --.py", '".py', "%s.py", "{}.py", "\x1b[31mred.py", "*", "a\tb.py", "a\\nb.py"),
    )
    for name in names:
        repo.write(f"new/{name}", "def alpha(): ...\n")
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        for name in names:
            repo.write(f"later/{name}", "def alpha(): ...\n")
            repo.write(name, "def alpha(): ...\n")
        refresh(workspace)
        found = {row.path for row in workspace.facts.files()}
        assert found == {path for name in names for path in (name, f"new/{name}", f"later/{name}")}
    assert not os.path.lexists(repo.root / "x")


def test_workers_take_no_modules_from_the_repository(repo, tmp_path):
    """Where the command runs in it, and there is enough to read for processes of their own."""
    for name in ("struct", "signal", "threading", "pickle", "sleepd"):
        repo.write(f"{name}.py", f"open({str(tmp_path / 'imported')!r}, 'w')\n")
    for number in range(400):
        repo.write(f"m{number}.py", f"def alpha{number}():\n    return beta\n" * 200)
    script = "import sys; sys.path.pop(0); from sleepd.cli import main; main()"
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(tmp_path / "state")}
    command = [sys.executable, "-c", script, "refresh"]
    done = subprocess.run(command, cwd=repo.root, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "405 files read" in done.stdout + done.stderr, done.stderr
    assert not (tmp_path / "imported").exists()
