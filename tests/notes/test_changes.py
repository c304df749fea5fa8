"""notes/changes.py: what changed last."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import changes, write

from ..conftest import Repo
from .shop import shown, told


@pytest.mark.parametrize(
    ("unit", "about", "subjects"),
    [
        ("", "The repository", ["Unused is unused", "Say what is paid for", "Open the shop (#7)"]),
        ("src/", "src/", ["Unused is unused", "Say what is paid for", "Open the shop (#7)"]),
        ("docs/", "docs/", ["Open the shop (#7)"]),
        ("src/shop/cart.py", "src/shop/cart.py", ["Say what is paid for", "Open the shop (#7)"]),
        ("src/shop/cart.py::Cart.pay", "Cart.pay", ["Say what is paid for", "Open the shop (#7)"]),
        ("src/shop/cart.py::Cart.total", "Cart.total", ["Open the shop (#7)"]),
    ],
)
def test_newest_first(view: View, unit: str, about: str, subjects: list[str]) -> None:
    lines = told(view, "changes", unit).answer.split("\n")
    assert lines[0].startswith(f"{about} last changed on 2024-0")
    assert [subject for line in lines for subject in subjects if f": {subject} (" in line] == subjects


def test_evidence_is_what_was_touched(view: View) -> None:
    assert shown(told(view, "changes", ""))[:2] == ["src/shop/money.py:1", "src/shop/cart.py:1"]
    assert shown(told(view, "changes", "src/shop/cart.py::Cart")) == ["src/shop/cart.py:19"]


def test_since(view: View) -> None:
    february = timegm((2024, 2, 1, 0, 0, 0))
    note = changes.write(view, "", february)
    assert note
    assert note.answer.startswith("The repository changed in 2 commits since 2024-02-01, last on 2024-03-01.\n")
    assert "Open the shop" not in note.answer
    none = changes.write(view, "src/shop/cart.py::Cart.total", february)
    assert none and none.answer.startswith("Cart.total did not change since 2024-02-01; it last changed on 2024-01-01")


def test_merges_of_branches_are_no_changes(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    repo.commit("Real")
    repo.commit("Merge branch 'main' into side")
    assert "Merge" not in told(look(repo), "changes", "").answer


def test_lines_that_no_commit_has(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    repo.commit("First")
    repo.write("a.py", "a = 1\n\n\ndef new():\n    return 2\n")
    view = look(repo)
    answer = told(view, "changes", "a.py::new").answer
    assert answer.startswith("a.py last changed on") and answer.endswith("What changed new alone is not known.")
    repo.write("b.py", "b = 1\n")
    assert write(look(repo), "changes", "b.py") is None
