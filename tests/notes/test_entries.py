"""notes/entries.py and notes/flow.py: where execution enters, and how it goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told

SERVER = '''
class App:
    def __call__(self, environ, start_response):
        return self.dispatch(environ)

    def dispatch(self, environ):
        return find_view(environ)


class Callback:
    def __call__(self, value):
        return value


def find_view(environ):
    return None
'''
VIEWS = '''
@app.route("/carts")
def carts():
    return []


@app.post("/carts")
def add():
    return {}
'''


@pytest.fixture
def web(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write("web/server.py", SERVER)
    repo.write("web/views.py", VIEWS)
    repo.write("tests/test_views.py", '@app.get("/made-up")\ndef view():\n    pass\n')
    repo.write("pyproject.toml", '[project]\nname = "web"\n\n[project.scripts]\nweb = "web.cli:main"\n')
    repo.write("web/cli.py", "from .server import App\n\n\ndef main():\n    App()\n")
    return look(repo)


def test_servers_routes_and_commands(web: View) -> None:
    note = told(web, "entries", "")
    assert note.answer.split("\n") == [
        "Requests enter at App.__call__; 2 routes: ROUTE /carts and POST /carts; commands and programs: web.",
        "Called by a server:",
        "  App.__call__ (web/server.py:3)",
        "Routes:",
        "  ROUTE /carts is handled by carts (web/views.py:2)",
        "  POST /carts is handled by add (web/views.py:7)",
        "Commands and programs:",
        "  web runs web.cli:main (pyproject.toml:5)",
    ]
    assert shown(note) == ["web/server.py:3", "web/views.py:2", "web/views.py:7", "pyproject.toml:5"]


def test_routes_of_one_file(web: View) -> None:
    assert told(web, "entries", "web/views.py").answer.startswith("2 routes: ROUTE /carts and POST /carts.")


def test_no_entry(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "x = 1\n")
    assert write(look(repo), "entries", "") is None


@pytest.mark.parametrize(
    ("path", "text", "where"),
    [
        ("a.go", "package a\n\nfunc (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {}\n", "ServeHTTP"),
        ("a.rb", "class Base\n  def call(env)\n  end\nend\n", "Base.call"),
        ("a.js", "app.handle = function handle(req, res, next) {}\n", "app.handle"),
        ("a.py", "class A:\n    async def __call__(self, scope, receive, send):\n        pass\n", "A.__call__"),
    ],
)
def test_what_a_server_calls(repo: Repo, look: Callable[[Repo], View], path: str, text: str, where: str) -> None:
    repo.write(path, text)
    assert where in told(look(repo), "entries", "").answer.split("\n")[0]


def test_a_request_flows_from_where_it_enters(web: View) -> None:
    note = told(web, "flow", "")
    assert note.answer.split("\n") == [
        "Execution enters at App.__call__ and main.",
        "App.__call__ calls App.dispatch.",
        "  App.dispatch (web/server.py:6)",
        "    find_view (web/server.py:15)",
        "main calls App.",
        "  App (web/server.py:2)",
    ]
    assert write(web, "flow", "web/server.py::App.dispatch").answer.startswith("App.dispatch calls find_view.")
    assert write(web, "flow", "web/nothing.py") is None
