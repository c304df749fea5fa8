"""Code actions and the command that they run, against the real server and a real daemon."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from editing import SHOP

SHOWS = {"window": {"showDocument": {"support": True}}}
ASKING = SHOP.replace("    return 1", "    #? who calls this\n    return 1")


def actions(editor, uri, line, character, **context):
    place = {"line": line, "character": character}
    params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}}
    found = editor.request("textDocument/codeAction", {**params, "context": {"diagnostics": [], **context}})
    return {action["title"]: action for action in found}


def run(editor, action):
    command = {key: action["command"][key] for key in ("command", "arguments")}
    return editor.request("workspace/executeCommand", command)


def messages(editor):
    return [
        message["params"]["message"]
        for message in list(editor.notified.queue)
        if message["method"] == "window/showMessage"
    ]


def test_the_questions_of_a_symbol(shop, start):
    editor = start(shop.root, SHOWS)
    editor.reply["window/showDocument"] = {"success": True}
    uri = editor.open(shop.root / "shop.py")
    found = actions(editor, uri, 10, 12)  # a use of it
    assert {"What breaks if price changes?", "Why is price there?", "Which tests cover price?"} <= set(found)
    answered = run(editor, found["Which tests cover price?"])
    assert answered["answer"].startswith("price is used in 1 test: test_price.")
    shown = Path(unquote(urlparse(editor.requested.get(timeout=5)["params"]["uri"]).path))
    text = shown.read_text(encoding="utf-8")
    assert text.startswith("# Which tests cover price?\n") and "[tests/test_shop.py:5](file://" in text
    assert stat.S_IMODE(os.stat(shown).st_mode) == 0o400
    assert run(editor, found["Which tests cover price?"]) and not messages(editor)
    assert editor.leave() == 0 and not shown.exists()


@pytest.mark.parametrize("reply", [None, {"success": False}, "nonsense"])
def test_a_client_that_shows_no_document_gets_a_message(shop, start, reply):
    editor = start(shop.root, SHOWS)
    editor.reply["window/showDocument"] = reply
    uri = editor.open(shop.root / "shop.py")
    run(editor, actions(editor, uri, 3, 5)["Who uses price?"])
    (said,) = messages(editor)
    assert said.startswith("Who uses price?\nprice is called by pay")


def test_what_to_do_with_a_question(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py", ASKING)
    found = actions(editor, uri, 5, 8)
    assert list(found) == ["Insert the answer", "Remove the question", "Open the answer"]
    (inserted,) = found["Insert the answer"]["edit"]["changes"][uri]
    assert inserted["range"] == {"start": {"line": 5, "character": 0}, "end": {"line": 6, "character": 0}}
    assert inserted["newText"].startswith("    #? who calls this\n    # price is called by pay, and in 1 test.\n")
    (removed,) = found["Remove the question"]["edit"]["changes"][uri]
    assert removed == {"range": inserted["range"], "newText": ""}
    assert run(editor, found["Open the answer"])["answer"].startswith("price is called by pay")
    assert list(actions(editor, uri, 5, 8, only=["quickfix"])) == ["Insert the answer", "Remove the question"]
    assert not actions(editor, uri, 5, 8, only=["refactor"])


def test_ask_by_command_and_request(shop, start):
    editor = start(shop.root, {})
    command = {"command": "sleepd.ask", "arguments": [{"question": "who calls price"}]}
    assert editor.request("workspace/executeCommand", command)["answer"].startswith("price is called by pay")
    assert "price is called by pay" in messages(editor)[0]
    uri = editor.open(shop.root / "shop.py")
    asked = editor.request("sleepd/ask", {"uri": uri, "line": 3, "question": "who calls this"})
    assert asked["answer"].startswith("price is called by pay") and asked["citations"]
    for wrong in ({"command": "sleepd.ask"}, {"command": "sleepd.ask", "arguments": [7]}, {"command": "no.such"}):
        reply = editor.reply_to(editor.begin("workspace/executeCommand", wrong))
        assert reply["error"]["code"] == -32602, reply
