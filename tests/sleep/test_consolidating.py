from __future__ import annotations

import time
from typing import Any

import pytest

from sleepd.answers.matching import meaning_of
from sleepd.graph.view import View
from sleepd.sleep import consolidating
from sleepd.sleep.consolidating import UNWANTED_DAYS, consolidate
from sleepd.store.notes import StoredNote

QUESTION = "how are prices rounded?"
LATER = int(time.time()) + (UNWANTED_DAYS + 1) * 86_400


@pytest.fixture
def workspace(look: Any, till: Any) -> Any:
    return look(till).workspace


def keep(workspace: Any, question: str, recipe: str, confidence: float = 0.7, fresh: bool = True) -> None:
    view = View(workspace)
    digest = view.digest("file:till.py") if fresh else "other"
    note = StoredNote(
        "till.py", "answer", question, "so", [], {"file:till.py": digest}, f"{recipe}/answer@1/2", confidence,
        int(time.time()), meaning=meaning_of(question),
    )  # fmt: skip
    with workspace.database.writing():
        workspace.notes.put(note)


def recipes(workspace: Any) -> list[str]:
    return sorted(note.recipe.partition("/")[0] for note in workspace.notes.by_models())


def test_of_one_question_the_best_answer_stays(workspace: Any) -> None:
    keep(workspace, QUESTION, "small", 0.4)
    keep(workspace, "How does it round prices?", "large", 0.7)
    keep(workspace, "how are totals rounded?", "another")
    assert consolidate(workspace) == 1 and recipes(workspace) == ["another", "large"]


def test_what_may_be_true_on_another_branch_waits_and_goes_when_nobody_asks(workspace: Any) -> None:
    keep(workspace, QUESTION, "here")
    keep(workspace, QUESTION, "there", fresh=False)
    assert consolidate(workspace) == 0
    assert consolidate(workspace, LATER) == 1 and recipes(workspace) == ["here"], "it is true, if old"


def test_what_is_asked_for_stays(workspace: Any) -> None:
    keep(workspace, QUESTION, "old", fresh=False)
    with workspace.database.writing() as connection:
        workspace.notes.log_question("how does it round prices", "search", "other.py", "fact", 0.9, 1.0)
        connection.execute("UPDATE question SET time = ?", (LATER - 86_400,))
    assert consolidate(workspace, LATER) == 0 and recipes(workspace) == ["old"]


def test_there_is_a_bound(workspace: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        keep(workspace, f"how is price {number} rounded", f"m{number}", fresh=number == 3)
    monkeypatch.setattr(consolidating, "MOST_NOTES", 1)
    assert consolidate(workspace) == 4 and recipes(workspace) == ["m3"], "what is true first"


def test_a_meaning_of_other_rules_is_made_anew(workspace: Any) -> None:
    keep(workspace, QUESTION, "one")
    with workspace.database.writing() as connection:
        connection.execute("UPDATE note SET meaning = 'by other rules'")
    consolidate(workspace)
    assert workspace.notes.meaning(meaning_of(QUESTION, workspace.name))
