from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sleepd.workspace import Workspace

KEYS = {"answer", "rung", "confidence", "citations", "tokens", "elapsed_ms", "kind", "unit"}


def test_an_answer_for_people(sleepd) -> None:
    done = sleepd("ask", "who", "calls", "price")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("price is called by pay.\n")
    assert "\n  shop.py:10  price\n" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("fact, 95% sure")


@pytest.mark.parametrize(
    ("question", "kind", "rung"),
    [
        ("who calls price", "callers", "fact"),
        ("what does price do", "what", "fact"),
        ("where is price", "where", "fact"),
        ("what changed in shop.py", "changes", "fact"),
        ("", "overview", "fact"),
        ("zebra", "search", "abstain"),
        ('File "shop.py", line 6', "trace", "fact"),
    ],
)
def test_json(invoke, question: str, kind: str, rung: str) -> None:
    done = invoke("ask", "--json", question)
    [line] = done.stdout.splitlines()
    answer = json.loads(line)
    assert set(answer) == KEYS and (answer["kind"], answer["rung"]) == (kind, rung)
    assert set(answer["tokens"]) == {"prompt", "completion"}
    for citation in answer["citations"]:
        assert set(citation) == {"path", "start_line", "end_line", "symbol"}


def test_without_a_question_it_says_what_the_repository_is(invoke) -> None:
    assert invoke("ask").stdout.splitlines()[:1] == invoke("ask", "").stdout.splitlines()[:1]


def test_batch(sleepd, shop: object, tmp_path: Path) -> None:
    file = tmp_path / "batch"
    lines = [
        {"id": 7, "question": "who calls price"},
        {"id": [None], "question": "\ud83d"},
        {"id": "x", "question": ""},
    ]
    file.write_text("\ufeff" + "\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = sleepd("ask", "--batch", str(file))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [answer["id"] for answer in answers] == [7, [None], "x"]
    assert all(set(answer) == KEYS | {"id"} for answer in answers)
    assert sleepd("ask", "--batch", "-", input=json.dumps(lines[0])).returncode == 0
    assert sleepd("ask", "--batch", os.devnull).returncode == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("who calls price", "is not JSON"),
        ('{"id": 1, "question": "x"', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"question": "x"}', "has no id"),
        ('{"id": 1}', "has no question that is text"),
        ('{"id": 1, "question": 5}', "has no question that is text"),
        ("\x00\x01", "is not JSON"),
    ],
)
def test_a_malformed_batch_line_is_named_and_nothing_is_answered(
    sleepd, tmp_path: Path, line: str, problem: str
) -> None:
    file = tmp_path / "batch"
    file.write_text(f'{{"id": 0, "question": "price"}}\n\n{line}\n')
    done = sleepd("ask", "--batch", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"sleepd: line 3 of {file} {problem}")
    assert len(done.stderr.splitlines()) == 2 and '"question"' in done.stderr.splitlines()[1]


@pytest.mark.skipif(os.name != "posix", reason="arguments are bytes")
def test_bytes_that_are_no_text(shop) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sleepd", "ask", b"who calls \xff\xfe"], cwd=shop.root, capture_output=True
    )
    assert done.returncode == 0 and b"Traceback" not in done.stderr


def test_questions_are_remembered_for_the_sleep_pass(invoke, shop, tmp_path: Path) -> None:
    file = tmp_path / "batch"
    file.write_text('{"id": 1, "question": "who calls price"}\n{"id": 2, "question": "where is pay"}\n')
    invoke("ask", "who calls price")
    invoke("ask", "--batch", str(file))
    workspace = Workspace(str(shop.root))
    assert sorted(workspace.notes.asked()) == [("shop.py::pay", "where", 1), ("shop.py::price", "callers", 2)]
    workspace.close()
