"""Labelled pairs: questions that are one, and near misses that must not be taken for one another."""

from __future__ import annotations

from itertools import combinations

import pytest

from sleepd.answers.matching import key

SAME = [
    ("How does the router handle a missing slash?", "how does the router handle a missing slash"),
    ("How does the router handle a missing slash?", "please tell me how the router handles a missing slash"),
    ("How are sessions signed?", "Can you explain to me how sessions are signed?"),
    ("Where's the retry logic?", "where is the retry logic"),
    ("what's the default timeout", "What is the default timeout?"),
    ("Why doesn't the cache expire?", "why does not the cache expire"),
    ("How does `Flask.url_for` build URLs?", "how does Flask.url_for build a URL"),
    ("I want to know how cookies are parsed", "how are cookies parsed?"),
    ("how do requests get routed, exactly?", "How do requests get routed?"),
    ("how does the parser   recover from errors", "How does the parser recover from an error?"),
]
NEAR = [
    ("who calls send", "what does send call"),
    ("which functions call parse", "which functions does parse call"),
    ("how does the client close the server", "how does the server close the client"),
    ("how do I enable caching", "how do I disable caching"),
    ("why does the cache expire", "why does the cache not expire"),
    ("what happens before the request is sent", "what happens after the request is sent"),
    ("how is User.save tested", "how is Group.save tested"),
    ("how does Session.send work", "how does Session.resend work"),
    ("what does open_session do", "what does save_session do"),
    ("where is config read", "where is config written"),
    ("which exceptions does load raise", "which exceptions does load catch"),
    ("how many retries are made by default", "how many redirects are made by default"),
    ("how does it behave with 2 workers", "how does it behave with 3 workers"),
    ("what changed in 2.0", "what changed in 2.1"),
    ("how are cookies parsed in tests", "how are cookies parsed"),
    ("how are cookies parsed in src/http.py", "how are cookies parsed in src/client.py"),
    ("when is a connection closed", "why is a connection closed"),
    ("where is a connection closed", "how is a connection closed"),
    ("is the token checked with a session", "is the token checked without a session"),
    ("what if the list is empty", "what if the list is not empty"),
    ("how does the first handler run", "how does the last handler run"),
    ("how does get_user find a group", "how does get_group find a user"),
    ("how is Cart.total computed", "how is cart.total computed"),
    ("which fields are required", "which fields are optional"),
    ("what is logged on success", "what is logged on failure"),
    ("how does async send work", "how does sync send work"),
    ("who reads this file", "who writes this file"),
    ("if a < b what happens", "if a > b what happens"),
    ("how are messages from server to client encoded", "how are messages from client to server encoded"),
    ("what is the maximum size", "what is the minimum size"),
]
SUBJECTS = ["Session.send", "Session.close", "Router.add", "open_file", "close_file", "User", "parse", "v2.parse"]
ASKED = [
    "how does {} work", "why does {} fail", "when does {} fail", "what calls {}", "what does {} call",
    "how is {} tested", "what happens before {} runs", "what happens after {} runs", "where does {} read its input",
    "which errors does {} hide",
]  # fmt: skip


@pytest.mark.parametrize("one, other", SAME)
def test_one_question(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize("one, other", NEAR)
def test_near_misses(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_false_matches_are_below_one_in_a_hundred() -> None:
    """Every two of the same form about other subjects, and about one subject in other forms."""
    questions = [form.format(subject) for form in ASKED for subject in SUBJECTS]
    pairs = [(one, other) for one, other in combinations(questions, 2)]
    wrong = [pair for pair in pairs if key(pair[0]) == key(pair[1])]
    assert len(pairs) > 3000 and len(wrong) < len(pairs) / 100, wrong
