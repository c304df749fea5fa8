"""notes/heirs.py: what inherits from a class, and what overrides a member."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told

SHAPES = """class Shape:
    def draw(self):
        pass

    def name(self):
        pass


class Circle(Shape):
    def draw(self):
        pass


class Disc(Circle):
    pass
"""


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write("shapes.py", SHAPES)
    repo.write("tests/test_shapes.py", "from shapes import Shape\n\n\nclass Fake(Shape):\n    pass\n")
    return look(repo)


def test_classes_below(view: View) -> None:
    note = told(view, "heirs", "shapes.py::Shape")
    assert note.answer.split("\n") == [
        "Shape is inherited by Circle, and through them by Disc.",
        "Directly:",
        "  Circle (shapes.py:9)",
        "Below them:",
        "  Disc (shapes.py:14)",
        "In tests:",
        "  Fake (tests/test_shapes.py:4)",
    ]
    assert shown(note) == ["shapes.py:9", "shapes.py:14", "tests/test_shapes.py:4", "shapes.py:1"]


def test_overrides(view: View) -> None:
    assert told(view, "heirs", "shapes.py::Shape.draw").answer.startswith("Shape.draw is overridden by Circle.draw.")
    note = told(view, "heirs", "shapes.py::Shape.name")
    assert note.answer == "Nothing in this repository overrides Shape.name for certain."
    assert note.confidence < 0.8


def test_a_file_has_no_heirs(view: View) -> None:
    assert write(view, "heirs", "shapes.py") is None


def test_java_classes_that_have_a_constructor(repo: Repo, look: Callable[[Repo], View]) -> None:
    """The constructor that a class inherits is called like the class: its name still means the class."""
    repo.write("p/Shape.java", "package p;\npublic class Shape {\n  public Shape() {}\n}\n")
    body = "{\n  Shape copy() { return new Shape(); }\n}\n"
    repo.write("p/Circle.java", f"package p;\npublic class Circle extends Shape {body}")
    view = look(repo)
    assert told(view, "heirs", "p/Shape.java::Shape").answer.startswith("Shape is inherited by Circle.")
    assert told(view, "callers", "p/Shape.java::Shape").answer.startswith("Shape is instantiated by Circle.copy.")
