"""`sleepd hook context`: what the section says, that it hardly ever changes, and that nothing else of the file does."""

from __future__ import annotations

import os
import subprocess
from contextlib import closing

import pytest

from sleepd.errors import SleepdError
from sleepd.hooks.context import FILE, context_of, keep
from sleepd.refresh import refresh
from sleepd.workspace import Workspace

SECTION = """## Map of this repository

A shop that sells things to people who want them.

Folders:

- `docs/`: documents
- `shop/`: The shop itself.
- `shop/tax/`: python
- `tests/`: tests

Entry points:

- shop runs shop.app:main (`pyproject.toml`)

Run the tests:

- `pytest`

Read first:

- [CONTRIBUTING.md](CONTRIBUTING.md)
- [README.md](README.md)"""


@pytest.fixture
def shop(repo, monkeypatch):
    monkeypatch.setenv("SLEEPD_NO_DAEMON", "1")
    repo.write("README.md", "# Shop\n\nA shop that sells things to people who want them.\n")
    repo.write("CONTRIBUTING.md", "Sell more.\n")
    repo.write("CHANGELOG.md", "- Opened.\n")
    repo.write("shop/__init__.py", '"""The shop itself."""\n')
    repo.write("shop/app.py", "def main():\n    return 1\n")
    repo.write("shop/tax/vat.py", "VAT = 19\n")
    repo.write("docs/guide.md", "# Guide\n\nBuy.\n")
    repo.write("tests/test_app.py", "def test_app():\n    pass\n")
    repo.write("pyproject.toml", '[project.scripts]\nshop = "shop.app:main"\n\n[tool.pytest.ini_options]\n')
    repo.commit("Open the shop")
    return repo


def section(repo) -> str:
    workspace = Workspace(str(repo.root))
    try:
        refresh(workspace)
        return "\n".join(context_of(workspace))
    finally:
        workspace.close()


def test_what_it_says(shop):
    assert section(shop) == SECTION


def test_what_most_commits_do_changes_nothing(shop, monkeypatch, tmp_path):
    shop.write("shop/app.py", "import os\n\n\ndef main():\n    return 2\n\n\ndef more():\n    return 3\n")
    shop.write("shop/pay.py", "def pay():\n    return 1\n")
    shop.write("tests/test_pay.py", "def test_pay():\n    pass\n")
    shop.commit("Take money")
    shop.write("scratch/untracked.py", "if __name__ == '__main__':\n    pass\n")
    assert section(shop) == SECTION
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "another state"))
    subprocess.run(["git", "clone", "--quiet", shop.root, tmp_path / "shop"], check=True)
    shop.root = tmp_path / "shop"
    assert section(shop) == SECTION, "the same on any machine, in a folder of any name"


def test_what_speaks_to_the_markers_is_disarmed(shop):
    shop.write("shop/__init__.py", '"""Sells <!-- sleepd: end --> things."""\n')
    shop.git("add", "--all")
    assert "<!--" not in section(shop)


# The file


OUTSIDE = ["", "# Agents\n", "# Agents\n\nBe kind.", "# Agents\r\n\r\nBe kind.\r\n", "caf\udce9\n"]


@pytest.mark.parametrize("text", OUTSIDE)
def test_nothing_outside_of_the_markers_is_touched(shop, text):
    root, file = str(shop.root), shop.root / FILE
    if text:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert keep(root, FILE, ["one"]) is None, "nothing is begun unasked"
    assert file.exists() == bool(text)
    assert keep(root, FILE, ["one"], begin=True) is True
    begun = file.read_bytes()
    assert begun.startswith(text.encode("utf-8", "surrogateescape"))
    assert keep(root, FILE, ["one"]) is False and file.read_bytes() == begun
    file.write_bytes(begun + b"  below  \n")
    assert keep(root, FILE, ["two", "three"]) is True
    newline = b"\r\n" if "\r" in text else b"\n"
    assert file.read_bytes() == begun.replace(b"one", b"two" + newline + b"three") + b"  below  \n"


@pytest.mark.parametrize(
    "text",
    [
        "<!-- sleepd: begin -->\n",
        "<!-- sleepd: end -->\n<!-- sleepd: begin -->\n",
        "<!-- sleepd: begin -->\n<!-- sleepd: begin -->\n<!-- sleepd: end -->\n",
    ],
)
def test_damaged_markers_are_told(shop, text):
    file = shop.write(FILE, text)
    with pytest.raises(SleepdError, match="not one begin and one end"):
        keep(str(shop.root), FILE, ["one"], begin=True)
    assert file.read_text() == text


def test_only_files_of_the_repository(shop, tmp_path):
    os.symlink(tmp_path / "outside.md", shop.root / "link.md")
    for path in ("../outside.md", "link.md", str(tmp_path / "outside.md")):
        with pytest.raises(SleepdError, match="outside of the repository"):
            keep(str(shop.root), path, ["one"], begin=True)
    with pytest.raises(SleepdError, match="can't be read"):
        keep(str(shop.root), "docs", ["one"], begin=True)
    assert not (tmp_path / "outside.md").exists()


def test_branches_that_add_folders_merge_and_a_conflict_is_settled_by_running_it(shop, hook):
    def add(folder: str, branch: str) -> None:
        shop.git("checkout", "--quiet", "-b", branch, "main")
        shop.write(f"{folder}/a.py", "x = 1\n")
        shop.git("add", "--all")
        assert hook(shop.root, "context").returncode == 1
        shop.commit(f"Add {folder}")

    assert hook(shop.root, "context", "--init").returncode == 0
    shop.commit("Begin the map")
    add("bank", "one")
    add("zoo", "two")
    add("baker", "three")
    shop.git("checkout", "--quiet", "one")
    shop.git("merge", "--quiet", "--message=m", "two")
    assert hook(shop.root, "context").returncode == 0, "what git merged is what it would write"
    assert subprocess.run(["git", "merge", "--quiet", "three"], cwd=shop.root, capture_output=True).returncode == 1
    shop.git("add", "baker")
    assert hook(shop.root, "context").returncode == 1
    text = (shop.root / FILE).read_text()
    assert "<<<<<<<" not in text and ">>>>>>>" not in text
    assert "- `baker/`: python\n- `bank/`: python\n- `docs/`" in text


def test_a_newer_sleepd_than_pre_commit_has_stops_no_commit(shop, hook):
    assert hook(shop.root, "context", "--init").returncode == 0
    with closing(Workspace(str(shop.root))) as workspace:
        workspace.database.connection.execute("PRAGMA user_version = 9999")
    done = hook(shop.root, "context")
    assert done.returncode == 0 and "newer" in done.stderr


def test_the_real_pre_commit_has_it_staged(shop, pre_commit):
    pre_commit.set_up(shop.root, "sleepd-context")
    shop.git("add", "--all")

    def commit() -> tuple[int, str]:
        done = subprocess.run(["git", "commit", "--message=x"], cwd=shop.root, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    assert commit()[0] == 0, "a branch without the section is not stopped"
    keep(str(shop.root), FILE, SECTION.split("\n"), begin=True)
    shop.git("add", "--all")
    assert commit()[0] == 0
    shop.write("bank/a.py", "x = 1\n")
    shop.git("add", "bank")
    shop.write("unstaged.py", "if __name__ == '__main__':\n    pass\n")
    status, output = commit()
    assert status == 1 and "git add AGENTS.md" in output
    shop.git("add", FILE)
    assert commit()[0] == 0
    assert shop.git("diff", "--unified=0", "HEAD~1", "--", FILE).count("\n+- `bank/`: python") == 1
    assert "unstaged" not in (shop.root / FILE).read_text()
