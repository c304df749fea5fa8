from __future__ import annotations

import gc
import json
import re
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from sleepd.answers.answer import RUNGS, Answer
from sleepd.answers.asked import remember
from sleepd.answers.ladder import ask as ask_workspace
from sleepd.answers.places import search
from sleepd.graph.view import View
from sleepd.notes.note import evidence_at, holds
from sleepd.refresh import refresh
from sleepd.sleep.scheduler import prepare
from sleepd.workspace import Workspace

Ask = Callable[[str], Answer]

AS_TYPED = [
    "where is the retry logic", "who calls round_price", "what does Cart do", "why is round_price like this",
    "what changed in src/shop/money.py last month", "who should review a change to Cart",
    "which tests cover Cart.total", "how do I run the tests", "what is this project",
    "what would break if I rename add_item", "Cart", "Crat", "src/shop/cart.py", "src/shop", "docs/guide.md", "",
    "x " * 25_000, "🎉", "\x00", "\ud83d", "'; DROP TABLE file; --", "NEAR(a b) OR *", "wo wird bezahlt", "?!",
    'File "src/shop/cart.py", line 14', "who calls add_item in the tests", "what depends on README.md",
]  # fmt: skip


def assert_grounded(root: Path, places: Iterable[Any]) -> None:
    """Every place is there, however one counts lines, and shows the last part of its symbol."""
    for place in places:
        text = (root / place.path).read_bytes().decode("utf-8", "replace")
        for lines in (text.splitlines(), text.split("\n")):
            assert 1 <= place.start_line <= place.end_line <= len(lines), place
            cited = "\n".join(lines[place.start_line - 1 : place.end_line])
            assert re.split(r"[.:#/]", place.symbol)[-1] in cited, place


@pytest.mark.parametrize("text", AS_TYPED)
def test_questions_as_typed(ask: Ask, shop: Any, text: str) -> None:
    answer = ask(text)
    assert answer.text and answer.rung in RUNGS and 0 <= answer.confidence <= 1 and answer.elapsed_ms > 0
    assert_grounded(shop.root, answer.citations)
    assert json.loads(json.dumps(answer.as_json()))["citations"] == [c._asdict() for c in answer.citations]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("who calls round_price", "callers", "round_price is called by Cart.add_item and Cart.total"),
        ("what changed in src/shop/money.py since 2024-01-01", "changes", "Say what is rounded (#2)"),
        ("who should review a change to src/shop/money.py", "owners", "Bob"),
        ("which tests cover Cart.total", "tests", "test_total"),
        ("how do I run the tests", "testing", "pytest"),
        ("what is this project", "overview", "sells things to people"),
        ("", "overview", "sells things to people"),
        ("what would break if I rename add_item", "breaks", "test_total"),
        ("which exceptions does add_item raise", "raises", "ValueError"),
    ],
)
def test_structural_questions_are_answered_from_facts(ask: Ask, text: str, kind: str, said: str) -> None:
    answer = ask(text)
    assert (answer.rung, answer.kind) == ("fact", kind)
    assert said in answer.text
    assert answer.citations


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("what does round_price raise", "round_price, a function (src/shop/money.py:1), raises nothing itself"),
        ("who implements round_price", "is nothing that could be inherited from"),
        ("what does src/shop/__init__.py call", "a file (src/shop/__init__.py:1), calls nothing."),
        ("what is the default of color in Cart.total", "has no parameter color"),
    ],
)
def test_that_there_is_nothing_is_a_fact(ask: Ask, text: str, said: str) -> None:
    answer = ask(text)
    assert answer.rung == "fact" and said in answer.text
    assert answer.confidence < 0.8 and answer.citations


@pytest.mark.parametrize(
    ("text", "kind", "cited"),
    [
        ("who raises ValueError", "raises", ("src/shop/cart.py", 15)),
        ("what calls time.sleep", "callers", ("src/shop/payment.py", 9)),
    ],
)
def test_names_of_the_language_and_of_dependencies(ask: Ask, text: str, kind: str, cited: tuple[str, int]) -> None:
    answer = ask(text)
    assert (answer.rung, answer.kind) == ("fact", kind)
    assert "is not defined in this repository" in answer.text
    assert answer.citations[0][:2] == cited


@pytest.mark.parametrize(
    "text", ["who implements CartRepository", "who calls add_price_to_items", "what does checkout call",
             "which methods does Prices override", "where is CartPaymentTotal defined"],
)  # fmt: skip
def test_a_structural_question_about_what_nothing_is_called_is_not_answered_by_its_words(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert answer.rung == "abstain" and answer.confidence < 0.35
    assert "Nothing here is called" in answer.text


def test_a_fresh_note_answers_until_the_code_changes(view: View, ask: Ask, shop: Any) -> None:
    prepare(view.workspace, lambda what, done, total: None)
    assert ask("who calls round_price").rung == "note"
    shop.write("src/shop/new.py", "from .money import round_price\n\n\ndef fee():\n    return round_price(1)\n")
    refresh(view.workspace)
    answer = ask("who calls round_price")
    assert answer.rung == "fact" and "fee" in answer.text


def test_a_misspelt_subject_is_answered_with_a_question_and_less_sure(ask: Ask) -> None:
    answer, sure = ask("who calls round_prise"), ask("who calls round_price")
    assert answer.text.startswith(
        "Did you mean round_price? Nothing here is called round_prise.\nround_price is called"
    )
    assert answer.confidence < sure.confidence
    assert answer.citations == sure.citations


def test_an_ambiguous_name_lists_the_others_and_is_less_sure(look, repo, view: View) -> None:
    repo.write("src/shop/wholesale.py", "class Cart:\n    pass\n")
    answer = ask_workspace(look(repo).workspace, "what does Cart do")
    assert "There are others of this name: Cart (src/shop/wholesale.py:1)." in answer.text
    assert answer.confidence < 0.9 * 0.9
    assert "src/shop/wholesale.py" in {citation.path for citation in answer.citations}


def test_a_test_of_the_same_name_is_no_rival(look, repo, view: View) -> None:
    sure = ask_workspace(view.workspace, "what does Cart do").confidence
    repo.write("tests/fakes.py", "class Cart:\n    pass\n")
    answer = ask_workspace(look(repo).workspace, "what does Cart do")
    assert "tests/fakes.py" in answer.text and answer.confidence == sure


def test_where_a_name_is_defined_is_nearly_certain(ask: Ask) -> None:
    answer = ask("where is Cart.total defined")
    assert (answer.citations[0].symbol, answer.confidence) == ("Cart.total", 0.95)


def test_callers_in_the_tests(ask: Ask) -> None:
    answer = ask("who calls add_item in the tests")
    assert {citation.path for citation in answer.citations} == {"tests/test_cart.py"}
    answer = ask("who calls round_price in the examples")
    assert answer.text.startswith("Nothing of it is in the examples.")


def test_an_empty_repository_has_nothing_to_say(look, repo) -> None:
    workspace = look(repo).workspace
    for text in ("", "how do I run the tests", "which environment variables are read", "who calls x", "a.py"):
        answer = ask_workspace(workspace, text)
        assert (answer.rung, answer.citations) == ("abstain", []) and answer.text


@pytest.mark.parametrize("change", ["delete", "truncate", "rewrite", "folder"])
def test_what_changes_between_reading_and_answering_is_not_cited(view: View, shop: Any, change: str) -> None:
    prepare(view.workspace, lambda what, done, total: None)
    file = shop.root / "src/shop/cart.py"
    if change == "rewrite":
        file.write_text("# moved\n" * 60)
    elif change == "truncate":
        file.write_text("x")
    else:
        file.unlink()
        if change == "folder":
            file.mkdir()
    for text in (*AS_TYPED, "a price can not be negative"):
        answer = ask_workspace(view.workspace, text)
        assert_grounded(shop.root, [c for c in answer.citations if (shop.root / c.path).is_file()])
        assert all((shop.root / citation.path).is_file() for citation in answer.citations)
        assert all((shop.root / found.path).is_file() for found in search(view.workspace, text, 10))


ODD = "def first_one():\n    return 1\n\n\ndef second_one():\n    return first_one()\n"


@pytest.mark.parametrize(
    "data",
    [
        ODD.replace("\n", "\r\n").encode(),
        ("\ufeff" + ODD).encode(),
        ODD.rstrip("\n").encode(),
        ("\f\n" + ODD.replace("\n\n\n", "\n\f\n\f\n")).encode(),
        ("# a\rb\rc\rd\re\rf\rg\rh\n" + ODD).encode(),
        ("# \x0b \x1c \x1d \x1e \x85 \u2028 \u2029\n" + ODD).encode(),
        b"# \xff\xfe\n" + ODD.encode(),
        ODD.replace("\n", "\r").encode(),
        b"",
        b"\f",
        b"\n\n\n",
    ],
)
def test_lines_however_they_are_broken(look, repo, data: bytes) -> None:
    (repo.root / "odd.py").write_bytes(data)
    workspace = look(repo).workspace
    prepare(workspace, lambda what, done, total: None)
    for text in ("who calls first_one", "second_one", "odd.py", "where is first_one", "what returns one", ""):
        assert_grounded(repo.root, ask_workspace(workspace, text).citations)
        assert_grounded(repo.root, search(workspace, text, 10))


def test_sections_are_named_only_by_what_stands_in_their_lines(look, repo) -> None:
    repo.write(
        "notes.md", "# 1.2 / Retry: the *hard* way\n\nRetry payments.\n\n## [Link](http://x.y/z) #\n\nMore retry.\n"
    )
    repo.write("guide.rst", "Retry ``now``\n=============\n\nRetry all.\n")
    workspace = look(repo).workspace
    for text in ("retry", "retry payments the hard way", "more link"):
        assert_grounded(repo.root, ask_workspace(workspace, text).citations)
        assert_grounded(repo.root, search(workspace, text, 10))


def test_evidence_holds_only_while_it_shows_the_symbol(look, repo) -> None:
    repo.write("a.py", "x = 1\ny = 2\n")
    view = look(repo)
    item = evidence_at(view, "a.py", 2, 2, "m.y")
    assert item is not None and item.symbol == "m.y" and holds(view, item)
    assert evidence_at(view, "a.py", 2, 2, "x").symbol == ""  # type: ignore[union-attr]
    assert evidence_at(view, "a.py", 2, 3) is evidence_at(view, "a.py", 0, 1) is evidence_at(view, "b.py", 1, 1) is None
    repo.write("a.py", "x = 1\f\ny = 2\n")
    assert not holds(look(repo), item)


def test_questions_are_remembered(view: View, ask: Ask) -> None:
    notes = view.workspace.notes
    remember(view.workspace, [("who calls round_price", ask("who calls round_price"))] * 2 + [("\ud83d", ask("x"))])
    assert notes.asked() == [("src/shop/money.py::round_price", "callers", 2)]


def test_a_busy_state_is_not_waited_for(view: View, ask: Ask) -> None:
    import time

    other = Workspace(view.workspace.root)
    with other.database.writing():
        started = time.monotonic()
        remember(view.workspace, [("Cart", ask("Cart"))])
        assert time.monotonic() - started < 2
    other.close()
    assert view.workspace.notes.asked() == []
    remember(view.workspace, [("Cart", ask("Cart"))])
    assert view.workspace.notes.asked() == [("src/shop/cart.py::Cart", "what", 1)]


def test_an_answer_sees_one_state_whatever_others_write(view: View, shop: Any) -> None:
    other = Workspace(view.workspace.root)
    with view.workspace.database.reading():
        assert view.store.file("new.py") is None
        shop.write("new.py", "def fresh():\n    pass\n")
        refresh(other)
        assert view.store.file("new.py") is None
    assert view.store.file("new.py") is not None
    other.close()


@pytest.mark.parametrize("text", ["who owns a.py", "what changed in a.py", "what changed last"])
def test_a_question_of_a_history_that_is_not_there(repo, look, text: str) -> None:
    repo.write("a.py", "x = 1\n")
    answer = ask_workspace(look(repo).workspace, text)
    assert (answer.rung, answer.citations) == ("abstain", [])
    assert answer.text.startswith("This repository has no commits yet")


def test_a_plain_folder_has_no_history(repo, look) -> None:
    repo.write("a.py", "x = 1\n")
    shutil.rmtree(repo.root / ".git")
    assert ask_workspace(look(repo).workspace, "who owns a.py").text.startswith("This folder has no git history")


def test_a_history_that_does_not_reach_so_far(repo, look, make_repo) -> None:
    for path in ("a.py", "b.py"):
        repo.write(path, "x = 1\n")
        repo.commit(path)
    shallow = make_repo("shallow")
    shallow.git("pull", "--quiet", "--depth", "1", f"file://{repo.root}")
    for some in (repo, shallow):
        some.write("c.py", "x = 1\n")
    assert ask_workspace(look(repo).workspace, "who owns c.py").text == "None of the 2 commits known here changed c.py."
    assert ask_workspace(look(shallow).workspace, "who owns c.py").text == (
        "None of the 1 commit known here changed c.py. The clone is shallow: `git fetch --unshallow` brings the rest."
    )


def test_where_one_setting_is_read(look: Callable[[Any], View], shop: Any) -> None:
    """Asked for as a setting any key is one; a name that nothing is called may be a key as well."""
    shop.write("src/shop/app.py", 'import os\n\n\ndef start(c):\n    return os.environ["SHOP_HOME"], c.config["tax"]\n')
    shop.write("src/shop/home.py", "def shop_home(): ...\n")
    workspace = look(shop).workspace
    for text, key in (
        ("which code reads the environment variable SHOP_HOME", "SHOP_HOME"),
        ("where is SHOP_HOME used?", "SHOP_HOME"),
        ("SHOP_HOME", "SHOP_HOME"),
        ("what reads tax", "tax"),
    ):
        answer = ask_workspace(workspace, text)
        assert (answer.kind, answer.rung) == ("setting", "fact"), text
        assert f"{key} is read in start (src/shop/app.py:5)." in answer.text
        assert answer.citations[0] == ("src/shop/app.py", 5, 5, key)


def test_what_an_answer_read_is_let_go(ask: Ask) -> None:
    """Without waiting for Python to look for cycles, which a daemon has it do seldom."""
    before = sum(isinstance(found, View) for found in gc.get_objects())
    gc.collect()
    gc.disable()
    try:
        for question in AS_TYPED:
            ask(question)
        assert sum(isinstance(found, View) for found in gc.get_objects()) <= before
    finally:
        gc.enable()


@pytest.mark.parametrize("text", ["who calls frobnicate", "which tests cover frobnicate", "who raises frobnicate"])
def test_an_ordinary_word_that_stands_nowhere_is_said_to_be_no_name(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert answer.rung == "abstain"
    assert answer.text.startswith("Nothing here is called frobnicate.")
