from __future__ import annotations

import pytest

from sleepd.graph.view import View
from sleepd.notes.note import Evidence, holds
from sleepd.refresh import refresh
from sleepd.sleep.facts_pass import prepare
from sleepd.store.notes import FACTS_RECIPE, is_fresh
from sleepd.workspace import Workspace


def quiet(what: str, done: int, total: int) -> None:
    pass


def write(repo) -> None:
    repo.write("app.py", "from tools import helper\n\n\ndef main():\n    helper()\n")
    repo.write("tools.py", "def helper():\n    pass\n")
    repo.commit("Begin")


def test_notes_are_fresh_and_proven(look, repo) -> None:
    write(repo)
    view = look(repo)
    assert prepare(view.workspace, quiet) == view.workspace.notes.count() > 0
    for note in view.workspace.notes.about("tools.py"):
        assert is_fresh(note, view.digest)
        assert note.evidence and all(holds(view, Evidence(*item)) for item in note.evidence)


def test_only_what_changed_is_prepared_again(look, repo) -> None:
    write(repo)
    workspace = look(repo).workspace
    prepare(workspace, quiet)
    assert prepare(workspace, quiet) == 0
    repo.write("more.py", "from tools import helper\n\n\ndef more():\n    helper()\n")
    refresh(workspace)
    prepare(workspace, quiet)
    note = workspace.notes.find("tools.py::helper", "callers")
    assert note is not None and "more" in note.answer and is_fresh(note, View(workspace).digest)


def test_what_was_asked_is_prepared(look, repo) -> None:
    write(repo)
    workspace = look(repo).workspace
    with workspace.database.writing():
        for unit, kind in (("tools.py::helper", "breaks"), ("tools.py::gone", "what"), ("tools.py", "trace")):
            workspace.notes.log_question("?", kind, unit, "fact", 1.0, 1.0)
    prepare(workspace, quiet)
    assert workspace.notes.find("tools.py::helper", "breaks") is not None
    assert workspace.notes.find("tools.py::gone", "what") is None


def test_an_interruption_keeps_what_is_done(look, repo) -> None:
    for number in range(80):
        repo.write(f"package/module_{number}.py", f"def function_{number}():\n    pass\n")
    workspace = look(repo).workspace

    def interrupt(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(workspace, interrupt)
    kept = workspace.notes.count()
    assert kept > 0
    prepare(workspace, quiet)
    assert workspace.notes.count() > kept


def test_the_code_may_change_meanwhile(look, repo) -> None:
    for number in range(80):
        repo.write(f"module_{number}.py", f"def function_{number}():\n    pass\n")
    workspace = look(repo).workspace

    def change(what: str, done: int, total: int) -> None:
        for number in range(80):
            (repo.root / f"module_{number}.py").unlink(missing_ok=True)
        other = Workspace(workspace.root)
        refresh(other)
        other.close()

    prepare(workspace, change)
    assert workspace.facts.file("module_1.py") is None


def test_an_empty_repository(look, repo) -> None:
    assert prepare(look(repo).workspace, quiet) == 0


def test_what_another_version_wrote_is_neither_used_nor_kept(look, repo) -> None:
    """Its words may be wrong although the code is as it was."""
    write(repo)
    workspace = look(repo).workspace
    prepare(workspace, quiet)
    with workspace.database.writing() as connection:
        connection.execute("UPDATE note SET recipe = 'facts 0.0.1', answer = 'Nonsense.'")
    assert workspace.notes.find("tools.py::helper", "what") is None
    assert workspace.notes.versions("tools.py::helper", "what") == workspace.notes.about("tools.py") == []
    assert workspace.notes.count() == 0
    prepare(workspace, quiet)
    with workspace.database.reading() as _:
        rows = workspace.database.connection.execute("SELECT DISTINCT recipe FROM note").fetchall()
    assert [recipe for (recipe,) in rows] == [FACTS_RECIPE]
