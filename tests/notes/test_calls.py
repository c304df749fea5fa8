"""notes/calls.py: what it calls."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_the_way_from_a_symbol(view: View) -> None:
    note = told(view, "calls", "src/shop/cart.py::Cart.pay")
    assert note.answer.split("\n") == [
        "Cart.pay calls EmptyCart, rounded and Cart.total.",
        "  EmptyCart (src/shop/cart.py:8)",
        "  rounded (src/shop/money.py:9)",
        "  Cart.total (src/shop/cart.py:28)",
        "    Money (src/shop/money.py:4)",
        "      check (src/shop/money.py:13)",
        "Outside this repository, or unknown: os.environ.get",
    ]
    assert shown(note)[:2] == ["src/shop/cart.py:31", "src/shop/cart.py:8"]


def test_a_file_calls_other_files(view: View) -> None:
    answer = told(view, "calls", "src/shop/cart.py").answer
    assert answer.startswith("src/shop/cart.py calls Money and rounded.")


def test_nothing_for_certain(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "import os\ndef run():\n    os.getcwd()\ndef rest(): pass\n")
    view = look(repo)
    note = told(view, "calls", "a.py::run")
    assert note.answer == "run calls nothing of this repository for certain; it calls os.getcwd."
    assert note.confidence < 0.7
    assert write(view, "calls", "a.py::rest") is None


def test_circles_end_and_width_is_bounded(repo: Repo, look: Callable[[Repo], View]) -> None:
    many = "".join(f"def f{n}(): start()\n" for n in range(60))
    repo.write("a.py", f"def start():\n    {'; '.join(f'f{n}()' for n in range(60))}\n{many}")
    answer = told(look(repo), "calls", "a.py::start").answer
    assert len(answer.split("\n")) <= 45
    assert "start (" not in answer
