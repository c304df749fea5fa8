"""notes/settings.py: what it reads from outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


@pytest.mark.parametrize(
    ("unit", "about"),
    [
        ("", "The code"),
        ("src/", "src/"),
        ("src/shop/cart.py", "src/shop/cart.py"),
        ("src/shop/cart.py::Cart", "Cart"),
        ("src/shop/cart.py::Cart.pay", "Cart.pay"),
    ],
)
def test_within_a_unit(view: View, unit: str, about: str) -> None:
    note = told(view, "settings", unit)
    assert note.answer.startswith(f"{about} reads 1 environment variable: SHOP_ROUNDING.\n")
    assert shown(note) == ["src/shop/cart.py:36"]
    assert note.evidence[0].symbol == "SHOP_ROUNDING"


def test_none(view: View) -> None:
    assert write(view, "settings", "src/shop/money.py") is None
    assert write(view, "settings", "src/shop/cart.py::Cart.total") is None


def test_tests_and_build_files_are_told_apart(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", 'import os\nos.environ["A"]\nos.getenv("B")\n')
    repo.write("b.py", 'import os\nos.environ["A"]\n')
    repo.write("tests/test_a.py", 'import os\nos.environ["A"]\nos.environ["T"]\n')
    repo.write("Makefile", "FLAGS ?= -O2\nall:\n\tcc $(FLAGS)\n")
    note = told(look(repo), "settings", "")
    assert note.answer.split("\n") == [
        "The code reads 2 environment variables: A and B.",
        "Where:",
        "  A  a.py:2 and b.py:2",
        "  B  a.py:3",
        "In build and CI files:",
        "  FLAGS  Makefile:1",
        "Only in tests, examples or documents: T.",
    ]
