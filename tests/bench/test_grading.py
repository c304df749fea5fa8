"""bench/grading.py: what is right, and what only looks so."""

from __future__ import annotations

import ast

import pytest

from sleepd.bench.grading import Universe, names, statement
from sleepd.bench.question import Fact, Question
from sleepd.bench.source import Source


@pytest.fixture
def universe() -> Universe:
    source = Source("", [])
    tree = ast.parse("class Shop: pass\nclass Till(Shop): pass\nclass ShopError(Exception): pass\n"
                     "def pay(): pass\ndef send_all(): pass\ndef test_pay(): pass\ndef run(): pass")  # fmt: skip
    from sleepd.bench.source import Defined

    source.defined = [Defined("a.py", node.name, node, "") for node in tree.body]  # type: ignore[union-attr, arg-type]
    return Universe(source)


def question(kind: str, *truth: tuple[str, ...], neutral: tuple[str, ...] = ()) -> Question:
    return Fact(kind, "price", "a.py", 1, truth, neutral, "limit").asked(0)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("price is called by pay and send_all.", True),
        ("pay, send_all", True),
        ("price is called by Shop.pay and send_all, and in 3 tests.", True),
        ("send_all; pay comes later", False),
        ("price is called by pay.", False),
        ("pay, send_all, run", False),
        ("pay, send_all and test_pay", True),
        ("`pay()` and `send_all()`\nOthers:\n  run", True),
        ("", False),
        ("To pay means to send all.", False),
    ],
)
def test_sets_of_names(universe: Universe, answer: str, right: bool) -> None:
    assert universe.grade(question("callers", ("pay",), ("send_all",), neutral=("test_pay",)), answer).right is right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("price raises ShopError.", True), ("price raises ShopError; what it calls raises ValueError.", True),
        ("ShopError, ValueError", False), ("errors.ShopError", True), ("ShopErrors", False),
    ],
)  # fmt: skip
def test_errors(universe: Universe, answer: str, right: bool) -> None:
    assert universe.grade(question("raises", ("ShopError",)), answer).right is right


@pytest.mark.parametrize(("answer", "right"), [("pay, send_all", True), ("send_all, pay", False), ("pay", False)])
def test_order(universe: Universe, answer: str, right: bool) -> None:
    assert universe.grade(question("order", ("pay",), ("send_all",)), answer).right is right


@pytest.mark.parametrize(
    ("truth", "answer", "right"),
    [
        ("None", "limit is None by default in price.", True), ("None", "None", True), ("None", "0", False),
        ("None", "limit is not given", False), ("'utf-8'", '"utf-8"', True), ("'utf-8'", "utf-8", True),
        ("'utf-8'", "'utf-16'", False), ("3", "3", True), ("3", "30", False), ("3", "3 or 4", False),
        ("-1", "-1", True), ("''", "''", True), ("DEFAULT_LIMIT", "DEFAULT_LIMIT", True), ("True", "False", False),
        ("(1, 2)", "limit is (1, 2) by default", True), ("True", "price(limit=True)", True),
    ],
)  # fmt: skip
def test_values(universe: Universe, truth: str, answer: str, right: bool) -> None:
    assert universe.grade(question("default", (truth,)), answer).right is right


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("the oldest commit is of 2020: add price (Ada, 0123456ab)", True), ("0123456", True), ("#12", True),
        ("#123", False), ("fedcba9", False), ("0123456 or fedcba9", False), ("in version 3.1", False),
    ],
)  # fmt: skip
def test_commits(universe: Universe, answer: str, right: bool) -> None:
    assert universe.grade(question("commit", ("0123456ab" + "0" * 31, "#12")), answer).right is right


def test_a_class_stands_for_its_member(universe: Universe) -> None:
    asked = question("overrides", ("Till.total", "Till"))
    assert universe.grade(asked, "Till").right
    assert universe.grade(asked, "price overrides Till.total.").right
    assert not universe.grade(asked, "price overrides Shop.total.").right
    assert not universe.grade(asked, "Till.total, Shop.total").right


def test_the_first_statement_counts() -> None:
    assert statement("\n first; second\nthird") == "first"
    assert names("A.b is called by run, go and stop_it (a/b.py:3)") == ["A.b", "run", "go", "stop_it", "a/b.py"]
