from __future__ import annotations

import time

import pytest

from sleepd import notes
from sleepd.graph.view import View
from sleepd.notes.note import Evidence, holds
from sleepd.refresh import refresh
from sleepd.sleep import scheduler
from sleepd.sleep.scheduler import plan, prepare, work
from sleepd.store.notes import FACTS_RECIPE, is_fresh
from sleepd.workspace import Workspace

LONG = "    value = 1\n" * 200


def quiet(what: str, done: int, total: int) -> None:
    pass


def shares(path: str) -> dict[str, float]:
    """Half of what is asked about a file is about its only function."""
    number = path.rpartition("_")[2].removesuffix(".py")
    return {path: 0.5, f"{path}::function_{number}": 0.5}


def write(repo, files: int = 2) -> dict[str, float]:
    """Long files that use each other; gives what is expected of them."""
    paths = [f"package/module_{number}.py" for number in range(files)]
    for number, path in enumerate(paths):
        repo.write(path, f"from .module_0 import function_0\n\n\ndef function_{number}():\n    function_0()\n{LONG}")
    repo.commit("Begin")
    return dict.fromkeys(paths, 0.5)


@pytest.fixture
def workspace(look, repo):
    write(repo)
    return look(repo).workspace


def test_notes_are_fresh_and_proven(look, repo) -> None:
    write(repo)
    view = look(repo)
    assert prepare(view.workspace, quiet) == view.workspace.notes.count() > 0
    for note in view.workspace.notes.about("package/module_0.py"):
        assert is_fresh(note, view.digest)
        assert note.evidence and all(holds(view, Evidence(*item)) for item in note.evidence)


def test_only_what_changed_is_prepared_again(repo, workspace) -> None:
    expected = {"package/module_0.py": 0.9}
    plan(workspace, expected, shares)
    work(workspace, quiet)
    plan(workspace, expected, shares)
    assert not [task for task in workspace.queue.best(99) if workspace.notes.find(task.unit, task.kind)]
    repo.write("more.py", "from package.module_0 import function_0\n\n\ndef more():\n    function_0()\n")
    refresh(workspace)
    plan(workspace, expected, shares)
    planned = {(task.unit, task.kind) for task in workspace.queue.best(99)}
    assert ("package/module_0.py::function_0", "callers") in planned and ("", "owners") not in planned
    work(workspace, quiet)
    note = workspace.notes.find("package/module_0.py::function_0", "callers")
    view = View(workspace)
    assert note is not None and "more" in note.answer and is_fresh(note, view.digest)


def test_what_was_asked_is_prepared(workspace) -> None:
    unit = "package/module_1.py::function_1"
    with workspace.database.writing():
        for asked, kind in ((unit, "raises"), (unit, "calls"), ("gone.py::gone", "what"), (unit, "trace")):
            workspace.notes.log_question("?", kind, asked, "fact", 1.0, 1.0)
    plan(workspace, {}, shares)
    work(workspace, quiet)
    assert workspace.notes.find(unit, "calls") is not None
    assert workspace.notes.find("gone.py::gone", "what") is None


def test_what_is_worth_most_comes_first(workspace) -> None:
    plan(workspace, {"package/module_1.py": 0.9, "package/module_0.py": 0.1}, shares)
    units = [task.unit for task in workspace.queue.best(99) if task.kind == "what" and "module" in task.unit]
    assert units[0] == "package/module_1.py"
    worths = [task.worth for task in workspace.queue.best(99)]
    assert worths == sorted(worths, reverse=True) and min(worths) > 0


def test_what_is_not_expected_is_not_worth_its_cost(workspace) -> None:
    plan(workspace, {"package/module_0.py": 0.0001}, shares)
    assert not [task for task in workspace.queue.best(99) if task.unit.startswith("package/module")]


def test_what_there_is_nothing_to_say_about_is_forgotten(repo, workspace) -> None:
    prepare(workspace, quiet)
    assert workspace.notes.find("", "owners")
    (repo.root / "package/module_0.py").unlink()
    (repo.root / "package/module_1.py").unlink()
    refresh(workspace)
    prepare(workspace, quiet)
    assert workspace.notes.find("", "settings") is None


@pytest.mark.parametrize("where", ["between", "within"])
def test_an_interruption_keeps_what_is_done(look, repo, monkeypatch, where) -> None:
    expected = write(repo, 80)
    workspace = look(repo).workspace
    plan(workspace, expected, shares)
    planned, seen = workspace.queue.count(), []
    write_note = notes.write

    def interrupted(*args):
        seen.append(args)
        if len(seen) == 40 and where == "within":
            raise KeyboardInterrupt
        return write_note(*args)

    def progress(what: str, done: int, total: int) -> None:
        if where == "between":
            raise KeyboardInterrupt

    monkeypatch.setattr(notes, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        work(workspace, progress)
    kept = workspace.notes.count()
    assert 0 < kept <= scheduler._BATCH
    assert workspace.queue.count() == planned - scheduler._BATCH
    monkeypatch.undo()
    later = time.time() + scheduler._LEASE_SECONDS
    monkeypatch.setattr(scheduler.time, "time", lambda: later)
    assert work(workspace, quiet) > kept and workspace.queue.count() == 0


def test_two_at_once_share_the_work(look, repo) -> None:
    expected = write(repo, 60)
    workspace = look(repo).workspace
    plan(workspace, expected, shares)
    other, theirs = Workspace(workspace.root), []

    def beside(what: str, done: int, total: int) -> None:
        if not theirs:
            theirs.append(0)
            theirs.append(work(other, quiet, seconds=0.05))

    ours = work(workspace, beside)
    other.close()
    assert theirs[1] > 0 and ours + theirs[1] == workspace.notes.count()
    assert workspace.queue.count() == 0


def test_its_time_is_limited(look, repo) -> None:
    expected = write(repo, 60)
    workspace = look(repo).workspace
    plan(workspace, expected, shares)
    assert 0 <= work(workspace, quiet, seconds=0.01) < 60
    assert workspace.queue.is_ready("facts", int(time.time()))


def test_what_fails_is_set_aside_with_its_reason(workspace, monkeypatch) -> None:
    write_note = notes.write

    def fails(view, kind, unit):
        if kind == "callers":
            raise ZeroDivisionError("a bug")
        if kind == "breaks":
            time.sleep(5)
        return write_note(view, kind, unit)

    monkeypatch.setattr(notes, "write", fails)
    monkeypatch.setattr(scheduler, "_TASK_SECONDS", 0.05)
    clock = time.time()
    for attempt in range(6):
        monkeypatch.setattr(scheduler.time, "time", lambda attempt=attempt: clock + attempt * 1_000_000)
        plan(workspace, {"package/module_0.py": 0.9}, shares)
        work(workspace, quiet)
    reasons = {task.kind: task.reason for task in workspace.queue.set_aside()}
    assert reasons == {"callers": "ZeroDivisionError('a bug')", "breaks": "it took longer than 0 s"}
    assert workspace.queue.count() == 0
    assert workspace.notes.find("package/module_0.py", "what")


def test_the_code_may_change_meanwhile(look, repo) -> None:
    expected = write(repo, 60)
    workspace = look(repo).workspace

    def change(what: str, done: int, total: int) -> None:
        for path in expected:
            (repo.root / path).unlink(missing_ok=True)
        other = Workspace(workspace.root)
        refresh(other)
        other.close()

    plan(workspace, expected, shares)
    work(workspace, change)
    assert workspace.facts.file("package/module_1.py") is None


def test_an_empty_repository(look, repo) -> None:
    assert prepare(look(repo).workspace, quiet) == 0


def test_what_another_version_wrote_is_neither_used_nor_kept(workspace) -> None:
    """Its words may be wrong although the code is as it was."""
    prepare(workspace, quiet)
    assert workspace.notes.find("package/", "what")
    with workspace.database.writing() as connection:
        connection.execute("UPDATE note SET recipe = 'facts 0.0.1', answer = 'Nonsense.'")
    assert workspace.notes.find("package/", "what") is None
    assert workspace.notes.count() == 0
    prepare(workspace, quiet)
    rows = workspace.database.connection.execute("SELECT DISTINCT recipe FROM note").fetchall()
    assert [recipe for (recipe,) in rows] == [FACTS_RECIPE]
