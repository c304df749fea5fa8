"""Which files a work tree has."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from sleepd.errors import SleepdError
from sleepd.indexers import files, git
from sleepd.indexers.files import list_tree


@pytest.fixture(params=["git", "plain"])
def tree(request, repo):
    """A work tree of git, and a plain folder."""
    if request.param == "plain":
        shutil.rmtree(repo.root / ".git")
    return repo


def listed(root: Path, only: list[str] | None = None) -> list[str]:
    return list_tree(str(root), git.find(root), only).files


def folders(root: Path, only: list[str] | None = None) -> set[str]:
    return set(list_tree(str(root), git.find(root), only).folders)


ODD_NAMES = (
    *("with space.py", 'quo"te.py', "new\nline.py", "tab\t.py", "naïve.py", "日本.py", "-dash.py", "back\\slash.py"),
    *("*.py", "[a].py", "?.py", ":(top)x.py", "~.py", "#.py", "!.py", " .py", "a.py "),
)


def test_odd_names(tree):
    for name in ODD_NAMES:
        tree.write(name, "")
        tree.write(f"folder {name}/{name}", "")
    expected = sorted([*ODD_NAMES, *(f"folder {name}/{name}" for name in ODD_NAMES)])
    assert listed(tree.root) == expected
    assert folders(tree.root) == {"", *(f"folder {name}" for name in ODD_NAMES)}
    for name in ODD_NAMES:
        assert listed(tree.root, [f"folder {name}"]) == [f"folder {name}/{name}"]
        assert listed(tree.root, [name]) == [name]


def test_empty_folders_with_odd_names_are_watched(tree):
    for name in ODD_NAMES:
        (tree.root / f"folder {name}" / "inner").mkdir(parents=True)
    names = {f"folder {name}" for name in ODD_NAMES}
    assert folders(tree.root) == {"", *names, *(f"{name}/inner" for name in names)}


def test_names_that_are_not_utf_8_are_left_out_and_named(tree):
    tree.write("a.py", "")
    for name in (b"caf\xe9.py", b"caf\xe9/b.py", b"caf\xe9 empty/inner/"):
        path = os.path.join(os.fsencode(tree.root), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not name.endswith(b"/"):
            open(path, "w").close()
    found = list_tree(str(tree.root), git.find(tree.root))
    assert (found.files, set(found.folders)) == (["a.py"], {""})
    assert r"caf\xe9.py" in found.left_out


def test_ignored(tree):
    tree.write(".gitignore", "*.log\nbuild/\n/only-here.py\n!keep.log\n")
    tree.write("pkg/.gitignore", "local.py\n!special.log\n")
    for path in (
        *("a.py", "a.log", "keep.log", "build/b.py", "only-here.py", "pkg/only-here.py", "pkg/local.py", "local.py"),
        *("pkg/a.log", "pkg/special.log", "pkg/build/c.py"),
    ):
        tree.write(path, "")
    expected = [".gitignore", "a.py", "keep.log", "local.py"]
    assert listed(tree.root) == [*expected, "pkg/.gitignore", "pkg/only-here.py", "pkg/special.log"]
    assert folders(tree.root) == {"", "pkg"}


def test_a_folder_that_ignores_itself(tree):
    tree.write("cache/.gitignore", "*\n")
    tree.write("cache/a.py", "")
    tree.write("b.py", "")
    assert listed(tree.root) == ["b.py", "cache/.gitignore"]


def test_links_pipes_and_loops(tree, tmp_path):
    tree.write("a.py", "")
    tree.write("../outside/b.py", "")
    (tree.root / "out").symlink_to(tmp_path / "outside")
    (tree.root / "loop").symlink_to(".")
    (tree.root / "pkg").mkdir()
    (tree.root / "pkg/up").symlink_to("..")
    (tree.root / "self").symlink_to("self")
    os.mkfifo(tree.root / "pipe.py")
    found = list_tree(str(tree.root), git.find(tree.root))
    assert set(found.files) - {"out", "loop", "pkg/up", "self", "pipe.py"} == {"a.py"}
    assert set(found.folders) == {"", "pkg"}


def test_a_tracked_folder_that_became_a_link(repo, tmp_path):
    repo.write("pkg/a.py", "")
    repo.commit("One")
    shutil.move(repo.root / "pkg", tmp_path / "pkg")
    (repo.root / "pkg").symlink_to(tmp_path / "pkg")
    assert listed(repo.root) == ["pkg"]
    assert folders(repo.root) == {""}


def test_rule_files_that_are_pipes_or_links(repo, tmp_path):
    shutil.rmtree(repo.root / ".git")
    (tmp_path / "rules").write_text("a.py\n")
    repo.write("a.py", "")
    (repo.root / ".gitignore").symlink_to(tmp_path / "rules")
    repo.write("pkg/b.py", "")
    os.mkfifo(repo.root / "pkg/.gitignore")
    repo.write("docs/.gitignore/c.py", "")
    assert {"a.py", "pkg/b.py", "docs/.gitignore/c.py"} <= set(listed(repo.root))


def test_patterns_that_make_no_sense_or_take_for_ever(repo):
    shutil.rmtree(repo.root / ".git")
    slow = "*a" * 30 + "b"
    repo.write(".gitignore", f"!\n[z-a]\n\\\n{slow}\n**{'/**/a' * 30}\n\0\n[[a]\n*.log\n")
    repo.write("a" * 200, "")
    repo.write("/".join("a" * 60), "")
    repo.write("b.log", "")
    started = time.monotonic()
    assert "b.log" not in listed(repo.root)
    assert time.monotonic() - started < 2


def test_only_some(tree):
    for path in ("a.py", "pkg/b.py", "pkg/inner/c.py", "other/d.py"):
        tree.write(path, "")
    (tree.root / "pkg/empty/inside").mkdir(parents=True)
    assert listed(tree.root, ["pkg"]) == ["pkg/b.py", "pkg/inner/c.py"]
    assert folders(tree.root, ["pkg"]) == {"pkg", "pkg/inner", "pkg/empty", "pkg/empty/inside"}
    assert listed(tree.root, ["pkg/inner", "a.py"]) == ["a.py", "pkg/inner/c.py"]
    assert folders(tree.root, ["pkg/empty"]) == {"pkg/empty", "pkg/empty/inside"}
    assert listed(tree.root, ["pk", "missing/x"]) == []


def test_more_names_than_git_takes_at_a_time(repo):
    """A command line has a limit; a folder has none."""
    names = [f"{'long name ' * 20}{number}.py" for number in range(12_000)]
    for name in names:
        repo.write(name, "")
    assert listed(repo.root, names) == sorted(names)


def test_stamps_that_may_not_show_a_further_change(repo):
    repo.write("pkg/a.py", "")
    (repo.root / "pkg/empty").mkdir()
    old = time.time_ns() - 10_000_000_000
    found = list_tree(str(repo.root), git.find(repo.root))
    assert found.folders == {"": 0, "pkg": 0, "pkg/empty": 0}
    assert files.lasting(old, time.time_ns()) == old


# Kinds of repositories


def add_submodule(repo, library: Path, path: str) -> None:
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), path)


@pytest.fixture
def library(make_repo):
    library = make_repo("library")
    library.write("lib.py", "")
    library.write(".gitignore", "*.log\nbuild/\n")
    library.commit("One")
    return library


def test_submodules(repo, library):
    add_submodule(repo, library.root, "deps/library")
    repo.write("deps/library/new.py", "")
    repo.write("deps/library/new.log", "")
    repo.write("deps/library/build/b.py", "")
    (repo.root / "deps/library/empty").mkdir()
    (repo.root / "empty").mkdir()
    found = listed(repo.root)
    assert set(found) - {"deps/library"} == {
        *(".gitmodules", "deps/library/.gitignore", "deps/library/lib.py", "deps/library/new.py"),
    }
    assert folders(repo.root) == {"", "deps", "deps/library", "deps/library/empty", "empty"}
    assert "deps/library/new.py" in listed(repo.root, ["deps/library/new.py"])


def test_a_submodule_that_is_not_checked_out(repo, library, tmp_path):
    add_submodule(repo, library.root, "library")
    repo.commit("One")
    repo.git("clone", "--quiet", str(repo.root), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    (clone / "library/inner").mkdir()
    (clone / "empty").mkdir()
    assert folders(clone) == {"", "library", "empty"}
    (clone / "library/inner").rmdir()
    subprocess.run(
        ["git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init"], cwd=clone, check=True
    )
    assert "library/lib.py" in listed(clone)


def test_a_repository_inside_that_is_no_submodule(repo, make_repo):
    repo.write("a.py", "")
    nested = make_repo("repo/nested")
    nested.write("b.py", "")
    (nested.root / "empty").mkdir()
    assert listed(repo.root) == ["a.py"]
    assert folders(repo.root) == {"", "nested"}


def test_something_that_only_looks_like_a_repository_inside(repo):
    repo.write("pkg/.git/config", "")
    repo.write("pkg/a.py", "")
    (repo.root / "pkg/empty").mkdir()
    assert listed(repo.root) == ["pkg/a.py"]
    assert "pkg" in folders(repo.root)


def test_worktrees_and_detached_heads(repo, tmp_path):
    repo.write("a.py", "")
    repo.commit("One")
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"))
    (tmp_path / "linked/b.py").write_text("")
    assert listed(tmp_path / "linked") == ["a.py", "b.py"]


def test_nothing(tree):
    assert listed(tree.root) == []
    assert folders(tree.root) == {""}


def test_a_broken_repository_is_an_error(repo):
    (repo.root / ".git/config").write_text("[")
    with pytest.raises(SleepdError, match="git ls-files failed"):
        listed(repo.root)


def test_plain_folders_leave_out_what_never_is_source(repo):
    shutil.rmtree(repo.root / ".git")
    for folder in ("node_modules", "__pycache__", ".venv", "pkg/node_modules", ".hg"):
        repo.write(f"{folder}/a.py", "")
    repo.write("pkg/a.py", "")
    assert listed(repo.root) == ["pkg/a.py"]


def test_folders_of():
    assert files.folders_of(["a.py", "pkg/inner/b.py"]) == {"", "pkg", "pkg/inner"}
