"""notes/parameters.py: what a function takes, and what that is by default."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.answers.ladder import ask
from sleepd.graph.view import View
from sleepd.notes import write
from sleepd.notes.parameters import Parameter, parameters

from ..conftest import Repo
from .shop import shown, told

CODE = """class Session:
    def __init__(self, pool: int = 10) -> None:
        pass

    def get(
        self,
        url: str,
        *,
        timeout: float | None = None,
        separators: tuple[str, str] = (", ", ":"),
    ) -> str:
        return url


class Client(Session):
    pass


LIMIT = 3
"""


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write("web.py", CODE)
    return look(repo)


def test_all_of_a_function(view: View) -> None:
    note = told(view, "parameters", "web.py::Session.get")
    assert note.answer.split("\n") == [
        "Session.get takes url, timeout and separators.",
        "  timeout = None",
        '  separators = (", ", ":")',
    ]
    assert shown(note)[0] == "web.py:5"


def test_of_a_class_those_of_its_constructor_inherited_or_not(view: View) -> None:
    assert told(view, "parameters", "web.py::Session").answer.startswith("Session takes pool.")
    assert told(view, "parameters", "web.py::Client").answer.startswith("Client takes pool.")
    assert write(view, "parameters", "web.py::LIMIT") is None
    assert write(view, "parameters", "web.py") is None


@pytest.mark.parametrize(
    "text",
    [
        "What is the default value of timeout in Session.get?",
        "what does `timeout` default to in Session.get",
        "If I don't pass timeout to Session.get, what is it?",
        "what is used when timeout is not given to Session.get",
    ],
)
def test_a_default(view: View, text: str) -> None:
    answer = ask(view.workspace, text)
    assert answer.kind == "parameters"
    assert answer.text.split("\n")[0] == "timeout is None by default in Session.get."
    assert answer.citations[0].path == "web.py"


def test_what_has_no_default_and_what_is_not_there(view: View) -> None:
    answer = ask(view.workspace, "what is the default of url in Session.get")
    assert answer.text.startswith("url has no default in Session.get: it must be given.")
    missing = ask(view.workspace, "what is the default of nothing in Session.get")
    assert missing.kind == "parameters" and "has no parameter nothing." in missing.text


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("def f()", []),
        ("LIMIT = 3", []),
        ("def f(a, b=g(1, 2), *args, **kwargs)", [("a", ""), ("b", "g(1, 2)"), ("args", ""), ("kwargs", "")]),
        ("function f(a: number = 3, b?: Map<string, number>): void", [("a", "3"), ("b", "")]),
        ("int f(const char *name, int n = 2)", [("name", ""), ("n", "2")]),
        ("function f($x = 'a,b', $y = null)", [("x", "'a,b'"), ("y", "null")]),
        ("const f = (a = x => x, b) => a", [("a", "x => x"), ("b", "")]),
        ("def f(a=(1, ", [("a", "(1,")]),
    ],
)
def test_signatures_of_many_languages(signature: str, expected: list[tuple[str, str]]) -> None:
    assert parameters(signature) == [Parameter(*pair) for pair in expected]
