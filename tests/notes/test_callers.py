"""notes/callers.py: who uses it."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_calls_come_first_and_tests_apart(view: View) -> None:
    note = told(view, "callers", "src/shop/cart.py::Cart")
    assert note.answer.split("\n") == [
        "Cart is instantiated by main, and in 1 test.",
        "Instantiated by:",
        "  main (src/shop/cli.py:9)",
        "Imported by:",
        "  src/shop/__init__.py:3",
        "  src/shop/cli.py:3",
        "Tests:",
        "  test_pay (tests/test_cart.py:5)",
    ]
    assert shown(note)[:2] == ["src/shop/cli.py:9", "tests/test_cart.py:5"]
    assert note.confidence > 0.9


def test_ways_of_use(view: View) -> None:
    answer = told(view, "callers", "src/shop/cart.py::EmptyCart").answer
    assert "Raised by:\n  Cart.pay (src/shop/cart.py:34)" in answer
    assert "Named as a type by:\n  main (src/shop/cli.py:10)" in answer
    assert told(view, "callers", "src/shop/cart.py::Basket").answer.startswith("Basket is inherited by Cart.")


def test_no_use(view: View) -> None:
    note = told(view, "callers", "src/shop/money.py::unused")
    assert note.answer == "Nothing in this repository uses unused by name."
    assert note.confidence < 0.9


def test_uses_by_name_alone_are_no_claim(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "class A:\n    def run_it(self): pass\n")
    repo.write("b.py", "class B:\n    def run_it(self): pass\ndef go(thing): thing.run_it()\n")
    note = told(look(repo), "callers", "a.py::A.run_it")
    assert note.answer.startswith("A.run_it is possibly used by go (b.py:3)")
    assert note.confidence <= 0.5


def test_an_override_is_reached_through_what_it_overrides(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "class A:\n    def run(self): pass\nclass B(A):\n    def run(self): pass\n")
    repo.write("use.py", "from a import A\ndef go(a: A): a.run()\n")
    view = look(repo)
    answer = told(view, "callers", "a.py::B.run").answer
    assert answer.startswith("B.run overrides A.run; through it, go (use.py:2) may call it.")
    assert told(view, "callers", "a.py::A.run").answer.startswith("A.run is called by go.")


def test_why_something_without_users_may_still_run(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "import web\n@web.get('/')\ndef home(): pass\nclass A:\n    def __len__(self): return 1\n")
    view = look(repo)
    assert "@web.get('/')" in told(view, "callers", "a.py::home").answer
    assert told(view, "callers", "a.py::A.__len__").answer.endswith("The language itself calls it.")


def test_recursion_is_no_use(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "def run(n):\n    return run(n - 1)\n")
    assert "Nothing" in told(look(repo), "callers", "a.py::run").answer


def test_file(view: View) -> None:
    note = told(view, "callers", "src/shop/cart.py")
    assert note.answer.startswith(
        "src/shop/cart.py is imported by src/shop/__init__.py and src/shop/cli.py, and by 1 test file.\n"
    )
    assert shown(note)[:3] == ["src/shop/__init__.py:3", "src/shop/cli.py:4", "tests/test_cart.py:1"]
    assert told(view, "callers", "tests/test_cart.py").answer.startswith("No file of this repository imports")


def test_folders_have_no_callers(view: View) -> None:
    assert write(view, "callers", "src/shop/") is None
    assert write(view, "callers", "") is None


def test_what_was_not_read_is_said(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("core.py", "def run(): pass\n")
    for number in range(50):
        repo.write(f"m{number}.py", "from core import run\nrun()\n")
    note = told(look(repo), "callers", "core.py::run")
    assert note.answer.endswith("10 more files that use the name run were not read.")
    assert note.confidence <= 0.7


def test_a_mixin_calls_what_the_class_that_includes_it_has(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("helpers.rb", "module Helpers\n  def error\n    halt 500\n  end\nend\n")
    repo.write("base.rb", "require 'helpers'\n\nclass Base\n  include Helpers\n\n  def halt(code)\n  end\nend\n")
    assert told(look(repo), "callers", "base.rb::Base.halt").answer.startswith("Base.halt is called by Helpers.error.")
