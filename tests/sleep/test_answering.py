from __future__ import annotations

import json
from typing import Any

import pytest
from serving import Exchange, Scripted, says

from sleepd.answers.ladder import ask
from sleepd.graph.view import View
from sleepd.llm.settings import Effort
from sleepd.refresh import refresh
from sleepd.sleep.answering import answer, is_answered

from .conftest import With

QUESTION = "how are prices rounded to whole cents when a customer pays?"
CLAIM = "`round_price` rounds an amount half up to whole cents."
MADE_UP = "`round_price` asks the `bank` for its rate."


@pytest.fixture
def workspace(look: Any, till: Any) -> Any:
    return look(till).workspace


def wants(*missing: str, claims: tuple[str, ...] = (CLAIM,)) -> Any:
    draft = {"claims": [{"text": text, "sources": [1]} for text in claims], "missing": missing}
    return lambda exchange: exchange.reply(json.dumps(draft))


def said(exchange: Exchange) -> str:
    text: str = exchange.json["messages"][1]["content"]
    return text


def test_it_is_kept_with_its_evidence_and_price_and_served(workspace: Any, till: Any, with_model: With) -> None:
    with Scripted(wants()).running() as url:
        note = with_model(url, lambda model: answer(workspace, QUESTION, model))
    assert note is not None and (note.kind, note.score, note.recipe[:16]) == ("answer", 1.0, "scripted/answer@")
    assert note.tokens == 110 * len(workspace.ledger.calls(9)) and "file:till.py" in note.reads
    assert {call.purpose for call in workspace.ledger.calls(9)} == {"answer"}
    served = ask(workspace, "How does it round prices to whole cents when a customer pays")
    assert served == ask(workspace, QUESTION)._replace(elapsed_ms=served.elapsed_ms)
    assert ask(workspace, QUESTION.replace("pays", "is paid")).rung != "note", "a near miss"
    assert (served.rung, served.text, served.saved_tokens) == ("note", note.answer, note.tokens)
    assert served.confidence <= 0.7 and served.citations[0].path == "till.py"
    till.write("till.py", (till.root / "till.py").read_text().replace("amount * 100", "amount * 1000"))
    refresh(workspace)
    assert ask(workspace, QUESTION).rung == "fact" and not is_answered(View(workspace), QUESTION)


def test_what_is_missing_is_read_and_the_draft_revised(workspace: Any, with_model: With) -> None:
    scripted = Scripted(wants("ledger_entry", claims=(CLAIM, MADE_UP)), wants())
    with scripted.running() as url:
        note = with_model(url, lambda model: answer(workspace, QUESTION, model))
    first, second = map(said, scripted.seen)
    assert note is not None and note.score == 1.0 and "bank" not in note.answer
    assert "def ledger_entry" not in first and "def ledger_entry" in second
    shared = first[: first.rindex("</source>")]
    assert second.startswith(shared), "what was read before is found in the server's cache"
    assert f"- {CLAIM} (stands)" in second and f"- {MADE_UP} (does not stand: bank" in second


def test_it_ends_when_nothing_is_added_or_the_revisions_are_used_up(workspace: Any, with_model: With) -> None:
    for missing, revisions, drafts in (("no_such_thing", 3, 1), ("ledger_entry", 0, 1), ("ledger_entry", 3, 2)):
        with workspace.database.writing() as connection:
            connection.execute("DELETE FROM note")
        scripted = Scripted(wants(missing))
        with scripted.running() as url:
            with_model(url, lambda model, n=revisions: answer(workspace, QUESTION, model, Effort(revisions=n)))
        assert len(scripted.seen) == drafts, (missing, revisions)


def test_several_drafts_are_from_scratch_and_not_made_again_for_nothing(workspace: Any, with_model: With) -> None:
    scripted = Scripted(wants(claims=(MADE_UP,)), wants(claims=(CLAIM, MADE_UP)))
    with scripted.running() as url:
        note = with_model(url, lambda model: answer(workspace, QUESTION, model, Effort(drafts=2, revisions=2)))
    assert note is not None and note.score == 0.5 and len(scripted.seen) == 2
    assert said(scripted.seen[0]) == said(scripted.seen[1])


def test_what_does_not_stand_leaves_the_facts_and_is_not_bought_again(workspace: Any, with_model: With) -> None:
    scripted = Scripted(says((MADE_UP, [1])))
    with scripted.running() as url:
        assert with_model(url, lambda model: answer(workspace, QUESTION, model)) is None
        bought = len(scripted.seen)
        assert is_answered(View(workspace), QUESTION)
        assert with_model(url, lambda model: answer(workspace, QUESTION, model)) is None
    assert len(scripted.seen) == bought and ask(workspace, QUESTION).rung == "fact"


def test_what_facts_answer_needs_no_model(workspace: Any, with_model: With) -> None:
    scripted = Scripted(wants())
    with scripted.running() as url:
        for question in ("who calls round_price", "what is round_price", "where does the warp drive live"):
            assert with_model(url, lambda model, text=question: answer(workspace, text, model)) is None
    assert not scripted.seen


def test_an_edit_elsewhere_in_the_file_costs_nothing(workspace: Any, till: Any, with_model: With) -> None:
    scripted = Scripted(wants())
    with scripted.running() as url:
        first = with_model(url, lambda model: answer(workspace, QUESTION, model))
        bought = len(scripted.seen)
        till.write("till.py", (till.root / "till.py").read_text() + "\n\nAFTER = 1\n")
        refresh(workspace)
        assert ask(workspace, QUESTION).rung == "fact", "until it was looked at again"
        again = with_model(url, lambda model: answer(workspace, QUESTION, model))
    assert again.answer == first.answer and len(scripted.seen) == bought
    assert ask(workspace, QUESTION).rung == "note"


def test_a_real_model_answers_or_the_facts_stay(workspace: Any, with_model: With, model_server: str) -> None:
    from sleepd.llm.errors import Unusable

    try:
        note = with_model(model_server, lambda model: answer(workspace, QUESTION, model, Effort(revisions=0)))
    except Unusable:
        note = None
    assert workspace.ledger.calls(9)
    assert ask(workspace, QUESTION).rung == ("note" if note else "fact")
