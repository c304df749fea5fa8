from __future__ import annotations

import json
from pathlib import Path

import pytest


def test_places_for_people(sleepd) -> None:
    done = sleepd("search", "what it costs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "shop.py:4  price"


def test_json(invoke) -> None:
    found = json.loads(invoke("search", "--json", "price").stdout)
    assert set(found) == {"results", "elapsed_ms"}
    assert set(found["results"][0]) == {"path", "start_line", "end_line", "symbol", "score"}
    assert found["results"][0]["symbol"] == "price"


def test_as_many_as_asked_for(invoke) -> None:
    assert len(invoke("search", "-k", "1", "price pay").stdout.splitlines()) == 1


def test_from_standard_input(sleepd) -> None:
    assert sleepd("search", input='  File "/srv/shop.py", line 10, in pay').stdout.startswith("shop.py:9  pay\n")


@pytest.mark.parametrize("text", ["zebra", ""])
def test_nothing_found(sleepd, text: str) -> None:
    done = sleepd("search", text)
    assert (done.returncode, done.stdout) == (0, "") and done.stderr.startswith("sleepd: nothing here speaks of that")
    assert json.loads(sleepd("search", "--json", text).stdout)["results"] == []


def test_input_that_is_no_text(invoke) -> None:
    assert invoke("search", input=b"\xff\xfeprice").stdout.startswith("shop.py")


def test_batch(sleepd, tmp_path: Path) -> None:
    file = tmp_path / "batch"
    file.write_text('{"id": 1, "text": "price"}\n{"id": 2, "text": "pay"}\n')
    done = sleepd("search", "-k", "1", "--batch", str(file))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(item["id"], [place["symbol"] for place in item["results"]]) for item in found] == [
        (1, ["price"]),
        (2, ["pay"]),
    ]
    file.write_text('{"id": 1, "question": "price"}\n')
    done = sleepd("search", "--batch", str(file))
    assert (done.returncode, done.stdout) == (1, "") and "line 1" in done.stderr and '"text"' in done.stderr
