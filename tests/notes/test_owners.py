"""notes/owners.py: who knows it, and what changes with it."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_authors_by_their_commits(view: View) -> None:
    note = told(view, "owners", "")
    assert note.answer.startswith(
        "The repository is best known by Ada (2, last on 2024-03-01) and Bob (1, last on 2024-02-01), "
        "counting its last 3 commits.\nThe last is of 2024-03-01, by Ada: Unused is unused ("
    )
    assert told(view, "owners", "src/shop/cart.py::Cart").answer.startswith("src/shop/cart.py is best known by Bob")


def test_robots_know_nothing(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    repo.commit("By hand")
    for number in range(3):
        repo.write("a.py", f"a = {number}\n")
        repo.commit(f"Bump {number}", author="dependabot[bot] <bot@example.org>")
    assert "bot" not in told(look(repo), "owners", "a.py").answer


def test_what_changes_with_it(repo: Repo, look: Callable[[Repo], View]) -> None:
    for number in range(3):
        repo.write("a.py", f"a = {number}\n")
        repo.write("b.py", f"b = {number}\n")
        repo.commit(f"Both {number}")
    repo.write("c.py", "c = 1\n")
    repo.commit("Other")
    note = told(look(repo), "owners", "a.py")
    assert "Often changed together with b.py (3 times)." in note.answer
    assert shown(note) == ["a.py:1", "b.py:1"]


def test_codeowners(repo: Repo, look: Callable[[Repo], View]) -> None:
    rules = "# who\n*  @all\n/src/  @core @ada\n*.md  @writers\nsrc/cli/*.py  @cli\n"
    repo.write(".github/CODEOWNERS", rules)
    for path in ("src/a.py", "src/cli/b.py", "other/c.py", "docs/d.md"):
        repo.write(path, "x\n")
    repo.commit("All")
    view = look(repo)

    def owners(unit: str) -> str:
        return next(line for line in told(view, "owners", unit).answer.split("\n") if line.startswith("By "))

    assert owners("src/a.py") == "By .github/CODEOWNERS:3, @core and @ada own it."
    assert owners("src/cli/b.py") == "By .github/CODEOWNERS:5, @cli own it."
    assert owners("other/c.py") == "By .github/CODEOWNERS:2, @all own it."
    assert owners("docs/d.md") == "By .github/CODEOWNERS:4, @writers own it."


def test_without_commits(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    assert write(look(repo), "owners", "a.py") is None


def test_who_was_there_lately_comes_before_who_was_there_often(repo: Repo, look: Callable[[Repo], View]) -> None:
    for number in range(6):
        repo.write("a.py", f"a = {number}\n")
        repo.commit(f"Long ago {number}", author="Old <old@example.org>", date="2004-05-01T12:00:00Z")
    for number in range(2):
        repo.write("a.py", f"b = {number}\n")
        repo.commit(f"Lately {number}", author="New <new@example.org>", date="2024-05-01T12:00:00Z")
    answer = told(look(repo), "owners", "a.py").answer
    assert answer.startswith("a.py is best known by New (2, last on 2024-05-01) and Old (6, last on 2004-05-01)")
