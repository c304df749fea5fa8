from __future__ import annotations

import json


def test_nothing_is_prepared_yet(sleepd) -> None:
    done = sleepd("notes")
    assert (done.returncode, done.stdout) == (0, "") and "run `sleepd sleep`" in done.stderr


def test_what_is_prepared(invoke, shop) -> None:
    invoke("sleep")
    assert "What is shop.py?" in invoke("notes", "./shop.py").stdout
    assert "Who uses price?" in invoke("notes", "shop.py::price").stdout
    notes = [json.loads(line) for line in invoke("notes", "--json", "shop.py").stdout.splitlines()]
    assert {"unit", "kind", "question", "answer", "evidence", "fresh"} <= set(notes[0])
    assert all(note["fresh"] for note in notes)
    shop.write("shop.py", "def price():\n    return 2\n")
    assert "(out of date)" in invoke("notes", "shop.py").stdout


def test_the_repository_and_folders(invoke) -> None:
    invoke("sleep")
    assert invoke("notes").stdout == invoke("notes", ".").stdout != ""
    assert invoke("notes", "lib").stdout == invoke("notes", "lib/").stdout


def test_what_is_not_there(sleepd) -> None:
    done = sleepd("notes", "nowhere.py")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("sleepd: there is no nowhere.py here\n  ")
