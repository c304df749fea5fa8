from __future__ import annotations

from sleepd.answers.confidence import confidence_of, features_of
from sleepd.answers.explain import ABSTAIN_BELOW
from sleepd.answers.ranking import rank
from sleepd.graph.view import View


def test_grounded_questions_are_surer(view: View) -> None:
    grounded = confidence_of(view, rank(view, "how does pay_with_backoff retry a failing payment with a delay"))
    foreign = confidence_of(view, rank(view, "how does the kernel scheduler price interrupts in MuxDriver"))
    assert 1 > grounded > ABSTAIN_BELOW > foreign > 0


def test_nothing_found_is_no_confidence(view: View) -> None:
    assert confidence_of(view, rank(view, "unicorn zebra")) == 0


def test_features_are_shares(view: View) -> None:
    features = features_of(view, rank(view, "who rounds a price in round_price or NoSuchThing"))
    assert features.names == 0.5
    assert all(0 <= feature <= 1.5 for feature in features)
