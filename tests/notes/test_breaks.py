"""notes/breaks.py: what breaks if it changes."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View

from ..conftest import Repo
from .shop import shown, told


def test_everything_that_hangs_on_it(view: View) -> None:
    note = told(view, "breaks", "src/shop/cart.py::Cart")
    assert note.answer.split("\n") == [
        "Changing Cart may break 1 user (main), 2 importing files, 1 test and 1 mention in documents.",
        "Directly:",
        "  main (src/shop/cli.py:9)",
        "Imported by, so a rename breaks:",
        "  src/shop/__init__.py:3",
        "  src/shop/cli.py:3",
        "Tests:",
        "  test_pay (tests/test_cart.py:5)",
        "Documents that mention it:",
        "  docs/guide.md:3",
    ]
    assert {"src/shop/cli.py:9", "tests/test_cart.py:5", "docs/guide.md:3"} <= set(shown(note))


def test_users_of_users(view: View) -> None:
    answer = told(view, "breaks", "src/shop/money.py::rounded").answer
    assert "Directly:\n  Cart.pay (src/shop/cart.py:36)\nThrough them:\n  main (src/shop/cli.py:9)" in answer


def test_overrides_and_what_is_overridden(view: View) -> None:
    answer = told(view, "breaks", "src/shop/cart.py::Basket.total").answer
    assert "Subclasses and overrides:\n  Cart.total (src/shop/cart.py:28)" in answer
    answer = told(view, "breaks", "src/shop/cart.py::Cart.total").answer
    assert "It overrides Basket.total (src/shop/cart.py:15)" in answer


def test_classes_below_classes(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "class A: pass\nclass B(A): pass\nclass C(B): pass\nclass A2(A): pass\n")
    answer = told(look(repo), "breaks", "a.py::A").answer
    assert "3 classes below it" in answer
    assert "  C (a.py:3)" in answer


def test_nothing_known(view: View) -> None:
    note = told(view, "breaks", "src/shop/money.py::unused")
    assert note.answer == "Nothing in this repository uses unused by name, so nothing here is known to break."
    assert note.confidence <= 0.6


def test_lists_of_changes_are_no_documents(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "def run_it(): pass\n")
    repo.write("CHANGELOG.md", "# 1.0\n\nAdded `run_it()`.\n")
    assert "Nothing" in told(look(repo), "breaks", "a.py::run_it").answer


def test_file(view: View) -> None:
    assert told(view, "breaks", "src/shop/cart.py").answer.startswith("src/shop/cart.py is imported by")
