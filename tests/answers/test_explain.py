from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.answers.answer import Answer

Ask = Callable[[str], Answer]


def test_places_are_told_in_their_own_words(ask: Ask) -> None:
    answer = ask("where is the logic that retries a failing payment with a delay")
    assert answer.rung == "fact" and answer.citations[0].path == "src/shop/payment.py"
    assert answer.text.startswith("pay_with_backoff (src/shop/payment.py:6): Retry a failing payment")


def test_thin_evidence_is_no_answer_but_the_nearest_places(ask: Ask) -> None:
    answer = ask("how does MuxDriver schedule the interrupts of the kernel at a price")
    assert answer.rung == "abstain" and answer.confidence < 0.35
    assert "The nearest places:" in answer.text and answer.citations


@pytest.mark.parametrize("text", ["zebra unicorn", "どこで払いますか", "Δ"])
def test_nothing_known_says_so(ask: Ask, text: str) -> None:
    answer = ask(text)
    assert (answer.rung, answer.confidence, answer.citations) == ("abstain", 0.0, [])
    assert "Nothing in this repository speaks of that" in answer.text


def test_several_spellings_are_offered_first(look, repo) -> None:
    from sleepd.answers.ladder import ask

    repo.write("a.py", "def parse_a():\n    pass\n\n\ndef parse_b():\n    pass\n")
    answer = ask(look(repo).workspace, "who calls parse_c")
    assert answer.rung == "abstain" and answer.text.startswith("Did you mean parse_")
    assert "parse_a" in answer.text and "parse_b" in answer.text


def test_only_places_of_the_role_that_is_asked_for(ask: Ask) -> None:
    asked = "where is something put into the cart"
    assert any(citation.path.startswith("src/") for citation in ask(asked).citations)
    assert {citation.path for citation in ask(f"{asked} in the tests").citations} == {"tests/test_cart.py"}


def test_a_trace_is_told_frame_by_frame_with_its_lines(ask: Ask) -> None:
    answer = ask(
        "Traceback (most recent call last):\n"
        '  File "/srv/src/shop/payment.py", line 10, in pay_with_backoff\n    return cart.total()\n'
        '  File "/srv/src/shop/cart.py", line 20, in total\nTypeError: no'
    )
    assert (answer.kind, answer.unit) == ("trace", "src/shop/cart.py::Cart.total")
    assert answer.text.splitlines() == [
        "The trace, innermost first:",
        "Cart.total (src/shop/cart.py:20): The sum of all prices.",
        "  20: return sum(round_price(price) for _, price in self.items)",
        "pay_with_backoff (src/shop/payment.py:10): Retry a failing payment, with a longer delay each time.",
        "  10: return cart.total()",
    ]
    assert [citation.symbol for citation in answer.citations[:2]] == ["Cart.total", "pay_with_backoff"]


def test_a_file_alone_is_not_told_beside_its_symbols(look, repo) -> None:
    from sleepd.answers.ladder import ask

    repo.write("retry.py", "retry_delay = 3\n\n\ndef retry_payment():\n    return retry_delay\n\n\nretry_payment()\n")
    lines = ask(look(repo).workspace, "retry delay of the retry payment").text.splitlines()
    assert any(line.startswith("retry_payment (retry.py:4)") for line in lines)
    assert "retry.py (retry.py:1)" not in lines


def test_lines_say_something_new_and_other_names_follow(look, repo) -> None:
    from sleepd.answers.ladder import ask

    retry = 'def retry_payment():\n    """Retry the payment."""\n    retry(payment)\n    retry(payment)\n'
    others = (f"\n\ndef retry_{name}(payment):\n    return {number}\n" for number, name in enumerate("abcdef"))
    repo.write("retry.py", retry + "".join(others))
    text = ask(look(repo).workspace, "how is a payment tried again by retry of payment").text
    assert text.count("retry(payment)") == 1 and '"""Retry' not in text
    also = text.splitlines()[-1]
    assert also.startswith("Also in retry.py: retry_") and "retry_payment" not in also


def test_what_is_said_of_a_signature_is_not_quoted_again(look, repo) -> None:
    from sleepd.answers.ladder import ask

    header = "def send(\n    request: str,\n    redirects: int = 3,\n) -> None:\n"
    repo.write("a.py", f"{header}    if redirects > 3:\n        stop(request)\n")
    assert ask(look(repo).workspace, "how are redirects sent").text.splitlines()[1:3] == [
        "send (a.py:1): def send(request: str, redirects: int = 3) -> None",
        "  5: if redirects > 3:",
    ]


CONSTANTS = "DEFAULT_TIMEOUT = 5.0\nMAX_REDIRECTS = 20\nTIMEOUT = 1\n\n\ndef default_timeout():\n    return TIMEOUT\n"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("what is the default timeout?", "DEFAULT_TIMEOUT = 5.0"),
        ("what's the maximum number of redirects", "MAX_REDIRECTS = 20"),
    ],
)
def test_a_default_or_limit_is_told_by_the_constant_named_so(look, repo, question: str, first: str) -> None:
    from sleepd.answers.ladder import ask

    repo.write("a.py", CONSTANTS)
    answer = ask(look(repo).workspace, question)
    assert answer.text.splitlines()[0].endswith(first) and answer.citations[0].symbol in first


def test_many_constants_of_a_name_are_no_answer(look, repo) -> None:
    from sleepd.answers.values import values_asked

    repo.write("a.py", "".join(f"DEFAULT_SIZE_{letter} = 1\n" for letter in "ABCD"))
    assert values_asked(look(repo), "what is the default size") == []
    assert values_asked(look(repo), "how do the defaults of size and colour differ from those before") == []
