"""Questions in comments, against the real server and a real daemon."""

from __future__ import annotations

import pytest
from editing import SHOP

from sleepd.lsp.comments import commented, questions


def test_a_question_is_answered_where_it_stands(shop, start):
    editor = start(shop.root, {})
    asking = SHOP.replace("    return 1", "    #? who calls this\n    return 1")
    uri = editor.open(shop.root / "shop.py", asking)
    (shown,) = editor.diagnostics(uri)
    assert shown["severity"] == 3 and shown["source"] == "sleepd"
    assert shown["message"].startswith("price is called by pay")
    assert shown["range"] == {"start": {"line": 5, "character": 4}, "end": {"line": 5, "character": 21}}
    told = editor.hover(uri, 5, 8)
    assert told.startswith("# who calls this\n\nprice is called by pay") and "[shop.py:11](file://" in told
    editor.change(uri, SHOP)
    assert editor.diagnostics(uri) == []


def test_another_marker(shop, start):
    editor = start(shop.root, {}, initializationOptions={"marker": "ask:"})
    uri = editor.open(shop.root / "shop.py", f"# ask: who calls price\n#? who calls price\n{SHOP}")
    (shown,) = editor.diagnostics(uri)
    assert shown["range"]["start"]["line"] == 0


@pytest.mark.parametrize(
    ("path", "line", "text"),
    [
        ("a.py", "    #? why", "why"),
        ("a.py", "# ? why", "why"),
        ("a.go", "//? why", "why"),
        ("a.sql", "--? why", "why"),
        ("a.css", "/*? why */", "why"),
        ("a.md", "<!--? why -->", "why"),
        ("Makefile", "#? why", "why"),
        ("unheard.of", "#? why", "why"),
    ],
)
def test_comments_of_each_language(path, line, text):
    (asked,) = questions(path, ["", line], "?")
    assert asked.text == text and asked.line == 1 and line[asked.start : asked.end] == line.strip()


@pytest.mark.parametrize("line", ["x = 1  # really?", "#?! /bin/sh", "#?why", '"#? why"', "//? why"])
def test_what_is_no_question(line):
    assert not list(questions("a.py", [line], "?"))


def test_an_answer_as_a_comment():
    assert commented("a.py", "  ", ["one", ""]) == "  # one\n  #\n"
    assert commented("a.css", "", ["one */ two"]) == "/* one  two */\n"
