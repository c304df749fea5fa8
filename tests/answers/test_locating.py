from __future__ import annotations

import time

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
