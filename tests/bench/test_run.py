"""bench/sample.py, run.py, record.py, report.py and `sleepd bench`: measured with a real model, resumed, compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from sleepd.bench.intervals import difference, wilson
from sleepd.bench.question import PHRASINGS, Fact
from sleepd.bench.record import Record, Row
from sleepd.bench.report import best_pair, cost, pays_from, verdict
from sleepd.bench.sample import sampled

from ..conftest import Repo
from .test_truth import CODE, OTHER, TESTS


def test_each_kind_in_turn_and_always_the_same() -> None:
    known = [Fact(kind, f"f{number}", "a.py", 1, (("x",),)) for kind in ("raises", "callers") for number in range(20)]
    known += [Fact("env", "KEY", "a.py", 1, (("x",),))]
    questions = sampled(known, 9, "seed")
    assert Counter(question.kind for question in questions) == {"raises": 4, "callers": 4, "env": 1}
    assert sampled(known, 9, "seed") == questions
    assert sampled(known, 5, "seed") == questions[:5]
    assert sampled(known, 9, "other") != questions
    assert len({question.phrasing for question in questions if question.kind == "raises"}) == 4


def test_half_of_the_default_values_say_something() -> None:
    known = [Fact("default", f"f{number}", "a.py", 1, (("None",),), detail="x") for number in range(50)]
    known += [Fact("default", f"g{number}", "a.py", 1, (("3",),), detail="x") for number in range(5)]
    assert Counter(question.truth for question in sampled(known, 10)) == {(("None",),): 5, (("3",),): 5}


def test_every_phrasing_can_be_asked() -> None:
    for kind, ways in PHRASINGS.items():
        for number in range(len(ways)):
            assert "x" in Fact(kind, "x", "a.py", 1, (("y",),), detail="z").asked(number).text


def test_intervals() -> None:
    assert [round(end, 3) for end in wilson(8, 10)] == [0.490, 0.943]
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == 1.0
    gain, low, high = difference([True] * 18 + [False] * 2, [False] * 10 + [True] * 10)
    assert gain == pytest.approx(0.4) and low < gain < high and low > 0
    assert difference([True, False], [True, False])[0] == 0


def made(id: str, way: str, right: bool, tokens: int, model: str = "m") -> Row:
    model = "" if way == "facts" else model
    return Row(id, "r", "raises", 0, "?", way, "once", model, "x", "", right, 1.0, [], tokens, 0, 0.1)


def test_the_record_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "measured.jsonl"
    record = Record(path)
    record.add([made("a", "facts", True, 0)])
    record.close()
    with path.open("a") as file:
        file.write('{"id": "b", "cut o')
    record = Record(path)
    assert [row.id for row in record.rows] == ["a"]
    record.add([made("c", "facts", True, 0)])
    record.close()
    assert [row.id for row in Record(path).rows] == ["a", "c"]


def test_the_best_of_each_is_compared_over_the_same_questions() -> None:
    rows = [made(str(n), "facts", n < 9, 0) for n in range(10)] + [made(str(n), "code", n < 4, 700) for n in range(5)]
    rows += [made(str(n), "file", False, 2000) for n in range(5)]
    pair = best_pair(rows, "m")
    assert pair and (pair.ours.number, pair.theirs.way) == (5, "code")
    assert (pair.ours.right, pair.theirs.right) == (1.0, 0.8)
    assert "Sleeping paid: of 5 questions, 100% are answered right" in verdict(pair, 70_000)
    assert "paid back from 10 questions on" in verdict(pair, 70_000)
    assert best_pair(rows[:10], "m") is None


def test_where_it_did_not_pay_it_says_so() -> None:
    worse = [made(str(n), "facts", False, 0) for n in range(20)] + [made(str(n), "code", True, 700) for n in range(20)]
    pair = best_pair(worse, "m")
    assert pair and verdict(pair, 0).startswith("Sleeping did not pay: of 20 questions, 0%")
    assert "less often), for" in verdict(pair, 0)
    dearer = [made(str(n), "notes", True, 900) for n in range(9)] + [made(str(n), "code", True, 700) for n in range(9)]
    pair = best_pair(dearer, "m")
    assert pair and "did not pay" in verdict(pair, 0) and "it saves no tokens" in verdict(pair, 0)


def test_costs() -> None:
    assert cost(1000, 50, 1) == 1500 and cost(1000, 50, 10) == 600
    assert pays_from(1000, 50, 100) == 2.0
    assert pays_from(1000, 100, 100) == float("inf")


@pytest.fixture
def bench(repo: Repo, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    repo.write("shop.py", CODE)
    repo.write("other.py", OTHER)
    repo.write("tests/test_shop.py", TESTS)
    repo.commit("Sell things")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        own = {"SLEEPD_STATE_DIR": str(tmp_path / "state"), "SLEEPD_NO_DAEMON": "1"}
        return subprocess.run(
            [str(Path(sys.executable).with_name("sleepd")), "-C", str(repo.root), "bench", *arguments],
            env={**os.environ, **own, **environment}, capture_output=True, text=True,
        )  # fmt: skip

    return run


def test_without_a_model(bench: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = bench()
    assert (done.returncode, done.stderr) == (0, "")
    assert "notes and facts, no model" in done.stdout and "0 tokens" in done.stdout
    figures = json.loads(bench("--json").stdout)
    assert figures["ways"][0]["way"] == "facts" and figures["ways"][0]["number"] > 8
    assert figures["ways"][0]["right"] > 0.5 and figures["tokens_asleep"] == 0


def test_what_was_foreseen(repo: Repo, bench: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    few = ("-n", "40", "--json")
    before = json.loads(bench(*few).stdout)["foreseen"]
    assert before["made"]["prepared"] == 0 and before["asked"]["questions"] == 0
    verb = [str(Path(sys.executable).with_name("sleepd")), "--no-daemon", "-C", str(repo.root)]
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(tmp_path / "state")}
    subprocess.run([*verb, "sleep", "--foreground", "--no-llm"], env=environment, check=True, capture_output=True)
    subprocess.run([*verb, "ask", "who calls prepare_drawer?"], env=environment, check=True, capture_output=True)
    slept = json.loads(bench(*few).stdout)["foreseen"]
    assert 0 < slept["made"]["prepared"] < slept["made"]["questions"]
    assert slept["asked"]["questions"] == slept["asked"]["prepared"] == 1
    told = bench().stdout
    assert "Foreseen: notes that were prepared answer" in told and "Of what you asked until now, they" in told


def test_with_a_real_model_and_resumed(
    bench: Callable[..., subprocess.CompletedProcess[str]], model_server: str, tmp_path: Path
) -> None:
    few = ("-n", "4", "--model-questions", "1", "--json")
    cut = json.loads(bench(*few, "--max-tokens", "1500", OPENAI_BASE_URL=model_server).stdout)
    assert "budget for this run" in cut["ended"]
    kept = next((tmp_path / "state").rglob("*.bench.jsonl"))
    before = kept.read_text().splitlines()
    figures = json.loads(bench(*few, OPENAI_BASE_URL=model_server).stdout)
    after = kept.read_text().splitlines()
    assert not figures["ended"] and after[: len(before)] == before and len(after) > len(before)
    ways = {(line["way"], line["sampling"]): line["number"] for line in figures["ways"]}
    assert ways["facts", "once"] == 4 and ways["compose", "once"] == 1
    assert all(ways[way, how] == 1 for way in ("notes", "code", "file") for how in ("once", "best of 3", "revised"))
    assert figures["verdict"].startswith("Sleeping ")
    assert bench(*few, OPENAI_BASE_URL=model_server).returncode == 0
    assert kept.read_text().splitlines() == after, "nothing is measured twice"


def test_nothing_to_ask(repo: Repo, tmp_path: Path) -> None:
    repo.write("README.md", "# Nothing\n")
    repo.commit("Begin")
    done = subprocess.run(
        [str(Path(sys.executable).with_name("sleepd")), "--no-daemon", "-C", str(repo.root), "bench"],
        env={**os.environ, "SLEEPD_STATE_DIR": str(tmp_path / "state")}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and "nothing to make questions from" in done.stderr
