"""notes/raises.py: what it raises, and who raises and catches it."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_itself_and_through_what_it_calls(view: View) -> None:
    assert told(view, "raises", "src/shop/cart.py::Cart.pay").answer.split("\n") == [
        "Cart.pay raises EmptyCart.",
        "Itself:",
        "  EmptyCart (src/shop/cart.py:34)",
    ]
    note = told(view, "raises", "src/shop/cart.py::Cart.total")
    assert note.answer.split("\n") == [
        "Cart.total raises nothing itself; what it calls raises ValueError.",
        "Through what it calls:",
        "  ValueError in check (src/shop/money.py:15)",
    ]
    assert shown(note)[:2] == ["src/shop/money.py:15", "src/shop/cart.py:28"]


def test_only_through_what_it_calls(view: View) -> None:
    note = told(view, "raises", "src/shop/cli.py::main")
    assert note.answer.startswith("main raises nothing itself; what it calls raises EmptyCart")
    assert note.confidence < 0.9


def test_errors(view: View) -> None:
    note = told(view, "raises", "src/shop/cart.py::EmptyCart")
    assert note.answer.startswith("EmptyCart is raised by Cart.pay and caught by main.\n")
    assert shown(note) == ["src/shop/cart.py:8", "src/shop/cart.py:34", "src/shop/cli.py:10"]


def test_files_raise_what_is_in_them(view: View) -> None:
    assert told(view, "raises", "src/shop/money.py").answer.startswith("src/shop/money.py raises ValueError.")


def test_nothing(view: View) -> None:
    assert write(view, "raises", "src/shop/money.py::unused") is None
    assert write(view, "raises", "src/shop/") is None


def test_an_error_that_nobody_knows(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "class OddError(Exception): pass\n")
    note = told(look(repo), "raises", "a.py::OddError")
    assert note.answer == "Nothing in this repository raises or catches OddError by name."
    assert note.confidence < 0.7


def test_raising_again_is_no_kind_of_error(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "def run():\n    try:\n        pass\n    except ValueError as e:\n        raise e\n")
    assert write(look(repo), "raises", "a.py::run") is None
