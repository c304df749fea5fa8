"""notes/why.py: why it is there."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_words_reasons_commits_and_documents(view: View) -> None:
    note = told(view, "why", "src/shop/cart.py::Cart.pay")
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


def test_only_commits(view: View) -> None:
    note = told(view, "why", "src/shop/money.py::unused")
    assert note.answer.startswith("unused: its last commit was 2024-03-01 Unused is unused (Ada, ")
    assert note.confidence <= 0.5


def test_file(view: View) -> None:
    assert told(view, "why", "src/shop/money.py").answer.startswith("src/shop/money.py: Amounts of money.\n")


def test_without_git_history_words_remain(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", 'def run():\n    """Because."""\ndef rest(): pass\n')
    view = look(repo)
    assert told(view, "why", "a.py::run").answer == "run: Because."
    assert write(view, "why", "a.py::rest") is None
