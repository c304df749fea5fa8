"""notes/remarks.py: what is left to do."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_remarks_of_a_repository_a_folder_and_a_symbol(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("tests/test_a.py", "# TODO more of these\n")
    repo.write("src/a.py", "def one():\n    pass  # TODO: do it\n\n\ndef two():\n    # FIXME is slow\n    pass\n")
    view = look(repo)
    note = told(view, "remarks", "")
    assert note.answer.split("\n") == [
        "The repository has 2 TODO and 1 FIXME in 2 files.",
        "Left to do:",
        "  src/a.py:6: FIXME is slow",
        "  src/a.py:2: TODO do it",
        "  tests/test_a.py:1: TODO more of these",
    ]
    assert shown(note) == ["src/a.py:6", "src/a.py:2", "tests/test_a.py:1"]
    assert "src/a.py" not in told(view, "remarks", "tests/").answer
    assert told(view, "remarks", "src/a.py::two").answer.startswith("two has 1 FIXME in 1 file.")
    assert write(view, "remarks", "src/a.py::nothing") is None


def test_nothing_left_to_do(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "todo = 1\n")
    assert write(look(repo), "remarks", "") is None
