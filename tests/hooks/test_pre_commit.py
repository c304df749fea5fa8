"""The real pre-commit with this repository's own hooks, in a repository made by the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import yaml
from committing import opened


def where(repo, name: str) -> list[str]:
    """The places that `sleepd ask` names for a symbol."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "sleepd", "ask", "--json", f"where is {name} defined"],
        cwd=repo.root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    return [f"{one['path']}:{one['start_line']}" for one in answer["citations"]] if answer["rung"] != "abstain" else []


@pytest.fixture
def shop(repo, pre_commit):
    repo.write("shop.py", "def price():\n    return 1\n")
    pre_commit.set_up(repo.root, "sleepd-refresh")
    repo.commit("Open the shop")
    return repo


def test_a_new_user_commits_and_the_answer_about_it_is_right(shop):
    assert opened(shop.root)  # by the hook: nobody has asked anything
    shop.write("shop.py", "def price():\n    return 1\n\n\ndef discount():\n    return 2\n")
    shop.git("commit", "--quiet", "--all", "--message=Give a discount")
    assert where(shop, "discount") == ["shop.py:5"]
    shop.write("shop.py", "def discount():\n    return 2\n")
    shop.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    assert where(shop, "discount") == ["shop.py:1"]
    assert where(shop, "price") == []


def test_whatever_one_does_with_git_the_daemon_is_told(ear, shop, tmp_path):
    root = str(shop.root)

    def git(*args: str, folder=shop.root) -> list[str]:
        bare = {**os.environ, "PATH": "/usr/bin:/bin"}
        done = subprocess.run(["git", *args], cwd=folder, env=bare, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return ear.roots()

    ear.roots()
    shop.write("a.py", "a = 1\n")
    shop.write("b.py", "b = 1\n")
    git("add", "a.py", "b.py")
    assert git("commit", "--message=a", "a.py") == [root, root], "a partial commit has an index of its own"
    assert git("commit", "--message=b") == [root, root], "before and after a commit"
    shop.write("a.py", "a = 2\n")
    git("add", "a.py")
    shop.write("a.py", "a = 3\n")
    assert set(git("commit", "--message=part of it")) == {root}
    assert (shop.root / "a.py").read_text() == "a = 3\n"
    assert git("commit", "--all", "--amend", "--no-edit") == [root] * 3, "amending rewrites, too"
    assert git("checkout", "--quiet", "-b", "side", "HEAD~1") == [root]
    shop.write("c.py", "c = 1\n")
    git("add", "c.py")
    git("commit", "--message=c")
    shop.write("d.py", "d = 1\n")
    git("add", "d.py")
    git("commit", "--message=d")
    told = git("rebase", "--quiet", "main")
    assert told == [root] * len(told) and 1 <= len(told) <= 2, "at its end, not for each commit"
    git("checkout", "--quiet", "main")
    assert git("merge", "--quiet", "--no-ff", "--message=m", "side")[-1] == root
    linked = tmp_path / "linked"
    assert git("worktree", "add", "--quiet", str(linked)) == [str(linked)]
    (linked / "e.py").write_text("e = 1\n")
    git("add", "e.py", folder=linked)
    assert git("commit", "--message=e", folder=linked) == [str(linked)] * 2


def test_in_ci_with_no_daemon(repo, pre_commit, state, monkeypatch):
    monkeypatch.setenv("CI", "true")
    pre_commit.set_up(repo.root, "sleepd-refresh")
    repo.commit("Open the shop")
    assert not state.exists()


def test_this_repository_uses_all_of_its_own_hooks(hooks_repo):
    folder, _ = hooks_repo
    for what, file in (("manifest", ".pre-commit-hooks.yaml"), ("config", ".pre-commit-config.yaml")):
        subprocess.run([sys.executable, "-m", "pre_commit", f"validate-{what}", file], cwd=folder, check=True)
    offered = yaml.safe_load((folder / ".pre-commit-hooks.yaml").read_text())
    config = yaml.safe_load((folder / ".pre-commit-config.yaml").read_text())
    used = {hook["id"]: hook for hook in config["repos"][0]["hooks"]}
    assert {hook["id"] for hook in offered} == {"sleepd-refresh", "sleepd-check", "sleepd-context"}
    for hook in offered:
        own = used[hook["id"]]
        assert own["entry"] == f".venv/bin/{hook['entry']}"
        assert all(own[key] == hook[key] for key in ("stages", "always_run", "pass_filenames"))
