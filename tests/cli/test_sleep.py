from __future__ import annotations

import pytest
from serving import Scripted, free_port, says


def test_sleep_prepares_what_ask_then_uses(sleepd) -> None:
    done = sleepd("sleep", "--foreground")
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout.split()[0]) > 0 and "notes written" in done.stdout
    assert sleepd("ask", "who calls price").stdout.splitlines()[-1].startswith("note, ")


def test_nothing_is_prepared_twice(invoke) -> None:
    invoke("sleep")
    assert invoke("sleep").stdout.startswith("0 notes written, ")


def test_without_a_model_none_is_asked(sleepd, state) -> None:
    assert "no model would be asked" in sleepd("sleep", "--dry-run").stdout
    assert "by a model" not in sleepd("sleep", "--foreground").stdout


def test_a_model_is_asked_within_the_budget(sleepd, shop, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = Scripted(says(("`pay` calls `price`, which costs 1.", [1])))
    with scripted.running() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "dreamer")
        planned = sleepd("sleep", "--dry-run")
        assert "the repository: questions to come (by a model); worth " in planned.stdout
        assert "one run stops at 200,000 tokens" in planned.stdout
        assert not scripted.seen
        assert "budget for this run has 1 tokens left" in sleepd("sleep", "--max-tokens", "1").stdout
        assert not scripted.seen
        sleepd("ask", "--no-llm", "what is price")
        done = sleepd("sleep", "--max-minutes", "9")
        assert done.returncode == 0 and "notes by a model say more than the facts" in done.stdout
        assert sleepd("sleep", "--no-llm").returncode == 0
        seen = len(scripted.seen)
        assert "for 0 tokens" in sleepd("sleep", "--foreground").stdout
        assert len(scripted.seen) == seen
    assert "(dreamer: " in sleepd("notes").stdout


def test_a_model_that_is_not_there_costs_no_facts(sleepd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    done = sleepd("sleep", "--foreground")
    assert done.returncode == 1 and "notes written" in done.stdout and "no model answers" in done.stderr
