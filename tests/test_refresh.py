"""Bringing the facts in step with the work tree: after whatever happened, they equal those of a first reading."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from support import assert_like_cold, workspace_at

from sleepd.indexers import disk
from sleepd.indexers.languages import load
from sleepd.refresh import refresh

STEPS = 30
NAMES = (
    *("a.py", "b.py", "c.js", "d.md", "e.json", "f.log", "test_g.py", ".env", "h.min.js", "README"),
    *("with space.py", "naïve.py", 'quo"te.py', "new\nline.py", "-dash.py", ":(top)i.py", "*.py", "back\\slash.py"),
)
FOLDERS = ("", "pkg", "pkg/inner", "pkg/inner/deep", "build", "docs", "vendor", "ünïcode dir")
RULES = ("*.log", "build/", "/a.py", "!f.log", "*.py", "pkg/*", "inner", "*", ".gitignore", "[a-c].*", "docs/**", "")
ATTRIBUTES = ("*.py linguist-generated", "pkg/** linguist-vendored", "vendor/** -linguist-vendored", "*.js binary", "")
TEXTS = (
    "def alpha():\n    return beta(gamma)\n",
    "import os\n\nclass Helper:\n    value = os.environ['ALPHA']\n\n    def helper(self):\n        return self.value\n",
    "# Title\n\nAlpha beta `gamma()` helper.\n",
    "function alpha() { return helper(value) }\n",
    '{"alpha": {"beta": 1}}\n',
    "# TODO: gamma\r\nvalue = 1\r\n",
    "\ufeffvalue = helper('ü')\n",
    "",
)


class Walk:
    """A work tree to which anything may happen. Every step is something that git or an editor does."""

    def __init__(self, root: Path, seed: int, kind: str) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.folders = FOLDERS
        self.repositories = [root]
        self.log: list[str] = []
        root.mkdir()
        if kind == "plain":
            return
        self.git("init", "--quiet", "--initial-branch=main")
        if kind == "submodule":
            self.git("init", "--quiet", "--initial-branch=main", "../library")
            self.git("-C", "../library", "commit", "--quiet", "--allow-empty", "--message=First")
            self.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "library")
            self.folders = (*FOLDERS, "library", "library/pkg", "library/pkg/inner")
            self.repositories.append(root / "library")

    def git(self, *args: str) -> None:
        cwd = self.random.choice(self.repositories)
        done = subprocess.run(["git", *args], cwd=cwd, capture_output=True) if cwd.is_dir() else None
        self.log.append(f"git {' '.join(args)} -> {done and done.returncode}")

    def step(self) -> None:
        steps = [getattr(self, name) for name in sorted(dir(type(self))) if name.startswith("do_")]
        step = self.random.choice(steps)
        self.log.append(step.__name__)
        with suppress(OSError):
            step()

    def any_path(self) -> Path:
        """A place for a file; what is in its way is gone."""
        path = self.root / self.random.choice(self.folders) / self.random.choice(NAMES)
        for folder in [*path.parents][::-1]:
            if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
                folder.unlink()
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.log.append(f"  {path.relative_to(self.root)}")
        return path

    def a_file(self) -> Path | None:
        return self.pick(lambda path: path.is_file() and not path.is_symlink())

    def a_folder(self) -> Path | None:
        return self.pick(lambda path: path.is_dir() and not path.is_symlink())

    def pick(self, wanted) -> Path | None:
        found = [path for path in sorted(self.root.rglob("*")) if ".git" not in path.parts and wanted(path)]
        path = self.random.choice(found) if found else None
        self.log.append(f"  {path and path.relative_to(self.root)}")
        return path

    def write(self, path: Path, text: str) -> None:
        if path.is_symlink() or path.is_fifo():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
        path.write_bytes(text.encode())

    def do_write(self) -> None:
        self.write(self.any_path(), self.random.choice(TEXTS))

    do_write_more = do_write_again = do_write

    def do_save_atomically(self) -> None:
        path = self.any_path()
        self.write(path.with_name("saving~"), self.random.choice(TEXTS))
        path.with_name("saving~").replace(path)

    def do_append(self) -> None:
        if path := self.a_file():
            with path.open("ab") as file:
                file.write(self.random.choice(TEXTS).encode())

    def do_edit_keeping_the_size(self) -> None:
        if path := self.a_file():
            text = path.read_bytes()
            path.write_bytes(text.replace(b"a", b"o") if b"a" in text else text.replace(b"o", b"a"))

    def do_truncate(self) -> None:
        if path := self.a_file():
            os.truncate(path, path.stat().st_size // 2)

    def do_touch(self) -> None:
        if path := self.a_file():
            path.touch()

    def do_turn_back_the_clock(self) -> None:
        if path := self.a_file():
            os.utime(path, (0, self.random.choice([0, 4_000_000_000])))

    def do_delete(self) -> None:
        if path := self.a_file():
            path.unlink()

    def do_delete_folder(self) -> None:
        if path := self.a_folder():
            shutil.rmtree(path)

    def do_rename(self) -> None:
        if path := self.a_file():
            path.replace(self.any_path())

    def do_rename_folder(self) -> None:
        if path := self.a_folder():
            target = self.root / self.random.choice([folder for folder in self.folders if folder])
            if not os.path.lexists(target):
                path.rename(target)

    def do_swap(self) -> None:
        one, other = self.a_file(), self.a_file()
        if one and other and one != other:
            one.replace(self.root / "swap~")
            other.replace(one)
            (self.root / "swap~").replace(other)

    def do_make_folders(self) -> None:
        folder = self.root / self.random.choice(self.folders)
        if not any(path.is_symlink() for path in (folder, *folder.parents)):
            (folder / f"new{self.random.random()}" / "newer").mkdir(parents=True)

    def do_fill_a_folder(self) -> None:
        if path := self.a_folder():
            self.write(path / "late.py", self.random.choice(TEXTS))

    def do_ignore(self) -> None:
        path = self.a_folder() if self.random.random() < 0.5 else self.root
        if path:
            self.write(path / ".gitignore", "\n".join(self.random.choices(RULES, k=2)))

    def do_ignore_in_place(self) -> None:
        if path := self.pick(lambda path: path.name == ".gitignore" and path.is_file()):
            with path.open("a") as file:
                file.write("\n" + self.random.choice(RULES))

    def do_stop_ignoring(self) -> None:
        if path := self.pick(lambda path: path.name == ".gitignore" and path.is_file()):
            path.unlink()

    def do_exclude(self) -> None:
        with (self.root / ".git/info/exclude").open("w") as file:
            file.write(self.random.choice(RULES))

    def do_set_attributes(self) -> None:
        self.write(self.root / ".gitattributes", "\n".join(self.random.choices(ATTRIBUTES, k=2)))

    def do_replace_by_link(self) -> None:
        if path := self.a_file():
            path.unlink()
            path.symlink_to(self.random.choice(["/etc/passwd", "a.py", ".", "nowhere"]))

    def do_replace_folder_by_link(self) -> None:
        if path := self.a_folder():
            shutil.rmtree(path)
            path.symlink_to(self.random.choice(["/etc", ".", "pkg", "nowhere"]))

    def do_remove_links(self) -> None:
        if path := self.pick(Path.is_symlink):
            path.unlink()

    def do_replace_by_folder(self) -> None:
        if path := self.a_file():
            path.unlink()
            path.mkdir()
            self.write(path / "inside.py", self.random.choice(TEXTS))

    def do_replace_folder_by_file(self) -> None:
        if path := self.a_folder():
            shutil.rmtree(path)
            self.write(path, self.random.choice(TEXTS))

    def do_replace_by_pipe(self) -> None:
        path = self.a_file()
        if path and not path.name.startswith(".git"):  # where git itself would wait for ever
            path.unlink()
            os.mkfifo(path)

    def do_commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", f"--message=alpha {self.random.random()}")

    def do_commit_old(self) -> None:
        self.git("add", "--all")
        date = f"--date=200{self.random.randrange(10)}-01-01T00:00:00Z"
        self.git("commit", "--quiet", "--allow-empty", f"--message=beta {self.random.random()}", date)

    def do_amend(self) -> None:
        self.git("commit", "--quiet", "--amend", "--all", "--allow-empty", f"--message=gamma {self.random.random()}")

    def do_branch(self) -> None:
        self.git("switch", "--quiet", "--create", f"branch-{self.random.random()}")

    def do_switch(self) -> None:
        done = subprocess.run(["git", "branch", "--format=%(refname:short)"], cwd=self.root, capture_output=True)
        branches = [name for name in done.stdout.decode().splitlines() if "HEAD" not in name]
        if branches:
            self.git("switch", "--quiet", "--force", self.random.choice(branches))

    do_switch_again = do_switch

    def do_detach(self) -> None:
        self.git("checkout", "--quiet", "--force", "--detach", "HEAD~1")

    def do_merge(self) -> None:
        done = subprocess.run(["git", "branch", "--format=%(refname:short)"], cwd=self.root, capture_output=True)
        for name in done.stdout.decode().split()[:1]:
            self.git("merge", "--quiet", "--no-edit", name)

    def do_rebase(self) -> None:
        self.git("rebase", "--quiet", "main")
        self.git("rebase", "--abort")

    def do_reset(self) -> None:
        self.git("reset", "--quiet", "--hard", "HEAD~1")

    def do_stash(self) -> None:
        self.git("stash", "--quiet", "--include-untracked")

    def do_unstash(self) -> None:
        self.git("stash", "pop", "--quiet")

    def do_track_ignored(self) -> None:
        if path := self.a_file():
            self.git("add", "--force", "--", f"./{path.relative_to(self.root)}")

    def do_untrack(self) -> None:
        if path := self.a_file():
            self.git("rm", "--quiet", "--cached", "--", f"./{path.relative_to(self.root)}")

    def do_nest(self) -> None:
        if path := self.a_folder():
            subprocess.run(["git", "init", "--quiet", path], check=True)

    def do_unnest(self) -> None:
        if path := self.pick(lambda path: not path.is_symlink() and (path / ".git").is_dir()):
            shutil.rmtree(path / ".git")


@pytest.mark.parametrize(("kind", "seed"), [*(("git", seed) for seed in range(5)), ("submodule", 5), ("plain", 6)])
def test_whatever_happens(tmp_path, monkeypatch, kind, seed):
    """Half the time, time stamps are old enough to be relied on."""
    monkeypatch.setattr(disk, "_COARSEST_NS", 20_000_000)
    walk = Walk(tmp_path / "repo", seed, kind)
    with workspace_at(walk.root, tmp_path / "state") as workspace:
        for _ in range(STEPS):
            for _ in range(walk.random.choice([1, 1, 2, 5])):
                walk.step()
            if walk.random.random() < 0.5:
                time.sleep(0.03)
            try:
                refresh(workspace)
                assert_like_cold(workspace)
            except BaseException:
                print("\n".join(walk.log))
                raise


# What is read again


@pytest.fixture
def workspace(repo, tmp_path):
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        yield workspace


def test_switching_branches_parses_nothing_twice(repo, workspace):
    for number in range(5):
        repo.write(f"m{number}.py", f"def alpha{number}(): ...\n")
    repo.commit("One")
    repo.git("switch", "--quiet", "--create", "side")
    for number in range(3):
        repo.write(f"m{number}.py", f"def beta{number}(): ...\n")
    repo.git("mv", "m4.py", "moved.py")
    repo.commit("Two")
    assert refresh(workspace).parsed == 5
    repo.git("switch", "--quiet", "main")
    assert refresh(workspace).parsed == 3
    for branch in ("side", "main", "side", "main"):
        repo.git("switch", "--quiet", branch)
        assert refresh(workspace).parsed == 0
        assert_like_cold(workspace)


def test_copies_and_renames_are_not_parsed(repo, workspace):
    repo.write("a.py", "def alpha(): ...\n")
    assert refresh(workspace).parsed == 1
    repo.write("pkg/copy.py", "def alpha(): ...\n")
    (repo.root / "a.py").rename(repo.root / "b.py")
    assert refresh(workspace)[1:3] == (0, 1)
    assert_like_cold(workspace)


def test_a_commit_lists_but_reads_no_file(repo, workspace, monkeypatch):
    monkeypatch.setattr(disk, "_COARSEST_NS", 20_000_000)
    repo.write("a.py", "def alpha(): ...\n")
    time.sleep(0.03)
    refresh(workspace)
    repo.commit("One")
    assert refresh(workspace) == (0, 0, 0, 1)


def test_everything_again(repo, workspace):
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    refresh(workspace)
    assert refresh(workspace, everything=True) == (1, 0, 0, 0)
    assert_like_cold(workspace)


def test_another_version_reads_everything_again(repo, workspace, monkeypatch):
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    refresh(workspace)
    for module in ("changes", "reread"):
        monkeypatch.setattr(f"sleepd.{module}.FACTS_VERSION", "another")
    assert refresh(workspace) == (1, 1, 0, 1)
    assert_like_cold(workspace)


def test_a_grammar_that_was_installed_later(repo, workspace, monkeypatch):
    repo.write("a.kt", "fun alpha() {}\n")
    monkeypatch.setitem(sys.modules, "tree_sitter_kotlin", None)
    load.cache_clear()
    monkeypatch.delitem(sys.modules, "sleepd.indexers.languages.kotlin", raising=False)
    refresh(workspace)
    assert workspace.facts.file("a.kt").skipped.startswith("no grammar for kotlin: tree_sitter_kotlin is not installed")
    monkeypatch.undo()
    load.cache_clear()
    refresh(workspace, everything=True)
    assert workspace.facts.file("a.kt").skipped == ""


def test_facts_that_no_file_has_are_bounded(repo, workspace, monkeypatch):
    monkeypatch.setattr("sleepd.reread._SPARE_BLOBS", 5)
    for number in range(30):
        repo.write("a.py", f"alpha = {number}\n")
        refresh(workspace)
    assert workspace.database.connection.execute("SELECT count(*) FROM blob").fetchone()[0] <= 8
    assert_like_cold(workspace)


# Files as they come


def test_line_ends_and_byte_order_marks(repo, workspace):
    unix = "import os\n\n\nclass Helper:\n    def helper(self):\n        return value\n"
    variants = {
        "unix.py": unix.encode(),
        "dos.py": unix.replace("\n", "\r\n").encode(),
        "mark.py": b"\xef\xbb\xbf" + unix.encode(),
        "no_end.py": unix.encode().rstrip(),
        "latin.py": unix.encode() + b"# caf\xe9 \xff\n",
    }
    for name, source in variants.items():
        (repo.root / name).write_bytes(source)
    refresh(workspace)
    for name in variants:
        found = [(s.kind, s.qualname, s.start) for s in workspace.facts.symbols_in(workspace.facts.file(name).id)]
        assert found == [("file", "", 1), ("class", "Helper", 4), ("method", "Helper.helper", 5)], name
        assert workspace.read_lines(name)[:2] == ["import os", ""], name
    assert "\ufffd" in workspace.read_lines("latin.py")[6]


def test_lines_of_a_megabyte(repo, workspace):
    for name in ("a.py", "a.js", "a.json", "a.md", "a.yaml", "a.txt", "a.html", "a.rst", "a.css", "a.sql"):
        repo.write(name, "[a " * 330_000)
    repo.write("b.py", "def alpha(): ...\n")
    started = time.monotonic()
    refresh(workspace)
    assert time.monotonic() - started < 20
    skipped = {row.path for row in workspace.facts.files() if row.skipped.startswith("minified")}
    assert {"a.py", "a.js"} <= skipped
    assert [row.path for row in workspace.facts.symbols_named("alpha")] == ["b.py"]
    assert_like_cold(workspace)


def test_a_hundred_thousand_files(repo, workspace):
    for folder in range(500):
        first = repo.write(f"d{folder}/0.py", "")
        for number in range(1, 200):
            os.link(first, repo.root / f"d{folder}/{number}.dat")  # takes a fifth of the time that a new one takes
    done = refresh(workspace)
    assert done.read == 100_000
    (repo.root / "d7/new.py").write_text("def alpha(): ...\n")
    refresh(workspace)
    assert [row.path for row in workspace.facts.symbols_named("alpha")] == ["d7/new.py"]
    shutil.rmtree(repo.root / "d8")
    assert refresh(workspace).dropped == 200


def test_a_file_that_changes_while_everything_is_read(repo, workspace):
    """What was read is consistent with itself, and what came later is read the next time."""
    for number in range(300):
        repo.write(f"m{number:03}.py", f"def alpha{number}(): ...\n")
    changed = []

    def progress(what: str, done: int, total: int) -> None:
        if what == "reading" and not changed:
            changed.append(what)
            repo.write("m000.py", "def beta(): ...\n")
            repo.write("m299.py", "def gamma(): ...\n")
            repo.write("new.py", "def helper(): ...\n")
            (repo.root / "m150.py").unlink()

    refresh(workspace, progress)
    assert changed
    refresh(workspace)
    assert_like_cold(workspace)


# Permissions


def test_what_may_not_be_read_says_so(somebody):
    root = somebody / "repo"
    for path in ("a.py", "closed.py", "pkg/b.py", "listed/c.py"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("def alpha(): ...\n")
    with workspace_at(root, somebody / "state") as workspace:
        refresh(workspace)
        (root / "closed.py").chmod(0)
        (root / "pkg").chmod(0)
        (root / "listed").chmod(0o600)
        refresh(workspace)
        reasons = {row.path: row.skipped for row in workspace.facts.files()}
        denied = "it can't be read: Permission denied"
        assert reasons == {"a.py": "", "closed.py": denied, "pkg/b.py": denied, "listed/c.py": denied}
        for path in ("closed.py", "pkg", "listed"):
            (root / path).chmod(0o700)
        refresh(workspace)
        assert not any(row.skipped for row in workspace.facts.files())
        assert_like_cold(workspace)


# Kinds of repositories


def test_no_commits_then_some_then_none(repo, workspace):
    assert refresh(workspace) == (0, 0, 0, 0)
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    assert refresh(workspace) == (1, 1, 0, 1)
    repo.git("switch", "--quiet", "--orphan", "fresh")
    assert refresh(workspace)[2:] == (1, 0)
    assert workspace.history.count() == 0
    assert_like_cold(workspace)


def test_a_shallow_clone_and_its_deepening(repo, tmp_path):
    for number in range(4):
        repo.write("a.py", f"alpha = {number}\n")
        repo.commit(f"Change {number}")
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.root}", str(tmp_path / "clone"))
    with workspace_at(tmp_path / "clone", tmp_path / "state") as workspace:
        assert refresh(workspace).commits == 2
        assert_like_cold(workspace)
        subprocess.run(["git", "fetch", "--quiet", "--unshallow"], cwd=tmp_path / "clone", check=True)
        refresh(workspace)
        assert workspace.history.count() == 4
        assert_like_cold(workspace)


def test_linked_worktrees_have_their_own_state(repo, tmp_path):
    repo.write("a.py", "def alpha(): ...\n")
    repo.commit("One")
    repo.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    (tmp_path / "linked/b.py").write_text("def beta(): ...\n")
    state = tmp_path / "state"
    with workspace_at(repo.root, state) as main, workspace_at(tmp_path / "linked", state) as linked:
        refresh(main)
        refresh(linked)
        assert_like_cold(main)
        assert_like_cold(linked)
        assert main.database.path != linked.database.path
        subprocess.run(["git", "add", "--all"], cwd=tmp_path / "linked", check=True)
        subprocess.run(["git", "commit", "--quiet", "--message=Two"], cwd=tmp_path / "linked", check=True)
        assert refresh(linked).commits == 1
        assert refresh(main).commits == 0


def test_a_repository_around_a_file_or_folder_or_link(repo, tmp_path):
    repo.write("pkg/a.py", "")
    (tmp_path / "link").symlink_to(repo.root / "pkg")
    for place in (repo.root / "pkg/a.py", repo.root / "pkg", tmp_path / "link", tmp_path / "link/a.py"):
        with workspace_at(place, tmp_path / "state") as workspace:
            assert workspace.root == str(repo.root)


def test_lines_come_from_inside_only(repo, workspace, tmp_path):
    (tmp_path / "secret.py").write_text("secret\n")
    repo.write("a.py", "one\r\ntwo")
    (repo.root / "link.py").symlink_to(tmp_path / "secret.py")
    (repo.root / "up").symlink_to("..")
    os.mkfifo(repo.root / "pipe.py")
    assert workspace.read_lines("a.py") == ["one", "two"]
    outside = ("link.py", "up/secret.py", "../secret.py", str(tmp_path / "secret.py"))
    for path in (*outside, "pipe.py", "missing.py", "nul\0", ""):
        assert workspace.read_lines(path) == [], path
