"""What a note is worth before it is written."""

from __future__ import annotations

import pytest

from sleepd.sleep.candidates import Candidate
from sleepd.sleep.prediction import Predictor
from sleepd.sleep.worth import Appraiser

BODY = "    value = 1\n" * 50
HOT, COLD = "hot.py", "cold.py"
EXPECTED = {HOT: 0.4, COLD: 0.1}


@pytest.fixture
def view(look, repo):
    repo.write(HOT, f"def used():\n{BODY}\n\ndef unused():\n{BODY}")
    repo.write(COLD, f"def cold():\n{BODY}")
    for number in range(6):
        repo.write(f"pkg/m{number}.py", "from hot import used\n\n\nused()\n")
    return look(repo)


@pytest.fixture
def worth(view):
    def worth(unit, kind="what", costs=0.0):
        appraiser = Appraiser(view, EXPECTED, Predictor(view.workspace).shares)
        return appraiser.worth(Candidate(unit, kind), costs)

    return worth


@pytest.fixture
def value(worth):
    return lambda *args, **options: worth(*args, **options).value


def test_what_is_expected_more_is_worth_more(value):
    assert value(HOT) > value(COLD) > 0
    assert value("gone.py") == 0


def test_a_symbol_counts_by_its_uses(value):
    assert value("hot.py::used") > value("hot.py::unused")
    assert value("hot.py::used", "callers") > value("hot.py::unused", "callers")


def test_what_it_costs_is_taken_off(value):
    assert value(HOT, costs=0) - value(HOT, costs=70) == pytest.approx(70)
    assert value(COLD, costs=100_000) < 0


def test_what_was_asked_is_asked_again(view, worth):
    before, other = worth("hot.py::unused", "raises"), worth("hot.py::used", "raises")
    with view.workspace.database.writing():
        for _ in range(3):
            view.workspace.notes.log_question("?", "raises", "hot.py::unused", "fact", 1.0, 1.0)
    assert worth("hot.py::unused", "raises").value > 10 * before.value
    assert worth("hot.py::used", "raises").kind > other.kind  # The kind is asked more often than was thought.


def test_a_name_that_many_define_tells_little(look, repo):
    repo.write(HOT, f"def save():\n{BODY}")
    for number in range(6):
        repo.write(f"pkg/m{number}.py", "def run():\n    save()\n")
    few = worth_of_callers(look(repo))
    for number in range(6):
        repo.write(f"other/m{number}.py", "def save():\n    pass\n")
    many = worth_of_callers(look(repo))
    assert many.saves < few.saves


def test_the_repository_is_always_asked_about(value):
    assert value("", "what") > value("pkg/", "what")


def worth_of_callers(view):
    return Appraiser(view, EXPECTED, Predictor(view.workspace).shares).worth(Candidate("hot.py::save", "callers"))
