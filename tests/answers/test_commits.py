"""answers/commits.py: issues, pull requests, commits and people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.answers.answer import Answer
from sleepd.answers.ladder import ask as ask_workspace
from sleepd.graph.view import View

from ..conftest import Repo

Ask = Callable[[str], Answer]


@pytest.fixture
def ask(repo: Repo, look: Callable[[Repo], View]) -> Ask:
    repo.write("scales.py", "def weigh():\n    pass\n")
    repo.write("CHANGELOG.md", "# Changes\n\n## 1.0\n\n- Weigh again (#12).\n")
    repo.commit("Weigh things (#7)", author="Ada Li <ada@example.org>", date="2020-02-02T12:00:00Z")
    repo.write("scales.py", "def weigh():\n    return 1\n")
    repo.commit("Return it\n\nFixes #12, see #7.", author="Bob Li <bob@example.org>", date="2021-02-02T12:00:00Z")
    view = look(repo)
    return lambda text: ask_workspace(view.workspace, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("which commit closed #12", "#12 was closed by "),
        ("what fixed issue 12?", "#12 was closed by "),
        ("#12", "#12 was closed by "),
        ("PR 7", "#7 was merged as "),
        ("what did pull request #7 change", "#7 was merged as "),
        ("when was #7 merged", "#7 was merged as "),
    ],
)
def test_an_issue_or_pull_request_by_its_number(ask: Ask, text: str, said: str) -> None:
    answer = ask(text)
    assert (answer.kind, answer.rung) == ("commit", "fact")
    assert answer.text.startswith(said)
    assert "scales.py" in [citation.path for citation in answer.citations]


def test_the_list_of_changes_is_cited_where_it_has_the_number(ask: Ask) -> None:
    assert ask("#12").citations[0][:3] == ("CHANGELOG.md", 5, 5)


def test_an_unknown_number_is_said_to_be_unknown(ask: Ask) -> None:
    answer = ask("which commit closed #99")
    assert (answer.rung, answer.confidence, answer.citations) == ("abstain", 0.0, [])
    assert "#99" in answer.text
    assert ask("1") != ask("#1"), "a number alone is no issue"


def test_a_commit_by_the_beginning_of_its_hash(ask: Ask, repo: Repo) -> None:
    oid = repo.head()
    for text in (oid, oid[:8], f"commit {oid[:8]}", f"what did {oid[:8]} change"):
        answer = ask(text)
        assert answer.text.startswith(f"{oid[:9]} on 2021-02-02 by Bob Li: Return it [#12"), text
        assert [citation.path for citation in answer.citations] == ["scales.py"]
    assert ask("deadbeef").kind != "commit"


def test_the_last_commit_and_those_before_it(ask: Ask) -> None:
    for text in ("what did the last commit change", "show me the latest commit", "what is in HEAD", "HEAD"):
        answer = ask(text)
        assert (answer.kind, answer.citations[0].path) == ("commit", "scales.py") and "Return it" in answer.text, text
    assert "Weigh things (#7)" in ask("what does HEAD~1 do").text
    assert ask("HEAD~9").kind != "commit"


def test_a_symbol_may_be_called_head(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("methods.py", "HEAD = 1\n")
    repo.commit("Name the methods")
    view = look(repo)
    assert ask_workspace(view.workspace, "what is HEAD").unit == "methods.py::HEAD"
    assert ask_workspace(view.workspace, "what did the last commit change").kind == "commit"


def test_what_somebody_did(ask: Ask) -> None:
    for text in ("who is Ada", "what did ada li change last", "commits by Ada Li"):
        answer = ask(text)
        assert answer.kind == "author"
        assert answer.text.startswith("Ada Li made 1 commit of the 2 known, the last on 2020-02-02, of late mostly in")
    assert ask("who is Li").kind != "author", "it may be either"


@pytest.mark.parametrize("text", ["when was 1.0 released", "what is new in version 1.0", "what changed in v1.0"])
def test_a_release(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert (answer.kind, answer.rung) == ("section", "fact")
    assert answer.text == "1.0 (CHANGELOG.md:3): - Weigh again (#12)."


@pytest.fixture
def merged(repo: Repo, look: Callable[[Repo], View]) -> Ask:
    """A branch that was merged, some of whose lines have moved and changed since."""
    repo.write("scales.py", "def weigh():\n    return 1\n")
    repo.commit("Weigh things")
    repo.git("switch", "-q", "-c", "side")
    text = "def weigh():\n    return 1\n\n\ndef calibrate(weights):\n    reference = sum(weights) / 2\n    x = 1\n"
    repo.write("scales.py", text)
    repo.write("bins/++ b.py", "++ b/other.py\n")
    repo.commit("Calibrate the scales")
    repo.git("switch", "-q", "main")
    repo.write("other.py", "1\n")
    repo.commit("Aside")
    repo.git("merge", "-q", "--no-ff", "-m", "Merge pull request #31 from ada/side", "side")
    repo.write("scales.py", "import math\n" + text.replace("x = 1", "return reference"))
    repo.commit("Return it")
    view = look(repo)
    return lambda text: ask_workspace(view.workspace, text)


def test_the_lines_that_a_commit_added_are_cited_where_they_are_now(merged: Ask) -> None:
    answer = merged("what did #31 change")
    assert answer.text.startswith("#31 was merged as ")
    assert "scales.py" in answer.text
    assert [tuple(c[:3]) for c in answer.citations] == [("scales.py", 4, 7), ("bins/++ b.py", 1, 1)]


def test_lines_that_are_gone_leave_the_file(ask: Ask, repo: Repo) -> None:
    oid = repo.git("rev-parse", "HEAD~1").strip()
    assert {(c.path, c.start_line, c.end_line) for c in ask(oid[:8]).citations} == {
        ("scales.py", 1, 2), ("CHANGELOG.md", 1, 5),
    }  # fmt: skip
