"""notes/settings.py: what it reads from outside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write
from sleepd.notes.settings import of_key

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


CONFIGURED = """
def create(app, settings):
    app.config["WRITTEN"] = app.config["SECRET_KEY"]
    config.get("CART_SIZE", 3)
    if settings.DEBUG or getattr(settings, "TEMPLATES", None):
        settings.CHANGED = settings["theme.name"]


class App:
    secret_key = ConfigAttribute[str | None]("SECRET_KEY")
    configured = misconfigure("x")
"""


def test_configuration_of_python(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", CONFIGURED)
    rows = look(repo).facts("config")
    assert [(row.key, row.line) for row in rows] == [
        ("SECRET_KEY", 3), ("CART_SIZE", 4), ("DEBUG", 5), ("TEMPLATES", 5), ("theme.name", 6), ("SECRET_KEY", 10),
    ]  # fmt: skip


def test_configuration_of_javascript(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.js", "config.get('db.host')\n")
    repo.write("b.ts", "this.configService.getOrThrow<string>('PORT'); this.settings.has('theme')\nconfig.set('x')\n")
    assert [row.key for row in look(repo).facts("config")] == ["db.host", "PORT", "theme"]


def test_one_key(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("tests/test_app.py", 'app.config["SECRET_KEY"]\n')
    repo.write("z.py", CONFIGURED)
    repo.write("settings.yaml", "SECRET_KEY: dev\n")
    view = look(repo)
    note = of_key(view, "SECRET_KEY")
    assert note and note.answer.split("\n") == [
        "The configuration key SECRET_KEY is read in create (z.py:3), App.secret_key (z.py:10) and"
        " tests/test_app.py:1.",
        "Named:",
        "  key in settings.yaml:1",
    ]
    assert shown(note) == ["z.py:3", "z.py:10", "tests/test_app.py:1", "settings.yaml:1"]
    assert all(evidence.symbol == "SECRET_KEY" for evidence in note.evidence)
    assert of_key(view, "WRITTEN") is None


def test_what_is_only_set_is_not_read(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", 'import os\nos.environ["SET"] = "1"\nif os.environ["READ"] == "2":\n    pass\n')
    repo.write("b.rb", 'ENV["SET"] = "1"\nrun if ENV["READ"] == "2"\n')
    code = 'process.env.SET = "1"\nprocess.env["SET"] = "2"\nrun(process.env.READ === "2", () => process.env.ALSO)\n'
    repo.write("c.js", code)
    assert {row.key for row in look(repo).facts("env")} == {"READ", "ALSO"}


def test_a_variable_and_a_key_of_one_name_are_told_apart(repo: Repo, look: Callable[[Repo], View]) -> None:
    code = 'import os\n\n\ndef {}(settings):\n    return {}["EDITOR"]\n'
    repo.write("a.py", code.format("run", "os.environ"))
    repo.write("b.py", code.format("edit", "settings"))
    note = of_key(look(repo), "EDITOR")
    assert note and note.answer.split("\n")[0].split("; ") == [
        "The environment variable EDITOR is read in run (a.py:5)",
        "the configuration key EDITOR is read in edit (b.py:5).",
    ]
