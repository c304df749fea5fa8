"""Commands and the request `sleepd/ask`, against the real server and a real daemon."""

from __future__ import annotations

import os
import time

import pytest
from editing import SHOP
from support import workspace_at

from sleepd.refresh import refresh
from sleepd.store.notes import StoredNote

TAGS = {"textDocument": {"codeAction": {"tagSupport": {"valueSet": [1]}}}}


def run(editor, command, *arguments, **more):
    return editor.request("workspace/executeCommand", {"command": command, "arguments": list(arguments), **more})


def span(uri, start, end):
    (line, character), (last, end_character) = start, end
    ends = {"start": {"line": line, "character": character}, "end": {"line": last, "character": end_character}}
    return {"uri": uri, "range": ends}


def progress(editor, token):
    """What was told with this token since it was asked last."""
    found = []
    while not editor.notified.empty():
        message = editor.notified.get()
        if message["method"] == "$/progress" and message["params"]["token"] == token:
            found.append(message["params"]["value"])
    return found


@pytest.mark.parametrize(
    ("begin", "end", "unit"),
    [
        ((10, 0), (11, 8), "shop.py::pay"),  # Some lines of it, one line further down than saved.
        ((11, 11), (11, 16), "shop.py::price"),  # A name means what it names.
        ((11, 13), (11, 13), "shop.py::price"),
        ((4, 0), (8, 0), "shop.py::price"),  # Whole lines, and an empty one.
        ((4, 0), (12, 0), "shop.py"),  # Two functions.
    ],
)
def test_explain_what_is_selected(shop, start, begin, end, unit):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py", f"# new\n{SHOP}")
    assert run(editor, "sleepd.explain", span(uri, begin, end))["unit"] == unit


def test_explaining_is_offered_where_something_is_selected(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    params = {"textDocument": {"uri": uri}, "context": {"diagnostics": []}}
    selected = span(uri, (3, 4), (5, 8))["range"]
    (action,) = [
        action
        for action in editor.request("textDocument/codeAction", {**params, "range": selected})
        if action["title"] == "Explain the selection"
    ]
    assert run(editor, action["command"]["command"], *action["command"]["arguments"])["unit"] == "shop.py::price"
    at = span(uri, (3, 4), (3, 4))["range"]
    titles = [action["title"] for action in editor.request("textDocument/codeAction", {**params, "range": at})]
    assert titles and "Explain the selection" not in titles


def test_ask_about_what_is_selected(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py", SHOP.replace("return 1", "return 1  # who calls this"))
    asked = {**span(uri, (3, 0), (5, 8)), "question": "which tests cover it"}
    assert run(editor, "sleepd.askSelection", asked)["answer"].startswith("price is used in 1 test")
    said = run(editor, "sleepd.askSelection", span(uri, (5, 16), (5, 30)))
    assert said["question"] == "who calls this" and said["answer"].startswith("price is called by pay")


def test_wrong_selections_are_refused(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    for wrong in ({}, {"uri": uri}, span("file:///no.py", (0, 0), (0, 1)), span(uri, (3, 0), (1, 0)), {"uri": 7}, 7):
        for command in ("sleepd.explain", "sleepd.askSelection"):
            params = {"command": command, "arguments": [wrong]}
            assert editor.reply_to(editor.begin("workspace/executeCommand", params))["error"]["code"] == -32602
    assert run(editor, "sleepd.explain", span(uri, (900, 0), (999, 0)))["unit"] == "shop.py::pay"


def test_refresh_and_status(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py", f"#? who calls price\n{SHOP}")
    assert editor.diagnostics(uri)[0]["message"].startswith("price is called by pay")
    shop.write("more.py", "from shop import price\n\n\ndef more():\n    return price()\n")
    assert run(editor, "sleepd.refresh") is None
    assert "more" in editor.diagnostics(uri)[0]["message"]
    found = run(editor, "sleepd.status")
    assert [one["root"] for one in found["repositories"]] == [str(shop.root)] and found["pid"]
    said = [message for message in list(editor.notified.queue) if message["method"] == "window/showMessage"]
    assert f"{shop.root}: in step" in said[-1]["params"]["message"]


def test_an_answer_in_parts_and_progress(shop, start):
    editor = start(shop.root, {})
    asked = {"question": "who calls price", "workDoneToken": "work", "partialResultToken": 7}
    answered = editor.request("sleepd/ask", asked)
    told = list(editor.notified.queue)
    assert "".join(part["answer"] for part in progress(editor, 7)) == answered["answer"]
    editor.notified.queue.extend(told)
    first, *_, last = progress(editor, "work")
    assert (first["kind"], first["title"], last["kind"]) == ("begin", "who calls price", "end")
    run(editor, "sleepd.status", workDoneToken="again")
    assert [one["kind"] for one in progress(editor, "again")] == ["begin", "end"]


def test_an_answer_that_a_model_wrote_is_said_to_be(shop, start):
    text = "price is what one thing costs, says a model."
    with workspace_at(shop.root, os.environ["SLEEPD_STATE_DIR"]) as workspace:
        refresh(workspace)
        note = StoredNote("shop.py::price", "what", "What is price?", text, [], {}, "model/x", 1.0, int(time.time()))
        with workspace.database.writing():
            workspace.notes.put(note)
    plain, tagging = start(shop.root, {}), start(shop.root, TAGS)
    for editor, tags in ((plain, {}), (tagging, {"What is price?": [1]})):
        uri = editor.open(shop.root / "shop.py")
        params = {"textDocument": {"uri": uri}, "context": {"diagnostics": []}, **span(uri, (3, 5), (3, 5))}
        found = editor.request("textDocument/codeAction", params)
        assert {action["title"]: action["tags"] for action in found if action.get("tags")} == tags
    answered = run(plain, "sleepd.explain", span(uri, (3, 5), (3, 5)))
    assert answered["answer"] == text and answered["by_model"]
