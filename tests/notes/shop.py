"""A small repository with a bit of everything, for the tests of the notes."""

from __future__ import annotations

import textwrap

from sleepd.graph.view import View
from sleepd.notes import write
from sleepd.notes.note import Note, holds

from ..conftest import Repo

FILES = {
    "README.md": """
        # Shop

        [![build](https://example.org/badge.svg)](https://example.org)

        Sells things **online**, with [taxes](https://example.org/taxes).

        ## Running the tests

        ```
        $ pip install -e .
        $ pytest -q
        ```
        """,
    "pyproject.toml": """
        [project]
        name = "shop"
        description = "A shop"

        [project.scripts]
        shop = "shop.cli:main"

        [tool.pytest.ini_options]
        testpaths = ["tests"]
        """,
    "Makefile": """
        .PHONY: test docs
        test:
        \tpytest
        docs:
        \tsphinx-build docs out
        """,
    "docs/guide.md": "# Guide\n\nCall `Cart.pay()` when done. A `Cart` holds prices.\n",
    "src/shop/__init__.py": '"""Everything that sells."""\n\nfrom .cart import Cart\n',
    "src/shop/cart.py": '''
        """Carts and how they are paid."""

        import os

        from .money import Money, rounded


        class EmptyCart(Exception):
            """Nothing to pay."""


        class Basket:
            """Holds things."""

            def total(self):
                raise NotImplementedError


        class Cart(Basket):
            """A cart of one customer.

            More about it.
            """

            def __init__(self, prices):
                self.prices = prices

            def total(self):
                return Money(sum(self.prices))

            def pay(self):
                """Pay everything."""
                if not self.prices:
                    raise EmptyCart
                # Banks round half up, so we must do the same or the books differ (#12).
                return rounded(self.total(), os.environ.get("SHOP_ROUNDING", "1"))
        ''',
    "src/shop/money.py": '''
        """Amounts of money."""


        class Money:
            def __init__(self, amount):
                self.amount = check(amount)


        def rounded(money, step):
            return round(money.amount, int(step))


        def check(amount):
            if amount < 0:
                raise ValueError(amount)
            return amount


        def unused():
            pass
        ''',
    "src/shop/cli.py": '''
        """The command line."""

        from . import Cart
        from .cart import EmptyCart


        def main():
            try:
                print(Cart([1]).pay())
            except EmptyCart:
                print("empty")
        ''',
    "tests/test_cart.py": """
        from shop.cart import Cart


        def test_pay():
            cart = Cart([1, 2])
            assert cart.pay() == 3
        """,
    "tests/test_money.py": """
        from shop.money import Money


        def test_money():
            assert Money(1).amount == 1
        """,
}


def build(repo: Repo) -> None:
    """Write and commit the shop, in a history of three commits by two people."""
    for path, text in FILES.items():
        repo.write(path, textwrap.dedent(text).lstrip("\n"))
    repo.commit("Open the shop (#7)", date="2024-01-01T12:00:00Z")
    cart = repo.root / "src/shop/cart.py"
    cart.write_text(cart.read_text().replace("Pay everything.", "Pay for everything."))
    repo.commit("Say what is paid for\n\nFixes #9", author="Bob <bob@example.org>", date="2024-02-01T12:00:00Z")
    money = repo.root / "src/shop/money.py"
    money.write_text(money.read_text().replace("pass", "return None"))
    repo.commit("Unused is unused", date="2024-03-01T12:00:00Z")


def told(view: View, kind: str, unit: str) -> Note:
    """The note, with what must be true of every note checked."""
    note = write(view, kind, unit)
    assert note is not None, f"nothing to say: {kind} of {unit!r}"
    assert note.unit == unit and note.kind == kind
    assert note.question.endswith("?")
    first, *_ = note.answer.split("\n")
    assert first and not first.startswith(" ") and not first.endswith(":")
    assert 0 < note.confidence <= 1
    assert note.evidence, "every claim has its evidence"
    assert all(holds(view, evidence) for evidence in note.evidence)
    assert len(note.evidence) <= 16
    assert len(set(note.evidence)) == len(note.evidence)
    assert view.reads
    return note


def shown(note: Note) -> list[str]:
    """The evidence as places."""
    return [f"{item.path}:{item.start}" for item in note.evidence]
