"""What is expected next: a made repository with a rhythm that can be told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sleepd.sleep.prediction import Model, Predictor, Row, logistic, replay, sample
from sleepd.sleep.traces import DAY, TERMS, Event, Traces

START = 1_700_000_000 // DAY * DAY
NOW = START + 40 * DAY


def at(day: int) -> int:
    """Noon of a day."""
    return START + day * DAY + DAY // 2


@pytest.fixture
def rhythm(repo):
    """Every day the log, every other day one of two that go together, and a file that nobody touches."""
    repo.write("quiet.py", "def quiet():\n    pass\n")
    for day in range(40):
        repo.write("log.md", f"{day}\n")
        if day % 2 == 0:
            repo.write("shop/cart.py", f"def cart():\n    return {day}\n")
            repo.write("shop/test_cart.py", f"def test_cart():\n    assert {day}\n")
        repo.commit(f"Day {day}", date=f"{at(day)} +0000")
    return repo


def test_what_is_touched_often_is_expected(look, rhythm) -> None:
    expected = Predictor(look(rhythm).workspace).probabilities(NOW)
    assert [*expected][:1] == ["log.md"] and [*expected][-1:] == ["quiet.py"]
    assert expected["log.md"] > 0.8 > expected["shop/cart.py"] > 0.3 > expected["quiet.py"] > 0


def test_an_explanation_adds_up(look, rhythm) -> None:
    predictor = Predictor(look(rhythm).workspace)
    for path, probability in predictor.probabilities(NOW).items():
        terms = predictor.explain(path, NOW)
        assert [term.name for term in terms[1:]] == list(TERMS)
        assert logistic(sum(term.contribution for term in terms)) == pytest.approx(probability)


def test_what_the_user_does_counts_at_once(look, rhythm) -> None:
    workspace = look(rhythm).workspace
    predictor = Predictor(workspace)
    before = predictor.probabilities(NOW)
    with workspace.database.writing():
        workspace.activity.note("quiet.py", "opened", NOW + 10)
    after = predictor.probabilities(NOW + 10)
    assert after["quiet.py"] > 3 * before["quiet.py"]
    assert after == pytest.approx(Predictor(workspace).probabilities(NOW + 10))


def test_what_was_asked_counts(look, rhythm) -> None:
    workspace = look(rhythm).workspace
    with workspace.database.writing():
        workspace.notes.log_question("?", "callers", "quiet.py::quiet", "fact", 1.0, 1.0)
        workspace.notes.log_question("?", "what", "shop/", "fact", 1.0, 1.0)
    terms = {term.name: term.value for term in Predictor(workspace).explain("quiet.py")}
    assert terms["own"] > 0


def test_new_commits_are_taken_in(look, rhythm) -> None:
    workspace = look(rhythm).workspace
    predictor = Predictor(workspace)
    before = predictor.probabilities(NOW)
    rhythm.write("quiet.py", "def quiet():\n    return 1\n")
    rhythm.commit("Speak", date=f"{NOW - 10} +0000")
    look(rhythm)
    assert predictor.probabilities(NOW)["quiet.py"] > before["quiet.py"]


def test_questions_that_were_foreseen_are_hits(look, rhythm) -> None:
    workspace = look(rhythm).workspace
    expected = Predictor(workspace).expect(NOW)
    assert [item.rank for item in expected] == [1, 2, 3, 4]
    assert workspace.activity.expected() == expected
    with workspace.database.writing():
        for unit, rung in (("log.md", "fact"), ("quiet.py::quiet", "fact"), ("quiet.py::quiet", "note"), ("", "note")):
            workspace.notes.log_question("?", "what", unit, rung, 1.0, 1.0)
    hits = workspace.activity.hits(top=2)
    assert (hits.questions, hits.prepared, hits.expected, hits.either) == (3, 1, 1, 2)
    assert hits.rate == pytest.approx(2 / 3)


def test_the_shares_of_what_is_in_a_file(look, repo) -> None:
    repo.write("tools.py", "def helper():\n    pass\n\n\ndef other():\n    pass\n")
    repo.write("app.py", "from tools import helper\n\nhelper()\n")
    workspace = look(repo).workspace
    shares = Predictor(workspace).shares("tools.py")
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["tools.py::helper"] > shares["tools.py::other"]
    with workspace.database.writing():
        workspace.notes.log_question("?", "callers", "tools.py::other", "fact", 1.0, 1.0)
    shares = Predictor(workspace).shares("tools.py")
    assert shares["tools.py::other"] > shares["tools.py::helper"]
    assert Predictor(workspace).shares("gone.py") == {"gone.py": 1.0}


def test_without_history(look, make_repo, tmp_path) -> None:
    empty = make_repo("empty")
    workspace = look(empty).workspace
    assert Predictor(workspace).probabilities(NOW) == {}
    assert Predictor(workspace).expect(NOW) == []
    assert workspace.activity.hits().rate == 0
    empty.write("tools.py", "def helper():\n    pass\n")
    empty.write("app.py", "from tools import helper\n\nhelper()\n")
    found = Predictor(look(empty).workspace).probabilities(NOW)
    assert list(found) == ["tools.py", "app.py"]  # What others mention comes first.


def events(days: list[int], *, other: int = 12) -> list[Event]:
    """One file touched on some days, another on all."""
    return [
        Event(at(day), ("log.md", "a.py") if day in days else ("log.md",)) for day in range(other)
    ]


@given(st.sets(st.integers(0, 11), min_size=1), st.data())
def test_a_later_touch_never_makes_less_probable(days, data) -> None:
    moved = data.draw(st.sampled_from(sorted(days)))
    later = data.draw(st.integers(moved, 11))
    model = Model()

    def log_odds(days: set[int]) -> float:
        traces = Traces({}, ["a.py", "log.md"])
        for event in events(days):
            traces.see(event)
        return model.log_odds(traces.terms("a.py", traces.at(at(12))))

    if later not in days:
        assert log_odds(days - {moved} | {later}) >= log_odds(days) - 1e-9
    assert log_odds(days | {later}) >= log_odds(days) - 1e-9


@given(st.lists(st.tuples(st.lists(st.floats(-10, 10), min_size=8, max_size=8), st.booleans()), max_size=20))
def test_weights_stay_finite_and_never_negative(rows) -> None:
    model = Model()
    for _ in range(5):
        model.learn(Row(terms, touched) for terms, touched in rows)
    assert all(math.isfinite(weight) for weight in model.weights)
    assert all(weight >= 0 for weight in model.weights[1:])


def test_learning_finds_the_weights_that_made_the_days() -> None:
    """In these, only the folder's rhythm counts."""
    model = Model()
    before = logistic(model.log_odds([-4.0, -2.0, 0.0, -6.0, 2.0, -3.5, 0.0, 1.0]))
    for _ in range(300):
        model.learn(Row([-4.0, -2.0, 0.0, -6.0, folder, -3.5, 0.0, 1.0], folder > 4) for folder in (1.0, 2.0, 5.0))
    assert model.weights[5] > 0.5
    assert logistic(model.log_odds([-4.0, -2.0, 0.0, -6.0, 5.0, -3.5, 0.0, 1.0])) > 0.5 > before


def test_a_renamed_file_keeps_its_past_and_a_deleted_one_has_none() -> None:
    traces = Traces({})
    for event in events([1, 3, 5]):
        traces.see(event)
    before = traces.terms("a.py", traces.at(at(12)))
    traces.see(Event(at(11), ("b.py",), renamed=(("a.py", "b.py"),)))
    assert traces.terms("b.py", traces.at(at(12)))[0] > before[0]
    traces.see(Event(at(11), (), gone=("b.py",)))
    assert not {"a.py", "b.py"} & traces.files.keys()


def test_days_of_rest_do_not_count() -> None:
    busy, rested = Traces({}), Traces({})
    for traces, pause in ((busy, 0), (rested, 100)):
        for event in events([1, 3]):
            traces.see(event._replace(time=event.time + pause * DAY * (event.time > at(5))))
    assert busy.terms("a.py", busy.at(at(12))) == rested.terms("a.py", rested.at(at(112)))


def test_the_sample_stands_for_all_files() -> None:
    import random

    paths = [f"{number}.py" for number in range(500)]
    traces = Traces({}, paths)
    traces.see(Event(at(0), tuple(paths[:250])))
    rows = list(sample(traces, traces.at(at(1)), {"0.py", "not yet.py"}, random.Random(0)))
    assert [row.touched for row in rows].count(True) == 1
    assert sum(row.stands_for for row in rows) == pytest.approx(500)


def test_today_is_not_learnt_from() -> None:
    model, traces = Model(), Traces({})
    replay(traces, model, events([1, 3]), START // DAY + 3, START // DAY + 3)
    assert model.weights == Model().weights
