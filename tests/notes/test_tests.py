"""notes/tests.py: which tests cover it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_tests_that_use_it(view: View) -> None:
    note = told(view, "tests", "src/shop/cart.py::Cart.pay")
    assert note.answer.split("\n") == [
        "Cart.pay is used in 1 test: test_pay.",
        "Tests:",
        "  test_pay (tests/test_cart.py:6)",
        "Named after its file:",
        "  tests/test_cart.py",
    ]
    assert shown(note)[0] == "tests/test_cart.py:6"


def test_tests_that_use_its_callers(view: View) -> None:
    note = told(view, "tests", "src/shop/money.py::rounded")
    assert note.answer.startswith(
        "No test uses rounded by name, but some use its callers: test_pay (through Cart.pay)."
    )
    assert note.confidence < 0.7


def test_tests_that_are_named_after_its_file(view: View) -> None:
    note = told(view, "tests", "src/shop/money.py::unused")
    assert note.answer == "No test uses unused by name; the tests of its file are in tests/test_money.py."
    assert note.confidence < 0.7


def test_what_a_test_tests(view: View) -> None:
    note = told(view, "tests", "tests/test_cart.py::test_pay")
    assert note.answer.startswith("test_pay tests Cart and Cart.pay.")
    assert shown(note) == ["tests/test_cart.py:4", "src/shop/cart.py:19", "src/shop/cart.py:31"]


def test_files_and_folders(view: View) -> None:
    assert told(view, "tests", "src/shop/cart.py").answer.startswith(
        "The tests of src/shop/cart.py are in tests/test_cart.py."
    )
    assert told(view, "tests", "src/shop/cli.py").answer == "No test file is named after src/shop/cli.py or imports it."
    assert told(view, "tests", "src/").answer.startswith(
        "The tests of src/ are in tests/test_cart.py and tests/test_money.py."
    )
    assert write(view, "tests", "") is None


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("lib/herd.js", "test/herd.test.js"),
        ("src/herd.ts", "src/herd.spec.ts"),
        ("herd/herd.go", "herd/herd_test.go"),
        ("src/main/java/org/Herd.java", "src/test/java/org/HerdTest.java"),
        ("lib/herd.rb", "spec/herd_spec.rb"),
        ("app/_herd.py", "tests/test_herd.py"),
        ("app/herd/__init__.py", "tests/test_herd.py"),
    ],
)
def test_names_of_test_files(repo: Repo, look: Callable[[Repo], View], path: str, test: str) -> None:
    repo.write(path, "\n")
    repo.write(test, "\n")
    assert f"The tests of {path} are in {test}." in told(look(repo), "tests", path).answer


def test_tests_beside_the_code_in_rust(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write(
        "src/lib.rs",
        "pub fn count() -> u8 { 1 }\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n"
        "    #[test]\n    fn counts() { count(); }\n}\n",
    )
    assert told(look(repo), "tests", "src/lib.rs::count").answer.startswith("count is used in 1 test: tests.counts.")


def test_what_is_possible_is_not_denied(repo: Repo, look: Callable[[Repo], View]) -> None:
    member = "    def pay_for_all(self):\n        pass\n"
    repo.write("cart.py", f"class Cart:\n{member}\n\nclass Bill:\n{member}")
    repo.write("tests/test_cart.py", "def test_pay(thing):\n    thing.pay_for_all()\n")
    note = told(look(repo), "tests", "cart.py::Cart.pay_for_all")
    assert note.answer.startswith("No test is certain to use Cart.pay_for_all, but by its name test_pay may.")
    assert note.confidence < 0.8
