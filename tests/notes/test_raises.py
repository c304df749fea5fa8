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


def test_returned_errors_and_panics_of_go(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write(
        "a.go",
        'package a\n\nvar ErrGone = errors.New("gone")\n\n'
        'func run(n int) (int, error) {\n\tif n < 0 {\n\t\tpanic("no")\n\t}\n'
        '\tif n == 1 {\n\t\treturn 0, fmt.Errorf("odd %d", n)\n\t}\n\tif n == 2 {\n\t\treturn 0, &OddError{n}\n\t}\n'
        "\tif n == 3 {\n\t\treturn 0, ErrGone\n\t}\n\treturn n, err\n}\n",
    )
    view = look(repo)
    assert told(view, "raises", "a.go::run").answer.split("\n") == [
        "run raises panic, fmt.Errorf, OddError and ErrGone.",
        "Itself:", "  panic (a.go:7)", "  fmt.Errorf (a.go:10)", "  OddError (a.go:13)", "  ErrGone (a.go:16)",
    ]  # fmt: skip
    assert told(view, "raises", "a.go::ErrGone").answer.startswith("ErrGone is raised by run.\n")


def test_errors_and_panics_of_rust(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write(
        "src/lib.rs",
        "enum Error {\n    Gone,\n    Bad(u8),\n}\n\nfn run(n: u8) -> Result<u8, Error> {\n"
        '    if n == 1 { panic!("no"); }\n    if n == 2 { return Err(Error::Gone); }\n'
        '    if n == 3 { return Err(Error::Bad(n)); }\n    if n == 4 { bail!("x"); }\n'
        "    if n == 5 { return Err(Fault::new(n)); }\n    if n == 6 { return Err(error); }\n"
        "    Err(kept.take())\n}\n",
    )
    view = look(repo)
    assert told(view, "raises", "src/lib.rs::run").answer.split("\n")[0] == (
        "run raises panic, Error.Gone, Error.Bad, bail and Fault."
    )
    assert told(view, "raises", "src/lib.rs::Error.Gone").answer.startswith("Error.Gone is raised by run.\n")
