from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading

import pytest
from serving import Scripted, free_port, says

QUESTION = "how does decide_cost decide what a sale costs in the shop"
COUNTER = '''"""Sales."""


def decide_cost(sale):
    """Decide what a sale costs in the shop."""
    return sum(sale.items)
'''


@pytest.fixture
def counter(shop):
    """A shop with enough in it to be asked in words."""
    shop.write("counter.py", COUNTER)
    for number in range(8):
        shop.write(f"other{number}.py", f"def other{number}(window):\n    return window.draw({number})\n")
    return shop


def test_a_question_in_words_is_composed_once(sleepd, counter, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted = Scripted(says(("`decide_cost` sums the items of a sale.", [1])))
    with scripted.running() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "m")
        assert sleepd("ask", "--no-llm", QUESTION).stdout.splitlines()[-1].startswith("fact, ")
        assert sleepd("ask", "--budget", "0", QUESTION).stdout.splitlines()[-1].startswith("fact, ")
        assert not scripted.seen
        told = sleepd("ask", QUESTION).stdout
        assert told.count("`decide_cost` sums the items of a sale. (counter.py:") == 1
        assert "compose, " in told and "110 tokens" in told
        known = json.loads(sleepd("ask", "--json", QUESTION).stdout)
        assert (known["rung"], known["tokens"]) == ("note", {"prompt": 0, "completion": 0})
    assert len(scripted.seen) == 1
    assert "110 awake ($0.0000), 110 saved; net +0" in sleepd("status").stdout


def test_facts_answer_when_the_model_does_not(sleepd, counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port()}/v1")
    done = sleepd("ask", QUESTION)
    assert done.returncode == 0 and done.stdout.splitlines()[-1].startswith("fact, ")
    assert "no model had a part in this" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_interrupted_it_ends_at_once_and_says_what_was_spent(sleepd, counter, monkeypatch) -> None:
    asked, over = threading.Event(), threading.Event()

    def hang(exchange: object) -> None:
        asked.set()
        over.wait(60)

    with Scripted(hang).running() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "m")
        asking = subprocess.Popen(
            [sys.executable, "-m", "sleepd", "ask", QUESTION], cwd=counter.root, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a shell's `&` ignores it
        )  # fmt: skip
        assert asked.wait(60)
        asking.send_signal(signal.SIGINT)
        said = asking.communicate(timeout=60)[1]
        over.set()
    assert asking.returncode == 130
    spent = re.search(r"interrupted, (\d+) tokens", said)
    assert spent and int(spent[1]) > 0, "the prompt was on its way"
    assert f"{spent[1]} awake" in sleepd("status").stdout


def test_no_secret_of_the_repository_is_on_the_wire(sleepd, counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys in code, comments, documentation, notebooks, ignored files and the history; asleep and awake."""
    keys = {name: f"canary{name}9fK2xQ7mZ4tR8wL3" for name in ("code", "comment", "doc", "env", "history", "ignored")}
    counter.write("old.py", f'OLD_TOKEN = "{keys["history"]}"\n')
    counter.commit(f"Use the token {keys['history']} for sales")
    (counter.root / "old.py").unlink()
    counter.write(".env", f"SALE_SECRET={keys['env']}\n")
    counter.write("ignored.py", f'SALE = "{keys["ignored"]}"  # decide what a sale costs in the shop\n')
    counter.write("counter.py", f'''"""Sales."""

API_KEY = "{keys["code"]}"


def decide_cost(sale):
    """Decide what a sale costs in the shop.

    The password is "{keys["doc"]}".
    """
    # token = {keys["comment"]}
    return sum(sale.items, API_KEY)
''')
    scripted = Scripted(says(("`decide_cost` sums the items of a sale.", [1])))
    with scripted.running() as url:
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        monkeypatch.setenv("OPENAI_MODEL", "m")
        sleepd("sleep", "--foreground")
        sleepd("ask", QUESTION)
    sent = b"".join(exchange.body for exchange in scripted.seen)
    assert len(scripted.seen) > 2 and b"decide_cost" in sent
    assert b"canary" not in sent
