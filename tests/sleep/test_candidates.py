from __future__ import annotations

import pytest

from sleepd.notes import KINDS
from sleepd.sleep.candidates import Candidate, candidates

EXPECTED = {"src/tools.py": 0.5, "src/app.py": 0.1, "tests/test_app.py": 0.1}


@pytest.fixture
def view(look, repo):
    repo.write("src/app.py", "from .tools import helper\n\n\ndef main():\n    helper()\n")
    repo.write("src/tools.py", "def helper():\n    pass\n\n\ndef other():\n    pass\n")
    repo.write("tests/test_app.py", "def test_main():\n    pass\n")
    return look(repo)


def test_the_repository_first_then_folders_symbols_and_files(view) -> None:
    found = list(candidates(view, EXPECTED))
    assert found[0] == Candidate("", "what")
    wanted = [Candidate("src/", "what"), Candidate("src/tools.py::helper", "what"), Candidate("src/app.py", "what")]
    assert sorted(wanted, key=found.index) == wanted
    assert not [candidate for candidate in found if candidate.unit.startswith("tests/")]
    assert all(candidate.kind in KINDS for candidate in found)


def test_what_was_asked_comes_before_what_may_be(view) -> None:
    workspace = view.workspace
    with workspace.database.writing():
        for kind in ("raises", "where", "search", "trace", "overview"):
            workspace.notes.log_question("?", kind, "src/tools.py::other", "fact", 1.0, 1.0)
    found = list(candidates(view, EXPECTED))
    before = found[: found.index(Candidate("src/", "what"))]
    assert Candidate("src/tools.py::other", "raises") in before
    assert Candidate("src/tools.py::other", "what") in before
    assert all(candidate.kind in KINDS for candidate in found)
