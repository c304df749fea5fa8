"""notes/why.py: why it is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


@pytest.fixture
def patient(view: View) -> View:
    return View(view.workspace, patient=True)


def test_words_reasons_commits_and_documents(patient: View) -> None:
    note = told(patient, "why", "src/shop/cart.py::Cart.pay")
    lines = note.answer.split("\n")
    assert lines[:4] == [
        "Cart.pay: Pay for everything.",
        "In its comments:",
        "  src/shop/cart.py:35: Banks round half up, so we must do the same or the books differ (#12).",
        "Commits behind it:",
    ]
    assert lines[4].startswith("  2024-02-01 Say what is paid for (Bob, ") and lines[4].endswith(" [#9]")
    assert "[pull request #7], which added src/shop/cart.py" in lines[5]
    assert lines[6:] == ["Documents that speak of it:", "  Guide, docs/guide.md:3"]
    assert shown(note) == ["src/shop/cart.py:31", "src/shop/cart.py:35", "docs/guide.md:3"]


def test_only_commits(patient: View) -> None:
    note = told(patient, "why", "src/shop/money.py::unused")
    assert note.answer.startswith("unused: its last commit was 2024-03-01 Unused is unused (Ada, ")
    assert note.confidence <= 0.5


def test_where_somebody_waits_the_messages_stand_for_the_lines(repo: Repo, look: Callable[[Repo], View]) -> None:
    for number, message in enumerate(["One", "Make get_price faster", "Run it again", "Let `run` go", "Forget_price"]):
        repo.write("a.py", f"# {number}\ndef get_price(): pass\ndef run(): pass\ndef rest(): pass\n")
        repo.commit(message)
    view = look(repo)

    def subjects(name: str, heading: str) -> list[str]:
        lines = told(view, "why", f"a.py::{name}").answer.split("\n")
        return [line.split(" ", 3)[3].partition(" (")[0] for line in lines[lines.index(f"{heading}:") + 1 :]]

    named = "Commits to its file that name it, or added the file"
    assert subjects("get_price", named) == ["Make get_price faster", "One"]
    assert subjects("run", named) == ["Let `run` go", "One"]
    last = ["Forget_price", "Let `run` go", "Run it again", "Make get_price faster", "One"]
    assert subjects("rest", "Last commits to its file") == last


def test_file(view: View) -> None:
    assert told(view, "why", "src/shop/money.py").answer.startswith("src/shop/money.py: Amounts of money.\n")


def test_without_git_history_words_remain(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", 'def run():\n    """Because."""\ndef rest(): pass\n')
    view = look(repo)
    assert told(view, "why", "a.py::run").answer == "run: Because."
    assert write(view, "why", "a.py::rest") is None
