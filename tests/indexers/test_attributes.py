"""What `.gitattributes` files say."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from sleepd.indexers.attributes import GitAttributes


def attributes(root, *paths: str) -> GitAttributes:
    return GitAttributes(str(root), [*paths, ".gitattributes", "pkg/.gitattributes"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a.py linguist-generated", (True, None)),
        ("a.py linguist-generated=true", (True, None)),
        ("a.py linguist-generated=false", (False, None)),
        ("a.py -linguist-generated", (False, None)),
        ("a.py linguist-generated\na.py !linguist-generated", (None, None)),
        ("*.py linguist-vendored", (None, True)),
        ("*.py linguist-vendored text eol=lf linguist-generated", (True, True)),
        ("*.py linguist-vendored\na.py -linguist-vendored", (None, False)),
        ("a.py -linguist-vendored\n*.py linguist-vendored", (None, True)),
        ("/pkg/a.py linguist-vendored", (None, None)),
        ("pkg/** linguist-generated", (None, None)),
        ("# a.py linguist-generated", (None, None)),
        ("a.py linguist-documentation linguist-language=Go", (None, None)),
        ("", (None, None)),
        ("\ufeffa.py linguist-generated\r\n", (True, None)),
        ("[attr]x linguist-generated\n[ linguist-generated\n! linguist-generated", (None, None)),
    ],
)
def test_said_of_a_file(repo, line, said):
    repo.write(".gitattributes", line)
    assert attributes(repo.root).of("a.py") == said


def test_inner_folders_have_the_last_word(repo):
    repo.write(".gitattributes", "*.py linguist-generated\n")
    repo.write("pkg/.gitattributes", "a.py -linguist-generated\n")
    found = attributes(repo.root)
    assert [found.of(path).generated for path in ("a.py", "pkg/a.py", "pkg/b.py", "other/a.py")] == [
        *(True, False, True, True),
    ]


def test_agrees_with_git(repo):
    patterns = ("*.py", "/a.py", "pkg/*.py", "pkg/**", "**/inner/c*", "in*r/c.py", "[a-b].py", "pkg/**/c.py", "?.py")
    paths = ("a.py", "b.py", "pkg/a.py", "pkg/inner/c.py", "pkg/inner/deep/d.py", "inner/c.py", "inner/e.js")
    for pattern in patterns:
        repo.write(".gitattributes", f"{pattern} linguist-vendored\n")
        found = attributes(repo.root)
        ours = {path for path in paths if found.of(path).vendored}
        told = repo.git("check-attr", "linguist-vendored", "--", *paths).splitlines()
        assert ours == {line.split(": ")[0] for line in told if line.endswith(": set")}, pattern


def test_files_that_cannot_be_trusted(repo, tmp_path):
    (tmp_path / "rules").write_text("* linguist-generated\n")
    (repo.root / ".gitattributes").symlink_to(tmp_path / "rules")
    (repo.root / "pkg").mkdir()
    os.mkfifo(repo.root / "pkg/.gitattributes")
    assert attributes(repo.root).of("pkg/a.py") == (None, None)


def test_patterns_that_take_for_ever(repo):
    repo.write(".gitattributes", f"{'*a' * 20}b linguist-generated\n{'**/a/' * 20}b linguist-generated\n" * 2_000)
    started = time.monotonic()
    assert attributes(repo.root).of("a" * 250) == (None, None)
    assert attributes(repo.root).of("a/" * 120) == (None, None)
    assert time.monotonic() - started < 2


def test_the_rules_hold_when_files_are_read(look, repo):
    repo.write("a.py", "def alpha(): ...\n")
    repo.write("vendor/b.py", "def beta(): ...\n")
    repo.write("c.pb.go", "package c\n")
    repo.write(".gitattributes", "a.py linguist-generated\nvendor/** -linguist-vendored\n*.pb.go -linguist-generated\n")
    store = look(repo).store
    assert {row.path: row.skipped for row in store.files() if row.path != ".gitattributes"} == {
        "a.py": "generated: .gitattributes says so",
        "vendor/b.py": "",
        "c.pb.go": "",
    }
    subprocess.run(["rm", ".gitattributes"], cwd=repo.root, check=True)
    assert {row.path: bool(row.skipped) for row in look(repo).store.files()} == {
        "a.py": False,
        "vendor/b.py": True,
        "c.pb.go": True,
    }
