"""indexers/origin.py: which commit brought a definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from sleepd.indexers import git
from sleepd.indexers.origin import Origin, origin_of

from ..conftest import Repo

HELPERS = '''import os


def load(path):
    """Read a file that somebody wrote."""
    with open(path) as file:
        return file.read()
'''
SAVE = '''

def save(path, text):
    """Write a file for somebody."""
    with open(path, "w") as file:
        file.write(text)
'''


@pytest.fixture
def moved(repo: Repo) -> Repo:
    """`load` was there first, `save` came beside it, both were moved elsewhere, renamed with it, and changed."""
    repo.write("helpers.py", HELPERS)
    repo.commit("Load", date="2020-01-01T12:00:00Z")
    repo.write("helpers.py", HELPERS + SAVE)
    repo.commit("Save", date="2020-01-02T12:00:00Z")
    repo.write("helpers.py", "import os\n")
    repo.write("files.py", f'"""Files."""\n{SAVE.replace("path, text", "path: str, text: str")}\n{HELPERS[10:]}')
    repo.commit("Move both", date="2020-01-03T12:00:00Z")
    repo.git("mv", "files.py", "disk.py")
    repo.commit("Rename", date="2020-01-04T12:00:00Z")
    repo.write("disk.py", (repo.root / "disk.py").read_text().replace("def save(", "async def save(\n    "))
    repo.commit("Change", date="2020-01-05T12:00:00Z")
    return repo


def origin(repo: Repo, path: str, name: str, root: Path | None = None) -> Origin | None:
    """Where the definition comes from that stands in a file."""
    found = git.find(root or repo.root)
    assert found
    lines = (found.root / path).read_text().split("\n")
    start = next(number for number, line in enumerate(lines, 1) if f"def {name}(" in line)
    return origin_of(found, path, start, start + 4, name)


def test_a_definition_is_followed_through_moves_renames_and_changes(moved: Repo) -> None:
    load, save = origin(moved, "disk.py", "load"), origin(moved, "disk.py", "save")
    assert load and save
    assert (load.commit.subject, load.sure, [commit.subject for commit in load.moves]) == ("Load", True, ["Move both"])
    assert (save.commit.subject, save.sure, [commit.subject for commit in save.moves]) == ("Save", True, ["Move both"])


def test_what_was_there_before_at_its_place_did_not_add_it(repo: Repo) -> None:
    repo.write("a.py", "def first():\n    return 1\n\n\ndef last():\n    return 2\n")
    repo.commit("Two")
    repo.write("a.py", "def middle():\n    return 1\n\n\ndef last():\n    return 2\n")
    repo.commit("Another in the place of the first")
    found = origin(repo, "a.py", "middle")
    assert found and (found.commit.subject, found.sure) == ("Another in the place of the first", True)


def test_another_of_the_same_name_that_goes_is_not_where_it_comes_from(repo: Repo) -> None:
    shapes = [f"class {name}:\n    def area(self):\n        return self.{name.lower()} * 2\n" for name in "ABC"]
    repo.write("a.py", "\n\n".join(shapes))
    repo.commit("Shapes")
    repo.write("a.py", shapes[0])
    repo.write("b.py", "class New:\n    def area(self):\n        wide, high = self.sides\n        return wide * high\n")
    repo.commit("Only one, and a new one")
    found = origin(repo, "b.py", "area")
    assert found and (found.commit.subject, found.sure) == ("Only one, and a new one", True)


def test_decorators_and_comments_that_name_it_do_not_define_it(repo: Repo) -> None:
    repo.write("a.py", '# the index of all\n@route("/index", name=index)\ndef other():\n    pass\n')
    repo.commit("Other")
    repo.write("a.py", '# the index of all\n@route("/index", name=index)\ndef index():\n    pass\n')
    repo.commit("Index")
    found = git.find(repo.root)
    assert found
    index = origin_of(found, "a.py", 1, 4, "index")
    assert index and (index.commit.subject, index.sure) == ("Index", True)


def test_the_end_of_a_shallow_clone_is_not_where_it_comes_from(moved: Repo, tmp_path: Path) -> None:
    moved.git("clone", "--quiet", "--depth=1", f"file://{moved.root}", str(tmp_path / "clone"))
    found = origin(moved, "disk.py", "load", tmp_path / "clone")
    assert found and (found.commit.subject, found.sure) == ("Change", False)


def test_what_is_not_committed_comes_from_nowhere(moved: Repo) -> None:
    moved.write("disk.py", (moved.root / "disk.py").read_text() + "\n\ndef new(path):\n    return path\n")
    assert origin(moved, "disk.py", "new") is None
    moved.write("untracked.py", "def new(path):\n    return path\n")
    assert origin(moved, "untracked.py", "new") is None


def test_without_time_nothing_is_sure(moved: Repo) -> None:
    found = git.find(moved.root)
    assert found
    hasty = origin_of(found, "disk.py", 4, 8, "save", seconds=0)
    assert hasty is None or not hasty.sure
