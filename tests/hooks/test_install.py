"""`sleepd hook install`, `uninstall` and `status`: beside what is there, and away without a trace."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support import until

HOOKS = ("post-commit", "post-checkout", "post-merge", "post-rewrite")
BARE = {"PATH": "/usr/bin:/bin"}


@pytest.fixture
def shop(repo):
    repo.write("shop.py", "def price():\n    return 1\n")
    repo.commit("Open the shop")
    return repo


def tree(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file below a folder, its mode and what it holds."""
    return {
        str(path.relative_to(folder)): (stat.S_IMODE(path.lstat().st_mode), b"" if path.is_dir() else path.read_bytes())
        for path in folder.rglob("*")
    }


def without_git(files: dict[str, tuple[int, bytes]]) -> dict[str, tuple[int, bytes]]:
    return {path: file for path, file in files.items() if not path.startswith(".git/")}


def hook_file(repo, name: str, text: str, mode: int = 0o755) -> Path:
    path = repo.root / ".git/hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(mode)
    return path


def commit(repo, **environment: str) -> None:
    done = subprocess.run(
        ["git", "commit", "--quiet", "--allow-empty", "--message=x"],
        cwd=repo.root, env=os.environ | BARE | environment, capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_commit_is_told_and_uninstalling_leaves_no_trace(shop, ear, hook):
    before = tree(shop.root / ".git/hooks")
    done = hook(shop.root, "install")
    assert done.returncode == 0 and done.stdout.count("tells sleepd") == 4
    installed = tree(shop.root / ".git/hooks")
    commit(shop)
    assert until(ear.roots) == [str(shop.root)]
    assert hook(shop.root, "install").returncode == 0
    assert tree(shop.root / ".git/hooks") == installed, "twice is as once"
    assert hook(shop.root, "status").stdout.count("tells sleepd") == 4
    assert hook(shop.root, "uninstall").stdout.count("taken out") == 4
    assert tree(shop.root / ".git/hooks") == before
    assert "nothing to take away" in hook(shop.root, "uninstall").stdout
    assert "`sleepd hook install` makes it" in hook(shop.root, "status").stdout


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/sh\necho mine > mine.txt\n",
        "#!/bin/sh\nset -eu\necho mine > mine.txt; wait; exit 0",
        "#!/usr/bin/env bash\n\n\nset -o pipefail\necho mine > mine.txt\nexec true\n\n",
        "echo mine > mine.txt\n",
        "#! /bin/bash -e\n# no newline at the end\necho mine > mine.txt",
    ],
)
def test_beside_a_hook_that_is_there(shop, ear, hook, text):
    path = hook_file(shop, "post-commit", text)
    before = tree(path.parent)
    assert hook(shop.root, "install").returncode == 0
    commit(shop)
    assert until(ear.roots) == [str(shop.root)]
    assert (shop.root / "mine.txt").read_text() == "mine\n"
    hook(shop.root, "uninstall")
    assert tree(path.parent) == before


@pytest.mark.parametrize("text", ["#!/bin/sh", "", "\n", "#!/bin/sh\r\necho mine\r\n", "#!/bin/sh\n", "caf\xe9"])
def test_every_byte_is_as_it_was(shop, hook, text):
    path = hook_file(shop, "post-merge", text, 0o700)
    before = tree(path.parent)
    assert hook(shop.root, "install").returncode == 0
    assert tree(path.parent) != before
    hook(shop.root, "uninstall")
    assert tree(path.parent) == before


def test_what_the_user_added_to_our_hook_stays(shop, hook):
    hook(shop.root, "install")
    path = shop.root / ".git/hooks/post-commit"
    path.write_text(path.read_text() + "echo mine\n")
    hook(shop.root, "uninstall")
    assert path.read_text() == "#!/bin/sh\necho mine\n"


@pytest.mark.parametrize(
    "text, mode, why",
    [
        ("#!/usr/bin/env python3\nprint(1)\n", 0o755, "no shell script"),
        ("#!/usr/bin/node\n", 0o755, "no shell script"),
        ("#!/bin/sh\necho mine\n", 0o644, "not executable"),
    ],
)
def test_what_it_can_not_add_to_is_left_alone(shop, hook, text, mode, why):
    path = hook_file(shop, "post-commit", text, mode)
    done = hook(shop.root, "install")
    assert done.returncode == 1 and why in done.stdout and "run from it" in done.stdout
    assert path.read_bytes().decode() == text
    assert done.stdout.count("tells sleepd") == 3


def test_a_link_is_left_alone(shop, hook):
    script = shop.write("scripts/hook", "#!/bin/sh\n")
    script.chmod(0o755)
    (shop.root / ".git/hooks").mkdir(exist_ok=True)
    (shop.root / ".git/hooks/post-commit").symlink_to(script)
    assert "it is a link to" in hook(shop.root, "install").stdout
    assert script.read_text() == "#!/bin/sh\n"


def test_hooks_of_all_repositories_are_refused(shop, hook, tmp_path):
    config = tmp_path / "gitconfig"
    config.write_text(f"[core]\n\thooksPath = {tmp_path / 'everywhere'}\n")
    done = hook(shop.root, "install", GIT_CONFIG_GLOBAL=str(config))
    assert done.returncode == 1 and "by your global configuration" in done.stderr and "add this line" in done.stderr
    assert not (tmp_path / "everywhere").exists() and "sleepd" not in str(tree(shop.root / ".git/hooks"))
    shop.git("config", "core.hooksPath", str(tmp_path / "elsewhere"))
    assert hook(shop.root, "install").returncode == 1


@pytest.mark.parametrize("configured", [".githooks", ".husky/_", ".husky"])
def test_hooks_in_the_work_tree_name_no_place_of_this_machine(shop, hook, ear, configured):
    folder = configured.removesuffix("/_")
    shop.git("config", "core.hooksPath", configured)
    if configured == ".husky/_":  # as husky 9 has it
        wrapper = shop.write(".husky/_/post-commit", '#!/usr/bin/env sh\n. "$(dirname "$0")/h"\n')
        wrapper.chmod(0o755)
        run = '[ -f "$s" ] && sh -e "$s" "$@"\n'
        shop.write(".husky/_/h", f'n=$(basename "$0")\ns=$(dirname "$(dirname "$0")")/$n\n{run}')
    before = tree(shop.root)
    done = hook(shop.root, "install")
    assert done.returncode == 0 and "commit them" in done.stdout
    text = (shop.root / folder / "post-commit").read_text()
    assert "command -v sleepd" in text and "python" not in text
    commit(shop)  # without a sleepd to be found
    commit(shop, PATH=f"{Path(sys.executable).parent}:/usr/bin:/bin")
    assert until(ear.roots) == [str(shop.root)]
    hook(shop.root, "uninstall")
    assert without_git(tree(shop.root)) == without_git(before)


def test_lefthook_is_told_of_in_its_own_file(shop, hook):
    shop.write("lefthook.yml", "pre-commit: {}\n")
    done = hook(shop.root, "install")
    assert done.returncode == 1
    assert "lefthook keeps the hooks here" in done.stderr and "run: sleepd hook refresh post-commit" in done.stderr


def test_hooks_of_linked_worktrees_and_submodules(shop, make_repo, ear, hook, tmp_path):
    linked = tmp_path / "linked"
    shop.git("worktree", "add", "--quiet", str(linked))
    assert hook(linked, "install").returncode == 0
    assert (shop.root / ".git/hooks/post-commit").exists()
    outer = make_repo("outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(shop.root), "inner")
    assert hook(outer.root / "inner", "install").returncode == 0
    for folder in (linked, outer.root / "inner"):
        subprocess.run(["git", "commit", "--quiet", "--allow-empty", "--message=x"], cwd=folder, check=True)
        assert until(ear.roots) == [str(folder)]


def test_a_sleepd_that_is_gone_is_not_missed(shop, hook, ear):
    hook(shop.root, "install")
    path = shop.root / ".git/hooks/post-commit"
    path.write_text(path.read_text().replace("/bin/python", "/bin/gone"))
    commit(shop)
    assert ear.roots() == []


def test_pre_commit_and_ours_live_side_by_side(shop, hook, ear, pre_commit):
    hook(shop.root, "install")
    pre_commit.set_up(shop.root, "sleepd-refresh")
    assert "pre-commit is configured" in hook(shop.root, "status").stdout
    subprocess.run(["git", "commit", "--allow-empty", "--message=x"], cwd=shop.root, check=True, capture_output=True)
    told = []
    until(lambda: told.extend(ear.roots()) or len(told) == 3)
    assert hook(shop.root, "uninstall").stdout.count("taken out of") == 4
    assert "sleepd" not in "".join(path.read_text() for path in (shop.root / ".git/hooks").glob("post-*"))


def test_where_there_is_no_repository(tmp_path, hook):
    done = hook(tmp_path, "install")
    assert done.returncode == 1 and "is no git repository" in done.stderr
