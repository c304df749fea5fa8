from __future__ import annotations

import time

import pytest

from sleepd.answers.phrases import kinds_of


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("who calls Session.send?", "callers", "Session.send"),
        ("Where is X used", "callers", "X"),
        ("what calls X", "callers", "X"),
        ("which tests call X", "tests", "X"),
        ("where is X called from", "callers", "X"),
        ("where is X overridden?", "heirs", "X"),
        ("what does X override", "overrides", "X"),
        ("which value does the parameter y of X have by default?", "parameters", "y of X"),
        ("what exceptions are thrown in the body of X", "raises", "X"),
        ("from where in the code is X invoked?", "callers", "X"),
        ("which subclasses redefine X", "heirs", "X"),
        ("what reads SOME_KEY from the environment?", "setting", "SOME_KEY"),
        ("list the calls that X makes, in sequence.", "calls", "X"),
        ("when was X added, and in which commit?", "added", "X"),
        ("X overrides a method of which class?", "overrides", "X"),
        ("which exceptions does X itself raise?", "raises", "X"),
        ("which errors does the code of X raise directly", "raises", "X"),
        ("what does X call, in order?", "calls", "X"),
        ("in which order does X call other functions", "calls", "X"),
        ("which functions does X call, first to last", "calls", "X"),
        ("what is the default of y in X", "parameters", "y of X"),
        ("what does y default to in X", "parameters", "y of X"),
        ("if I don't pass y to X, what is it?", "parameters", "y of X"),
        ("where does the code look at SOME_KEY", "setting", "SOME_KEY"),
        ("what commit brought in X", "added", "X"),
        ("Which function or method calls `X`?", "callers", "X"),
        ("which class does X inherit from", "what", "X"),
        ("what is the signature of X", "what", "X"),
        ("what does main call", "calls", "main"),
        ("what would break if I rename X", "breaks", "X"),
        ("what breaks if X changes?", "breaks", "X"),
        ("what breaks if I rename X", "breaks", "X"),
        ("what changed since 3.1.0 in src/flask", "changes", "src/flask"),
        ("what depends on X", "breaks", "X"),
        ("is it safe to remove X?", "breaks", "X"),
        ("who should review a change to X", "owners", "X"),
        ("who owns src/app", "owners", "src/app"),
        ("who are the main contributors", "owners", ""),
        ("which files change together with X", "together", "X"),
        ("what else must be changed when I change X", "together", "X"),
        ("which tests cover X", "tests", "X"),
        ("is X tested?", "tests", "X"),
        ("what changed in X last month", "changes", "X"),
        ("what changed recently", "changes", ""),
        ("when was X last changed", "changes", "X"),
        ("why is X like this", "why", "X"),
        ("why does X exist", "why", "X"),
        ("why was X added", "why", "X"),
        ("when was X added", "added", "X"),
        ("who added X", "added", "X"),
        ("since which version does X exist", "added", "X"),
        ("who extends X", "heirs", "X"),
        ("what are the subclasses of X", "heirs", "X"),
        ("who imports X", "callers", "X"),
        ("who catches X", "raises", "X"),
        ("which config keys does it read", "settings", ""),
        ("how does a request flow through the app", "flow", ""),
        ("what are the entry points", "entries", ""),
        ("which routes are there", "entries", ""),
        ("what TODOs are there", "remarks", ""),
        ("todos in X", "remarks", "X"),
        ("which commit closed #12", "commit", "#12"),
        ("what changed last", "changes", ""),
        ("where is X defined", "where", "X"),
        ("what does X do", "what", "X"),
        ("could you explain X", "what", "X"),
        ("what is the purpose of X", "what", "X"),
        ("what exceptions can X raise", "raises", "X"),
        ("how do I run the tests", "testing", ""),
        ("run tests", "testing", ""),
        ("where are the tests", "testing", ""),
        ("which command runs the unit tests?", "testing", ""),
        ("how to build this", "building", ""),
        ("how do I install it from source", "building", ""),
        ("how do I use this library", "building", ""),
        ("how do I run it", "run", ""),
        ("how can I start the server locally", "run", ""),
        ("how to contribute to this project", "run", ""),
        ("what is this project", "overview", ""),
        ("which environment variables are read", "settings", ""),
        ("where is SECRET_KEY read", "setting", "SECRET_KEY"),
        ("which code reads the environment variable SHOP_HOME", "setting", "SHOP_HOME"),
        ("what is the config key CART_SIZE for", "setting", "CART_SIZE"),
    ],
)
def test_the_first_kind(text: str, kind: str, subject: str) -> None:
    assert next(kinds_of(text), None) == (kind, subject)


def test_text_that_is_no_question_has_no_kind() -> None:
    assert list(kinds_of("ValueError: unknown encoding")) == []
    assert list(kinds_of("who calls " + "x " * 30)) == []


def test_punctuation_without_end_takes_no_time() -> None:
    started = time.process_time()
    list(kinds_of("what is " + "?" * 50_000 + "x"))
    assert time.process_time() - started < 0.5
