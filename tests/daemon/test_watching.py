"""What is watched, and that no change goes unnoticed."""

from __future__ import annotations

import os
import random
import shutil
import threading
from contextlib import suppress

import pytest
from support import assert_like_cold, until, workspace_at

from sleepd.daemon import repository as repository_module
from sleepd.daemon import watching
from sleepd.daemon.repository import Repository
from sleepd.daemon.watching import Watcher, _cover
from sleepd.refresh import refresh


@pytest.fixture
def watcher():
    watcher = Watcher()
    yield watcher
    watcher.close()


@pytest.fixture
def seen(tmp_path, watcher):
    """Watches folders of `tree`, and collects what it is told."""
    tree, paths = tmp_path / "tree", []
    (tree / "pkg/inner").mkdir(parents=True)
    watch = watcher.watch(str(tree), paths.append)
    watch.cover(["", "pkg", "pkg/inner"])
    return tree, paths, watch


def folders_of(root) -> list[str]:
    return [os.path.relpath(folder, root).replace(".", "") if folder == str(root) else os.path.relpath(folder, root)
            for folder, _, _ in os.walk(root)]  # fmt: skip


def test_every_kind_of_change(seen):
    tree, paths, watch = seen
    assert watch.holds

    def told(path, act):
        paths.clear()
        act()
        until(lambda: path in paths, 5)

    told("a.py", lambda: (tree / "a.py").write_text("one"))
    told("a.py", lambda: (tree / "a.py").write_text("two"))
    told("b.py", lambda: (tree / "a.py").rename(tree / "b.py"))
    told("b.py", lambda: (tree / "b.py").unlink())
    told("pkg/inner/c.py", lambda: (tree / "pkg/inner/c.py").write_text("one"))
    told("new", lambda: (tree / "new").mkdir())
    told("pkg/new", lambda: (tree / "pkg/new").mkdir())
    told("pkg/new/d.py", lambda: (tree / "pkg/new/d.py").write_text("one"))
    told("pkg/inner", lambda: shutil.rmtree(tree / "pkg/inner"))


def test_a_file_saved_by_way_of_another_one(seen, tmp_path):
    tree, paths, _ = seen
    (tmp_path / "outside.tmp").write_text("new")
    os.replace(tmp_path / "outside.tmp", tree / "pkg/a.py")
    until(lambda: "pkg/a.py" in paths, 5)
    os.replace(tree / "pkg/a.py", tmp_path / "away")
    paths.clear()
    (tree / "b.py").write_text("after something was moved away")
    until(lambda: "b.py" in paths, 0.4)


def test_reading_is_no_change(seen):
    tree, paths, _ = seen
    (tree / "a.py").write_text("one")
    until(lambda: "a.py" in paths, 5)
    settle()
    paths.clear()
    for _ in range(20):
        (tree / "a.py").read_text()
        os.listdir(tree)
        os.stat(tree / "a.py")
    (tree / "last.py").write_text("")
    until(lambda: "last.py" in paths, 5)
    assert set(paths) == {"last.py"}


def test_a_deleted_root_is_noticed(seen):
    tree, _, watch = seen
    shutil.rmtree(tree)
    until(lambda: not watch.holds, 5)


def test_few_watches_that_spare_ignored_folders(tmp_path):
    for folder in ("src/a/b", "src/c", "docs", "web/app"):
        (tmp_path / folder).mkdir(parents=True)
    read = ["", "src", "src/a", "src/a/b", "src/c", "docs", "web", "web/app"]
    (tmp_path / ".git/objects").mkdir(parents=True)
    (tmp_path / "src/a/__pycache__").mkdir()
    for number in range(300):
        (tmp_path / f"web/node_modules/{number}").mkdir(parents=True)
    assert set(_cover(str(tmp_path), frozenset(read))) == {
        ("", False), ("src", True), ("docs", True), ("web", False), ("web/app", True),
    }  # fmt: skip


def test_folders_too_scattered_to_watch(tmp_path, watcher, monkeypatch):
    monkeypatch.setattr(watching, "_MOST_WATCHES", 3)
    for number in range(9):
        (tmp_path / f"d{number}").mkdir()
    watch = watcher.watch(str(tmp_path), lambda path: None)
    assert not watch.cover(["", *(f"d{number}" for number in range(9))])
    assert not watch.holds and "too scattered" in watch.state
    assert watch.cover(["", "d1"]) and watch.holds


def test_a_full_table_of_watches(tmp_path, watcher, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "inotify watch limit reached")

    watch = watcher.watch(str(tmp_path), lambda path: None)
    monkeypatch.setattr(watch._observer, "schedule", full)
    watch.cover([""])
    assert not watch.holds and watch.state == "by looking: inotify watch limit reached"
    monkeypatch.undo()
    assert watch.cover([""]) and watch.holds


def test_no_more_threads_than_watches(tmp_path, watcher):
    before = threading.active_count()
    for number in range(200):
        (tmp_path / f"pkg/d{number}").mkdir(parents=True)
    watch = watcher.watch(str(tmp_path), lambda path: None)
    watch.cover(folders_of(tmp_path))
    assert watch.holds
    assert threading.active_count() - before <= 6
    watch.close()
    until(lambda: threading.active_count() - before <= 4)


class Walk:
    """Something happens to a work tree."""

    def __init__(self, repo, seed: int) -> None:
        self.root, self.repo, self.random = repo.root, repo, random.Random(seed)

    def path(self) -> str:
        folder = self.random.choice(("", "pkg/", "pkg/inner/", "new/", "new/deep/er/"))
        return f"{folder}{self.random.choice('abc')}.py"

    def step(self) -> None:
        action = self.random.choice((self.write, self.write, self.save, self.remove, self.move, self.tree, self.git))
        with suppress(OSError):
            action()

    def write(self) -> None:
        self.repo.write(self.path(), f"def alpha{self.random.randrange(9)}():\n    beta{self.random.randrange(9)}()\n")

    def save(self) -> None:
        """As editors do."""
        path = self.path()
        self.repo.write(f"{path}.tmp", f"def gamma{self.random.randrange(9)}(): ...\n")
        os.replace(self.root / f"{path}.tmp", self.root / path)

    def remove(self) -> None:
        (self.root / self.path()).unlink()

    def move(self) -> None:
        (self.root / self.path()).rename(self.root / self.path())

    def tree(self) -> None:
        folder = self.random.choice(("pkg", "new", "new/deep"))
        if self.random.random() < 0.5:
            shutil.rmtree(self.root / folder)
        else:
            (self.root / folder).rename(self.root / f"{folder}{self.random.randrange(3)}")

    def git(self) -> None:
        getattr(self, self.random.choice(("_commit", "_switch", "_stash", "_reset")))()

    def _commit(self) -> None:
        self.repo.commit("alpha")

    def _switch(self) -> None:
        self.repo.git("checkout", "--quiet", "--force", self.repo.git("rev-list", "--all").split("\n")[-1])

    def _stash(self) -> None:
        self.repo.git("stash", "--quiet", "--include-untracked")

    def _reset(self) -> None:
        self.repo.git("reset", "--quiet", "--hard")


@pytest.mark.parametrize("seed", range(6))
def test_facts_are_right_a_moment_after_anything(repo, tmp_path, watcher, monkeypatch, seed):
    """Trusting nothing but the watching and git's files."""
    monkeypatch.setattr(repository_module, "_FEW_FILES", -1)
    repo.write("pkg/inner/a.py", "def alpha(): ...\n")
    repo.commit("alpha")
    walk = Walk(repo, seed)
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        refresh(workspace)
        watched = Repository(workspace, watcher, lambda repository: None)
        for _ in range(12):
            for _ in range(walk.random.randrange(1, 4)):
                walk.step()
            settle()
            while not (watched.catch_up(), watched.in_step)[1]:
                refresh(workspace)
                watched.caught_up()
            assert watched.watched.endswith("watches")
            assert_like_cold(workspace)
        watched.close()


def settle() -> None:
    """Time for an event to arrive: less than the 100 ms after which a save has to be visible."""
    threading.Event().wait(0.08)
