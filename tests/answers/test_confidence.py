from __future__ import annotations

import pytest

from sleepd.answers.confidence import confidence_of, features_of
from sleepd.answers.explain import ABSTAIN_BELOW
from sleepd.answers.ranking import rank
from sleepd.graph.view import View


def test_grounded_questions_are_surer(view: View) -> None:
    grounded = confidence_of(view, rank(view, "how does pay_with_backoff retry a failing payment with a delay"))
    foreign = confidence_of(view, rank(view, "how does the kernel scheduler price interrupts in MuxDriver"))
    assert 1 > grounded > ABSTAIN_BELOW > foreign > 0


@pytest.mark.parametrize(
    "text", ["where is the websocket connection kept alive", "how are images resized", "where is the undo stack",
             "how does rate limiting work", "where are people sorted"],
)  # fmt: skip
def test_a_short_question_that_the_code_does_not_answer_is_not_answered_surely(view: View, text: str) -> None:
    """Some of these words stand somewhere in the shop, but nothing is named after them."""
    assert confidence_of(view, rank(view, text)) < 0.5


def test_a_name_says_more_than_a_word_in_passing(look, repo) -> None:
    repo.write("money.py", 'def convert(amount):\n    """Convert money."""\n    # retry later\n    return amount\n')
    in_passing = confidence_of(view := look(repo), rank(view, "where is the retry logic"))
    repo.write("retry.py", 'def retry(call):\n    """Retry a call that fails."""\n    return call()\n')
    named = confidence_of(view := look(repo), rank(view, "where is the retry logic"))
    assert in_passing < 0.5 < named


def test_nothing_found_is_no_confidence(view: View) -> None:
    assert confidence_of(view, rank(view, "unicorn zebra")) == 0


def test_features_are_shares(view: View) -> None:
    features = features_of(view, rank(view, "who rounds a price in round_price or NoSuchThing"))
    assert features.names == 0.5
    assert all(0 <= feature <= 1.5 for feature in features)
