"""notes/outside.py: who uses a name that the repository does not define."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes.outside import write

from ..conftest import Repo
from .shop import shown


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write(
        "src/App.php",
        "<?php\nnamespace Shop;\n\nuse Psr\\Http\\Handler;\n\nclass App implements Handler\n{\n"
        "    public function run(): string {\n        return json_encode([]);\n    }\n}\n",
    )
    repo.write("tests/FakeTest.php", "<?php\nuse Psr\\Http\\Handler;\n\nclass Fake implements Handler {}\n")
    repo.write("shape.py", "from typing import Protocol\n\n\nclass Shape(Protocol):\n    pass\n")
    repo.write(
        "run.py", "def run():\n    raise ValueError('no')\n\n\ndef safe():\n    try:\n        run()\n"
        "    except ValueError:\n        pass\n\n\ndef check(error: ValueError): ...\n",
    )  # fmt: skip
    return look(repo)


def test_heirs_of_an_interface_of_a_dependency(view: View) -> None:
    note = write(view, "heirs", "Handler")
    assert note and note.answer.split("\n") == [
        "Handler is not defined in this repository. It is inherited by App.",
        "Inherited by:",
        "  App (src/App.php:6)",
        "Tests:",
        "  Fake (tests/FakeTest.php:4)",
    ]
    assert shown(note) == ["src/App.php:6", "tests/FakeTest.php:4"]
    protocol = write(view, "heirs", "Protocol")
    assert protocol and "It is inherited by Shape." in protocol.answer


def test_the_namespace_that_it_was_asked_for_in_must_fit(view: View) -> None:
    assert write(view, "heirs", "Handler", "Http")
    assert write(view, "heirs", "Handler", "Other") is None


def test_callers_of_what_the_language_has(view: View) -> None:
    note = write(view, "callers", "json_encode")
    assert note and "It is called by App.run." in note.answer
    assert note.confidence < 0.8  # A call alone may mean anything of that name.


def test_who_raises_and_who_catches(view: View) -> None:
    note = write(view, "raises", "ValueError")
    assert note and note.answer.split("\n") == [
        "ValueError is not defined in this repository. It is raised by run.",
        "Raised by:",
        "  run (run.py:2)",
        "Caught by:",
        "  safe (run.py:8)",
    ]
    assert shown(note) == ["run.py:2", "run.py:8"]


@pytest.mark.parametrize(
    ("kind", "name"), [("heirs", "Shape"), ("heirs", "json_encode"), ("heirs", "x"), ("why", "Handler")]
)
def test_what_is_defined_or_not_used_so(view: View, kind: str, name: str) -> None:
    assert write(view, kind, name) is None
