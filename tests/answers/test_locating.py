from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from sleepd.answers.locating import locate
from sleepd.answers.places import search
from sleepd.graph.view import View


def first(view: View, text: str) -> str:
    return locate(view, text).files[0].file.path


def test_a_failure_is_located_by_its_message(view: View) -> None:
    assert first(view, "ValueError: a price can not be negative") == "src/shop/cart.py"


def test_a_feature_request_is_located(view: View) -> None:
    assert first(view, "Payment: make the delay configurable\n\nThe backoff is too slow.") == "src/shop/payment.py"


def test_commits_that_speak_of_the_same_count(view: View) -> None:
    assert first(view, "Say what is rounded") == "src/shop/money.py"


def test_a_release_is_like_the_one_before(look: Callable[[Any], View], repo: Any) -> None:
    for number in range(1, 4):
        repo.write("version.py", f"NUMBER = {number}\n")
        repo.commit(f"Ship 1.{number}.{number + 5}")
    for word in ("apples", "pears", "plums", "nuts", "figs"):
        repo.write(f"{word}.py", f"def sell_{word}():\n    return '{word}'\n")
        repo.commit(f"Sell {word}")
    view = look(repo)
    new, bare = (locate(view, text).files[0] for text in ("Ship 2.0.77", "Ship"))
    assert new.file.path == "version.py" and new.score == bare.score


def test_what_is_not_read_is_found_by_its_history(look: Callable[[Any], View], repo: Any) -> None:
    repo.write(".gitattributes", "web/** linguist-vendored\n")
    repo.write("app.py", "def show():\n    return 'web'\n")
    for number in range(1, 4):
        repo.write("web/app.js", f"show({number})\n")
        repo.write("web/logo.png", f"{number}")
        repo.write("web/.env", f"SECRET={number}\n")
        repo.commit(f"Update the frontend to {number}")
    view = look(repo)
    assert view.store.file("web/app.js").skipped
    found = [place for place in search(view.workspace, "Update the frontend to 4", 5) if "web/" in place.path]
    assert [place[:4] for place in found] == [("web/app.js", 1, 1, "")]


def test_a_name_that_many_define_says_nothing(look: Callable[[Any], View], repo: Any) -> None:
    for number in range(5):
        repo.write(f"m{number}.py", "def run_it():\n    pass\n")
    repo.write("one.py", "def stop_it():\n    pass\n")
    view = look(repo)
    scores = {ranked.file.path: ranked.score for ranked in locate(view, "crash\n\n`run_it` or `stop_it`").files}
    assert scores["one.py"] > scores["m0.py"] + 1


def test_a_path_in_the_text_counts(view: View) -> None:
    assert first(view, "typo\n\nsee src/shop/money.py") == "src/shop/money.py"


def test_tests_come_first_only_when_the_title_asks(view: View) -> None:
    files = [ranked.file.path for ranked in locate(view, "Cart total is wrong").files]
    assert files.index("src/shop/cart.py") < files.index("tests/test_cart.py")


def test_comments_and_markup_are_no_text(view: View) -> None:
    assert locate(view, "<!-- payment retry delay --><b>").files == []
    assert locate(view, "<!-- payment retry delay").files == []


def test_search_gives_as_many_places_as_asked_for_best_first(view: View) -> None:
    found = search(view.workspace, "retry a failing payment", 2)
    assert len(found) == 2 and found[0].path == "src/shop/payment.py" and found[0].score > found[1].score


def test_search_understands_frames_and_names(view: View) -> None:
    trace = 'File "/srv/src/shop/cart.py", line 19, in total'
    assert search(view.workspace, trace, 5)[0].symbol == "Cart.total"
    assert search(view.workspace, "round_price", 5)[0].symbol == "round_price"


@pytest.mark.parametrize("text", ["", "🎉", "\x00", "\ud83d", "-" * 50_000, 'NEAR AND OR " * ( : ^ {'])
def test_search_takes_any_text(view: View, text: str) -> None:
    assert isinstance(search(view.workspace, text, 3), list)


@pytest.mark.parametrize("piece", ["<!--", "<a", "a", "a/", "a.", "\n", "`", "Signed-off-by:"])
def test_no_text_takes_long(view: View, piece: str) -> None:
    started = time.process_time()
    search(view.workspace, piece * (50_000 // len(piece)), 10)
    assert time.process_time() - started < 2
