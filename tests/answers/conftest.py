"""A small shop with code, tests, documents and a history to ask about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sleepd.answers.answer import Answer
from sleepd.answers.ladder import ask as ask_workspace
from sleepd.graph.view import View

CART = '''"""The cart."""

from .money import round_price


class Cart:
    """What a customer wants to buy."""

    def __init__(self):
        self.items = []

    def add_item(self, name, price):
        """Put one thing into the cart."""
        if price < 0:
            raise ValueError("a price can not be negative")
        self.items.append((name, round_price(price)))

    def total(self):
        """The sum of all prices."""
        return sum(round_price(price) for _, price in self.items)
'''
FILES = {
    "README.md": "# Shop\n\nShop sells things to people, one cart after the other.\n\n## Testing\n\nRun `pytest`.\n",
    "pyproject.toml": '[project]\nname = "shop"\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
    "src/shop/__init__.py": '"""A shop."""\n',
    "src/shop/cart.py": CART,
    "src/shop/money.py": ('def round_price(price):\n    """Round to whole cents."""\n    return round(price, 2)\n'),
    "src/shop/payment.py": (
        "import time\n\nfrom .cart import Cart\n\n\n"
        "def pay_with_backoff(cart: Cart, attempts=3):\n"
        '    """Retry a failing payment, with a longer delay each time."""\n'
        "    for attempt in range(attempts):\n        time.sleep(2**attempt)\n    return cart.total()\n"
    ),
    "tests/test_cart.py": (
        "from shop.cart import Cart\n\n\n"
        "def test_total():\n    cart = Cart()\n    cart.add_item('tea', 1.005)\n    assert cart.total() == 1\n"
    ),
    "docs/guide.md": "# Guide\n\nCall `Cart.add_item` often.\n\n## Delays\n\nA retry waits longer each time.\n",
}


@pytest.fixture
def shop(repo: Any) -> Any:
    """The shop, with two commits."""
    for path, text in FILES.items():
        repo.write(path, text)
    repo.commit("Open the shop (#1)", date="2020-01-02T12:00:00Z")
    repo.write("src/shop/money.py", FILES["src/shop/money.py"].replace("2)", "2)  # cents"))
    repo.commit("Say what is rounded (#2)", author="Bob <bob@example.org>", date="2024-03-04T12:00:00Z")
    return repo


@pytest.fixture
def view(look: Callable[[Any], View], shop: Any) -> View:
    """The shop as it is."""
    return look(shop)


@pytest.fixture
def ask(view: View) -> Callable[[str], Answer]:
    """Asks the shop a question."""
    return lambda text: ask_workspace(view.workspace, text)
