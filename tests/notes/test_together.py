"""notes/together.py: what changes with it."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_files_of_the_same_commits(repo: Repo, look: Callable[[Repo], View]) -> None:
    for number in range(3):
        repo.write("a.py", f"def a():\n    return {number}\n")
        repo.write("b.py", f"b = {number}\n")
        repo.commit(f"Both {number}")
    repo.write("c.py", "c = 1\n")
    repo.commit("Other")
    view = look(repo)
    note = told(view, "together", "a.py::a")
    assert note.answer.startswith(
        "a.py often changes together with b.py.\nIn the same commit:\n  b.py (3 times)\nIt last changed on "
    )
    assert shown(note) == ["a.py:1", "b.py:1"]
    assert told(view, "together", "c.py").answer.startswith("No file often changes together with c.py.\n")


def test_without_history(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    assert write(look(repo), "together", "a.py") is None
