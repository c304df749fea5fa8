"""What an agent reads, without a server."""

from __future__ import annotations

import pytest

from sleepd.answers.brief import answered, found, known
from sleepd.answers.excerpts import fitting
from sleepd.llm.tokens import tokens_in

CODE = '''"""The till of the shop."""

import os


class Till:
    """Takes the money.

    There is one in every shop.
    """

    def __init__(self, currency: str = "EUR") -> None:
        self.currency = currency

    def take(self, amount: int, rounded: bool = False) -> int:
        """Takes an amount of money.

        A long explanation of how one takes money, which says
        nothing to whoever wants to know what the code does.

        :param rounded: whether cents are left out
        """
        if amount < 0:
            raise ValueError("less than nothing")
        if rounded:
            return round_to_cents(amount)
        return amount


def round_to_cents(amount: int) -> int:
    return amount // 100 * 100
'''


@pytest.fixture
def till(repo, look):
    repo.write("till.py", CODE)
    repo.write("tests/test_till.py", "from till import Till\n\n\ndef test_take():\n    assert Till().take(1) == 1\n")
    repo.commit("Open the till")
    return look(repo).workspace


def test_a_symbol_is_told_by_its_code_without_its_further_documentation(till):
    told = known(till, "Till.take", 800)
    assert told and told.answer.startswith("Till.take (till.py:15)\n")
    assert "round_to_cents" in told.answer and "ValueError" in told.answer and "test_take" in told.answer
    assert "nothing to whoever" not in told.lines
    assert told.lines.splitlines()[:2] == [
        "till.py", "15 def take(self, amount: int, rounded: bool = False) -> int:"
    ]  # fmt: skip
    assert '24     raise ValueError("less than nothing")' in told.lines.replace("        ", "    ")


def test_documentation_that_speaks_of_what_is_asked_is_kept(till):
    told, _ = answered(till, "are cents left out when money is taken rounded", 800)
    assert "whether cents are left out" in told.lines


@pytest.mark.parametrize("name", ["till.py", "Till"])
def test_files_and_classes_are_told_by_what_they_hold(till, name):
    told = known(till, name, 800)
    assert told and "  15-27 def take(self, amount: int, rounded: bool = False) -> int" in told.lines
    assert "amount // 100" not in told.lines


def test_each_user_comes_with_its_line(till):
    told, answer = answered(till, "who calls round_to_cents", 800)
    assert "Till.take (till.py:26) return round_to_cents(amount)" in told.answer
    assert told.lines == "" and answer.rung == "fact"


def test_a_question_about_one_thing_brings_that_thing_alone(till):
    told, _ = answered(till, "what is the default value of the parameter `currency` of `Till.__init__`?", 800)
    assert 'currency is "EUR" by default' in told.answer and told.lines.startswith("till.py\n12 def __init__(")
    assert told.lines.count("till.py") == 1


def test_search_names_each_file_once(till):
    told = found(till, "Money is rounded to cents although nobody asked for it", 5, 800)
    assert told.answer.splitlines().count("till.py") == 1


@pytest.mark.parametrize("tokens", [150, 200, 500])
def test_what_is_left_out_is_counted(till, tokens):
    told = known(till, "till.py", tokens)
    assert told and tokens_in(told.answer) + tokens_in(told.lines) <= tokens
    short, more = fitting(["a word"] * 100, 30)
    assert short.count("\n") + 1 + more == 100


def test_what_is_not_there(till):
    assert known(till, "drawer", 500) is None
    told, _ = answered(till, "how is the quantum drawer of the till entangled", 500)
    assert told.rung == "abstain" and "grep for till" in told.hint
