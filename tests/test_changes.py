"""Changes show by time stamps alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time

import pytest
from support import workspace_at

from sleepd import changes
from sleepd.changes import EVERYTHING, look
from sleepd.indexers import disk
from sleepd.indexers.languages import load
from sleepd.refresh import refresh

NOTHING = changes.Changes()


@pytest.fixture
def workspace(repo, tmp_path, monkeypatch):
    """A repository that was read when its time stamps were old."""
    monkeypatch.setattr(disk, "_COARSEST_NS", 20_000_000)
    repo.write("a.py", "alpha = 1\n")
    repo.write("pkg/b.py", "beta = 1\n")
    repo.write("pkg/inner/c.py", "gamma = 1\n")
    repo.write(".gitignore", "*.log\nbuild/\n")
    repo.commit("One")
    (repo.root / "empty/inside").mkdir(parents=True)
    (repo.root / "build/deep").mkdir(parents=True)
    with workspace_at(repo.root, tmp_path / "state") as workspace:
        settle(workspace)
        yield workspace


def settle(workspace) -> None:
    time.sleep(0.03)
    refresh(workspace)
    assert look(workspace) == NOTHING


def test_nothing_changed_starts_no_process_and_opens_no_file(workspace, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    monkeypatch.setattr(disk, "open_regular", None)
    assert look(workspace) == NOTHING
    assert refresh(workspace) == (0, 0, 0, 0)


def test_nothing_was_read_yet(repo, tmp_path):
    with workspace_at(repo.root, tmp_path / "fresh") as workspace:
        assert look(workspace) == EVERYTHING


def test_a_changed_file(repo, workspace):
    (repo.root / "a.py").write_text("alpha = 2\n")
    assert look(workspace) == NOTHING._replace(changed=["a.py"])


def test_a_grammar_that_was_missing_and_came(repo, workspace, monkeypatch):
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "tree_sitter_lua", None)
        without.delitem(sys.modules, "sleepd.indexers.languages.lua", raising=False)
        load.cache_clear()
        repo.write("a.lua", "function one() end\n")
        settle(workspace)
        assert "tree_sitter_lua is not installed" in workspace.facts.file("a.lua").skipped
        assert look(workspace) == NOTHING
    load.cache_clear()
    assert look(workspace) == NOTHING._replace(changed=["a.lua"])
    refresh(workspace)
    assert workspace.facts.file("a.lua").skipped == ""
    assert look(workspace) == NOTHING


def test_a_change_that_keeps_size_and_modification_time(repo, workspace):
    before = os.stat(repo.root / "a.py")
    (repo.root / "a.py").write_text("alpha = 2\n")
    os.utime(repo.root / "a.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert look(workspace).changed == ["a.py"]


def test_a_change_right_after_reading_in_the_same_tick_of_the_clock(repo, workspace, monkeypatch):
    """As where the clock of the file system has only seconds: the stamp stays, the content does not."""
    monkeypatch.setattr(disk, "_COARSEST_NS", 10_000_000_000)
    (repo.root / "a.py").write_text("alpha = 2\n")
    refresh(workspace)
    assert look(workspace).changed == ["a.py"]


def test_a_file_from_the_future_is_read_every_time(repo, workspace):
    ahead = time.time() + 1000
    os.utime(repo.root / "a.py", (ahead, ahead))
    refresh(workspace)
    assert look(workspace).changed == ["a.py"]


def test_a_file_that_appears_right_after_its_folder_was_listed(repo, workspace, monkeypatch):
    """Its folder's time stamp is then the same as when it was listed."""
    monkeypatch.setattr(disk, "_COARSEST_NS", 10_000_000_000)
    repo.write("pkg/new.py", "")
    refresh(workspace)
    stamp = os.stat(repo.root / "pkg").st_mtime_ns
    repo.write("pkg/late.py", "")
    os.utime(repo.root / "pkg", ns=(stamp, stamp))
    assert "pkg/late.py" in look(workspace).unknown
    refresh(workspace)
    assert workspace.facts.file("pkg/late.py")


def test_new_names(repo, workspace):
    repo.write("pkg/new.py", "")
    repo.write("other/deep/d.py", "")
    found = look(workspace)
    assert (found.changed, found.gone) == ([], [])
    assert set(found.unknown) == {"build", "other", "pkg/new.py"}
    assert set(found.folders) == {"", "pkg"}


def test_a_file_in_a_folder_that_was_empty(repo, workspace):
    repo.write("empty/inside/d.py", "")
    assert look(workspace).unknown == ["empty/inside/d.py"]


def test_ignored_folders_are_not_watched(repo, workspace):
    repo.write("build/d.py", "")
    repo.write("build/deep/d.py", "")
    assert look(workspace) == NOTHING


def test_gone(repo, workspace):
    (repo.root / "a.py").unlink()
    shutil.rmtree(repo.root / "pkg")
    found = look(workspace)
    assert (found.gone, found.lost) == (["a.py", "pkg/b.py", "pkg/inner/c.py"], ["pkg", "pkg/inner"])


@pytest.mark.parametrize("target", ["a.py", "/etc/passwd", "nowhere"])
def test_a_file_that_became_a_link(repo, workspace, target):
    (repo.root / "pkg/b.py").unlink()
    (repo.root / "pkg/b.py").symlink_to(target)
    assert look(workspace).gone == ["pkg/b.py"]


def test_a_folder_that_became_a_link_to_one_with_the_same_names(repo, workspace, tmp_path):
    shutil.move(repo.root / "pkg", tmp_path / "pkg")
    (repo.root / "pkg").symlink_to(tmp_path / "pkg")
    found = look(workspace)
    assert (found.changed, found.gone) == ([], ["pkg/b.py", "pkg/inner/c.py"])


def test_a_file_that_became_a_folder(repo, workspace):
    (repo.root / "a.py").unlink()
    repo.write("a.py/b.py", "")
    found = look(workspace)
    assert found.gone == ["a.py"]
    assert "a.py" in found.unknown


def test_a_folder_that_became_a_file(repo, workspace):
    shutil.rmtree(repo.root / "pkg/inner")
    repo.write("pkg/inner", "")
    found = look(workspace)
    assert (found.gone, found.unknown) == (["pkg/inner/c.py"], ["pkg/inner"])


def test_a_file_that_became_a_pipe(repo, workspace):
    (repo.root / "a.py").unlink()
    os.mkfifo(repo.root / "a.py")
    assert look(workspace).gone == ["a.py"]


@pytest.mark.parametrize("path", [".gitignore", ".gitattributes", "pkg/.gitignore"])
def test_rules(repo, workspace, path):
    repo.write(path, "*.tmp\n")
    assert look(workspace) == EVERYTHING
    settle(workspace)
    (repo.root / path).unlink()
    assert look(workspace) == EVERYTHING


def test_rules_that_hide_themselves(repo, workspace):
    repo.write("scratch/.gitignore", "*\n")
    repo.write("scratch/d.py", "")
    settle(workspace)
    assert not workspace.facts.file("scratch/d.py")
    with (repo.root / "scratch/.gitignore").open("w") as file:
        file.write("*.log\n")
    assert look(workspace) == EVERYTHING
    refresh(workspace)
    assert workspace.facts.file("scratch/d.py")


def test_what_git_is_told(repo, workspace):
    repo.write("build/d.py", "")
    (repo.root / ".git/info/exclude").write_text("a*\n")
    assert look(workspace) == NOTHING._replace(listing=True)
    settle(workspace)
    repo.git("add", "--force", "build/d.py")
    assert look(workspace) == NOTHING._replace(listing=True)
    refresh(workspace)
    assert workspace.facts.file("build/d.py")


def test_a_folder_that_became_a_repository(repo, make_repo, workspace):
    make_repo("repo/empty/inside")
    assert look(workspace).listing
    settle(workspace)
    repo.write("empty/inside/d.py", "")
    refresh(workspace)
    assert not workspace.facts.file("empty/inside/d.py")
    shutil.rmtree(repo.root / "empty/inside/.git")
    refresh(workspace)
    assert workspace.facts.file("empty/inside/d.py")


def test_a_commit_and_a_mailmap(repo, workspace):
    repo.git("commit", "--quiet", "--allow-empty", "--message=Two")
    assert look(workspace).history
    settle(workspace)
    repo.write(".mailmap", "Ada Lovelace <ada@example.org>\n")
    assert look(workspace).history
    refresh(workspace)
    assert [commit.author for commit in workspace.history.of_path("a.py", 9)] == ["Ada Lovelace"]


def test_a_work_tree_that_becomes_a_plain_folder_and_back(repo, workspace, tmp_path):
    repo.write("pkg/d.log", "")
    shutil.move(repo.root / ".git", tmp_path / "git")
    with workspace_at(repo.root, tmp_path / "state") as plain:
        assert look(plain).listing
        assert look(plain).history
        settle(plain)
        assert plain.history.count() == 0
    shutil.move(tmp_path / "git", repo.root / ".git")
    with workspace_at(repo.root, tmp_path / "state") as again:
        settle(again)
        assert again.history.count() == 1
