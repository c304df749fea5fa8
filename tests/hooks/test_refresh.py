"""`sleepd hook refresh`: who is told what, and that nothing goes wrong and nobody waits."""

from __future__ import annotations

import os
import sys
import time

import pytest
from committing import opened
from support import until

from sleepd.daemon import wire
from sleepd.daemon.client import request


@pytest.fixture
def shop(repo):
    repo.write("shop.py", "def price():\n    return 1\n")
    repo.commit("Open the shop")
    return repo


def is_quiet(done) -> bool:
    return (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_daemon_is_told_of_the_repository(shop, ear, hook):
    (shop.root / "lib").mkdir()
    assert is_quiet(hook(shop.root / "lib", "refresh"))
    assert is_quiet(hook(shop.root, "refresh", "post-checkout", "a" * 40, "b" * 40, "1"))
    assert ear.roots() == [str(shop.root)] * 2


def test_in_a_linked_worktree_and_a_submodule(shop, make_repo, ear, hook, tmp_path):
    shop.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    outer = make_repo("outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(shop.root), "inner")
    for folder in (tmp_path / "linked", outer.root / "inner"):
        assert is_quiet(hook(folder, "refresh"))
        assert ear.roots() == [str(folder)]


@pytest.mark.parametrize("state_of_git", ["rebase-merge", "rebase-apply", "BISECT_LOG"])
def test_nothing_in_the_middle_of_a_rebase_or_a_bisection(shop, ear, hook, tmp_path, state_of_git):
    shop.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    (shop.root / ".git/worktrees/linked" / state_of_git).mkdir()
    assert is_quiet(hook(tmp_path / "linked", "refresh"))
    assert ear.roots() == []
    assert is_quiet(hook(shop.root, "refresh"))
    assert ear.roots() == [str(shop.root)]


def test_the_end_of_a_rebase_is_told(shop, ear, hook):
    (shop.root / ".git/rebase-merge").mkdir()
    hook(shop.root, "refresh", "post-rewrite", "rebase")
    hook(shop.root, "refresh", PRE_COMMIT_REWRITE_COMMAND="rebase")
    hook(shop.root, "refresh", "post-rewrite", "amend")
    assert len(ear.roots()) == 2


@pytest.mark.parametrize("where", ["no repository", "bare", "broken worktree", "no folder"])
def test_where_there_is_no_repository(make_repo, tmp_path, ear, hook, where):
    folder = tmp_path / "here"
    folder.mkdir()
    if where == "bare":
        make_repo("here", "--bare")
    elif where == "broken worktree":
        (folder / ".git").write_text("gitdir: /nowhere")
    elif where == "no folder":
        done = hook(folder, "refresh", "&&", "true")
        os.rmdir(folder)
        folder = tmp_path
    done = hook(folder, "refresh")
    assert is_quiet(done) and ear.roots() == []


def test_nobody_waits_for_a_daemon_that_says_nothing(shop, ear, hook):
    ear.deaf = True
    begun = time.monotonic()
    assert is_quiet(hook(shop.root, "refresh"))
    assert time.monotonic() - begun < 5
    assert ear.roots() == [str(shop.root)]


@pytest.mark.parametrize("why_not", [{"CI": "true"}, {"SLEEPD_NO_DAEMON": "1"}])
def test_no_daemon_is_started_in_ci(shop, state, hook, why_not):
    assert is_quiet(hook(shop.root, "refresh", **why_not))
    assert not state.exists()


def test_state_that_can_not_be_written(shop, state, hook):
    state.write_text("a file where the folder should be")
    assert is_quiet(hook(shop.root, "refresh"))


def test_a_daemon_is_started_without_anything_of_git(shop, state, hook, tmp_path):
    """As git has it for `commit FILE` in a repository elsewhere: another index, and a folder that is not ours."""
    theirs = {"GIT_DIR": str(tmp_path), "GIT_INDEX_FILE": str(tmp_path / "index"), "GIT_PREFIX": "lib/", "PATH": "/bin"}
    assert is_quiet(hook(shop.root, "refresh", **theirs))
    opened(shop.root)
    address = until(wire.running)
    if sys.platform == "linux":
        with open(f"/proc/{address.pid}/environ", encoding="utf-8") as file:
            names = {one.partition("=")[0] for one in file.read().split("\0")}
        assert not names & {"GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"}
    shop.write("pay.py", "def pay():\n    return 2\n")
    assert is_quiet(hook(shop.root, "refresh"))
    answer = request(address, "ask", {"path": str(shop.root), "question": "where is pay"})["answer"]
    assert answer["citations"][0]["path"] == "pay.py"
