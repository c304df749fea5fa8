from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from sleepd.store.ledger import Call, Ledger
from sleepd.store.notes import Notes
from sleepd.store.spending import Pause, Spending
from sleepd.workspace import Workspace


def test_status(sleepd, shop, state: Path) -> None:
    known = json.loads(sleepd("status", "--json").stdout)
    assert known["root"] == str(shop.root.resolve())
    assert known["state"].startswith(str(state)) and known["state_bytes"] > 0
    assert [known[key] for key in ("files", "skipped", "lines", "commits", "notes")] == [2, 1, 10, 1, 0]
    told = sleepd("status")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[0] == f"{known['root']}: 2 files with 10 lines, 1 skipped"


def test_what_is_prepared_and_what_is_next(sleepd, shop) -> None:
    assert json.loads(sleepd("status", "--json").stdout)["coverage"] == 0
    sleepd("ask", "what is this")
    sleepd("sleep", "--foreground")
    known = json.loads(sleepd("status", "--json").stdout)
    assert known["notes"] == known["fresh"] > 0 and known["waiting"] == 0 == len(known["set_aside"])
    assert known["hits"]["questions"] == 0
    sleepd("ask", "what does price do")
    assert " questions were foreseen" in sleepd("status").stdout


def test_models_and_what_they_cost(sleepd, shop, model_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write(".sleepd.toml", "[model]\nbase_url = 'http://evil.example/v1'\n")
    monkeypatch.setenv("OPENAI_BASE_URL", model_server)
    known = json.loads(sleepd("status", "--json").stdout)
    assert known["model_asleep"] == known["model_awake"] == f"the first model at {model_server}"
    assert known["tokens"] == {"asleep": 0, "awake": 0, "saved": 0} and known["today"]["of"] == 2_000_000
    assert "may not set model.base_url" in known["remarks"][0]
    with Workspace(str(shop.root)).database.writing() as connection:
        call = Call(0, "understand", False, "", "m", 900, 100, 0, 0.5, 1.0, "done")
        Ledger(connection).add([call, call._replace(awake=True)], None)
        Notes(connection).log_question("?", "what", "", "note", 1.0, 1.0, saved=2500)
    spending = Spending()
    with spending.writing():
        spending.reserve("x", 1000, 0.25)
    spending.put_pause(Pause("http://far.example/v1", 2, time.time() + 100, "busy"))
    told = sleepd("status").stdout
    assert "1,000 asleep ($0.5000), 1,000 awake ($0.5000), 2,500 saved; net +500" in told
    assert "1,000 of 2,000,000 tokens, $0.2500 of $1.00" in told
    assert "http://far.example/v1 failed 2 times, asked again in" in told and "evil" not in told
