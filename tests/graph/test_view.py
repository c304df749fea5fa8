"""graph/view.py: one thing is read once, and what was read is known afterwards."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View, once_per_view

from ..conftest import Repo

Look = Callable[[Repo], View]


def changed(before: View, after: View) -> set[str]:
    """What was read in one view and reads otherwise in another."""
    return {read for read in before.reads if before.digest(read) != after.digest(read)}


def test_every_read_is_on_record_and_notices_its_change(repo: Repo, look: Look) -> None:
    repo.write("a.py", 'import os\ndef run():\n    return os.environ["HOME"]\n')
    repo.write("docs/a.md", "# A\n")
    repo.commit("first")
    view = look(repo)
    view.symbols("a.py")
    view.named("run")
    view.mentions("environ", ("attribute",))
    view.files_below("docs")
    view.files_ending("b.py")
    view.facts("env")
    view.commits("a.py", 5)
    view.commits("docs/", 5)
    assert view.reads == {
        "file:a.py", "named:run", "mentions:environ", "folder:docs", "ending:b.py", "facts:env", "history:a.py",
        "history:docs/",
    }  # fmt: skip
    assert changed(view, look(repo)) == set()
    repo.write("b.py", 'import os\nos.environ["PATH"]\ndef run(): pass\n')
    assert changed(view, look(repo)) == {"named:run", "mentions:environ", "ending:b.py", "facts:env"}
    repo.write("a.py", "def run(): pass\n")
    repo.commit("second")
    assert "history:a.py" in changed(view, look(repo))
    assert "history:docs/" not in changed(view, look(repo))


def test_finding_symbols(repo: Repo, look: Look) -> None:
    repo.write("a.py", "class A:\n    def run(self):\n        def inner(): pass\n        inner()\n")
    view = look(repo)
    run = view.find("a.py::A.run")
    assert run and run.title == "A.run" and run.unit == "a.py::A.run"
    assert [child.title for child in view.children(run)] == ["A.run.inner"]
    assert [place.title for place in view.around("a.py", run.ordinal)] == ["A.run", "A", "a.py"]
    cls = view.class_around("a.py", run.ordinal)
    assert cls and cls.title == "A"
    assert [reference.name for reference in view.references_in(run)] == ["inner"]
    assert view.find("a.py::A.walk") is None
    assert view.find("b.py") is None


def test_results_are_remembered_together_with_their_reads(repo: Repo, look: Look) -> None:
    repo.write("a.py", "")
    calls = []

    @once_per_view
    def lines(view: View, path: str) -> int:
        calls.append(path)
        return len(view.symbols(path))

    view = look(repo)
    assert lines(view, "a.py") == lines(view, "a.py") == 1
    assert calls == ["a.py"]
    view.reads.clear()
    lines(view, "a.py")
    assert view.reads == {"file:a.py"}


def test_commits_behind_a_symbol(repo: Repo, look: Look) -> None:
    repo.write("a.py", "def one():\n    return 1\n\n\ndef two():\n    return 2\n")
    repo.commit("both")
    repo.write("a.py", "def one():\n    return 1\n\n\ndef two():\n    return 3\n")
    repo.commit("only two")
    view = look(repo)
    two = view.find("a.py::two")
    one = view.find("a.py::one")
    assert one and two
    assert [commit.subject for commit in view.commits_behind(two, 5)] == ["only two", "both"]
    assert [commit.subject for commit in view.commits_behind(one, 5)] == ["both"]
