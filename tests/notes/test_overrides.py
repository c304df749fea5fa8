"""notes/overrides.py: what a member or a class overrides."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.answers.ladder import ask
from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told

CODE = """class Shape:
    def draw(self):
        pass

    def name(self):
        pass


class Circle(Shape):
    def draw(self):
        pass

    def radius(self):
        pass


class Disc(Circle):
    def draw(self):
        pass


def free():
    pass
"""


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write("shapes.py", CODE)
    return look(repo)


def test_the_nearest_comes_first(view: View) -> None:
    note = told(view, "overrides", "shapes.py::Disc.draw")
    assert note.answer.split("\n") == [
        "Disc.draw overrides Circle.draw and Shape.draw.",
        "Overrides:",
        "  Circle.draw (shapes.py:10)",
        "  Shape.draw (shapes.py:2)",
    ]
    assert shown(note) == ["shapes.py:18", "shapes.py:10", "shapes.py:2"]


def test_a_class_overrides_what_its_members_do(view: View) -> None:
    assert told(view, "overrides", "shapes.py::Circle").answer.startswith("Circle overrides Shape.draw.")
    assert told(view, "overrides", "shapes.py::Shape").answer == "Shape overrides nothing of this repository."


def test_nothing_else_overrides(view: View) -> None:
    assert told(view, "overrides", "shapes.py::Circle.radius").confidence < 0.8
    assert write(view, "overrides", "shapes.py::free") is None
    assert write(view, "overrides", "shapes.py") is None


@pytest.mark.parametrize("text", ["What does Disc.draw override?", "whose implementation does Disc.draw replace"])
def test_asked(view: View, text: str) -> None:
    answer = ask(view.workspace, text)
    assert (answer.kind, answer.text.split("\n")[0]) == ("overrides", "Disc.draw overrides Circle.draw and Shape.draw.")
