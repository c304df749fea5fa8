"""notes/added.py, notes/changelog.py and notes/section.py: since when, and what a release brought."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write
from sleepd.notes.changelog import release, version_of

from ..conftest import Repo
from .shop import shown, told

CHANGES = """# Changelog

## 2.0.1 (2024-05-01)

- `weigh` is faster.

## 2.0

- Add `weigh`.
- Added a new method to `Scale`.

## v1.0.0

- `Scale` is there.
"""
CODE = '''class Scale:
    """A scale."""


def weigh():
    """Weigh it."""


def old():
    """Old.

    .. versionadded:: 1.10
       Moved.
    .. versionadded:: 1.9
    """
'''


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write("scales.py", CODE)
    repo.write("CHANGELOG.md", CHANGES)
    repo.commit("Weigh things", date="2020-02-02T12:00:00Z")
    return look(repo)


def test_the_list_of_changes_says_when(view: View) -> None:
    note = told(view, "added", "scales.py::weigh")
    first, *rest = note.answer.split("\n")
    assert first.startswith("weigh: CHANGELOG.md:9 adds it under 2.0, and its definition was added on 2020-02-02: W")
    assert "  2.0.1 (2024-05-01), CHANGELOG.md:5: `weigh` is faster." in rest
    assert shown(note) == ["CHANGELOG.md:9", "CHANGELOG.md:5", "scales.py:5"]


def test_what_is_added_to_something_does_not_add_it(view: View) -> None:
    note = told(view, "added", "scales.py::Scale")
    assert note.answer.startswith("Scale: its definition was added on 2020-02-02: Weigh things")
    assert "CHANGELOG.md:14 first speaks of it under v1.0.0" in note.answer


def test_the_documentation_itself_says_when_and_the_earliest_version_counts(view: View) -> None:
    note = told(view, "added", "scales.py::old")
    assert note.answer.startswith("old: its documentation says since 1.9 (scales.py:14), and its definition")
    assert shown(note)[0] == "scales.py:14"


def test_a_file_was_added_by_a_commit(view: View) -> None:
    assert told(view, "added", "scales.py").answer.startswith(
        "scales.py: scales.py was added on 2020-02-02: Weigh things"
    )
    assert write(view, "added", "nothing.py") is None


@pytest.mark.parametrize(
    ("asked", "name"),
    [("2.0.1", "2.0.1 (2024-05-01)"), ("v2.0", "2.0"), ("1.0", "v1.0.0"), ("version 1.0.0", "v1.0.0")],
)
def test_a_release_by_its_version(view: View, asked: str, name: str) -> None:
    found = release(view, asked)
    assert found and found.symbol.name == name


@pytest.mark.parametrize("asked", ["3.0", "1", "weigh", "", "2.0.1.0"])
def test_no_such_release(view: View, asked: str) -> None:
    assert release(view, asked) is None


def test_versions_in_titles() -> None:
    titles = ("Version 2.0.1", "[v1.2.3-rc.1] - 2024-05-01", "2024-05-01", "4.17.2 / 2021-12-16", "Unreleased", "Go 1")
    assert [version_of(title) for title in titles] == ["2.0.1", "1.2.3-rc.1", "", "4.17.2", "", ""]


def test_a_section_says_what_it_says(view: View) -> None:
    place = release(view, "2.0")
    assert place
    note = told(view, "section", place.unit)
    assert note.answer.split("\n") == ["2.0 (CHANGELOG.md:7): - Add `weigh`.", "  - Added a new method to `Scale`."]
    assert shown(note) == ["CHANGELOG.md:7"]
    assert write(view, "section", "scales.py::weigh") is None
