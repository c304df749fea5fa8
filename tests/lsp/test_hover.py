"""textDocument/hover against the real server and a real daemon."""

from __future__ import annotations

import os
import signal

import pytest
from editing import SHOP, at
from support import is_alive, until, workspace_at

from sleepd.daemon import wire


def test_three_lines(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    told = editor.hover(uri, 3, 5).split("\n\n")
    assert told[0].startswith("What one thing costs, taxes included. [shop.py:4](file://")
    assert told[1].startswith("price is called by pay, and in 1 test.") and "[shop.py:11]" in told[1]
    assert told[2].startswith("Its file last changed on 2024-05-01 by Ada: Open the shop (")
    assert len(told) == 3 and "def price" not in "".join(told)


def test_on_a_use_as_on_the_definition(shop, start):
    editor = start(shop.root, {})
    assert "taxes included" in editor.hover(editor.open(shop.root / "shop.py"), 10, 12)
    assert "taxes included" in editor.hover(editor.open(shop.root / "tests/test_shop.py"), 4, 12)


def test_a_reason_in_a_comment_stands_for_missing_words(shop, start):
    editor = start(shop.root, {})
    assert editor.hover(editor.open(shop.root / "shop.py"), 8, 5).startswith("Because the bank is slow")


def test_nothing_where_there_is_nothing_to_say(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    assert editor.hover(uri, 5, 12) is None  # a number
    assert editor.hover(uri, 4, 12) is None  # a word of a docstring
    assert editor.hover(uri, 1, 0) is None  # an empty line
    assert editor.hover(uri, 999, 999) is None
    assert editor.hover((shop.root / "absent.py").as_uri(), 0, 0) is None
    assert editor.hover("untitled:Untitled-1", 0, 0) is None


def test_an_edited_buffer(shop, start):
    """Lines are those of the buffer; what is not saved is said to be."""
    editor = start(shop.root, {})
    path = shop.root / "shop.py"
    uri = editor.open(path, f"import os\nimport sys\n\n{SHOP}")
    told = editor.hover(uri, 6, 5)
    assert told.startswith("What one thing costs") and "[shop.py:7](" in told and "not saved" not in told
    editor.change(uri, f"import os\n{SHOP.replace('return 1', 'return 2 + 3')}")
    assert "`" not in (told := editor.hover(uri, 4, 5)) and "price has changes that are not saved" in told
    assert "price has changes that are not saved" in editor.hover(uri, 11, 12)
    editor.change(uri, f"{SHOP}\n\ndef refund():\n    return -price()\n")
    assert "taxes included" in editor.hover(uri, 14, 13)
    path.write_text(SHOP.replace("one thing", "something"))
    editor.change(uri, path.read_text())
    assert editor.hover(uri, 3, 5).startswith("What something costs")


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 17), ("utf-16", 15), ("utf-32", 14)])
def test_the_negotiated_encoding(shop, start, encoding, column):
    shop.write("wide.py", 'from shop import price\nx = "a\N{GRINNING FACE}", price()  # \N{GRINNING FACE}\n')
    editor = start(shop.root, {"general": {"positionEncodings": [encoding]}})
    assert editor.initialized["capabilities"]["positionEncoding"] == encoding
    uri = editor.open(shop.root / "wide.py")
    found = editor.request("textDocument/hover", at(uri, 1, column))
    assert found["range"]["start"]["character"] == column - 4 and "taxes" in found["contents"]["value"]
    wide = {"start": {"line": 1, "character": column - 4}, "end": {"line": 1, "character": column + 1}}
    editor.change(uri, "pay", at=wide)
    assert editor.hover(uri, 1, column - 2) is None or "taxes" not in editor.hover(uri, 1, column - 2)


def test_without_and_with_a_new_daemon(shop, start):
    """A daemon that was killed is started again by the requests that follow, the first of which may still meet it."""
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    assert editor.hover(uri, 3, 5)
    address = wire.read_address()
    os.kill(address.pid, signal.SIGKILL)
    until(lambda: not is_alive(address.pid))
    until(lambda: editor.hover(uri, 3, 5), 30)
    until(lambda: (found := wire.read_address()) and found.pid != address.pid)


def test_no_daemon_is_said_once(shop, start, monkeypatch):
    monkeypatch.setenv("SLEEPD_NO_DAEMON", "1")
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    assert editor.hover(uri, 3, 5) is None and editor.hover(uri, 3, 5) is None
    said = [message for message in list(editor.notified.queue) if message["method"] == "window/showMessage"]
    assert len(said) == 1 and "SLEEPD_NO_DAEMON" in said[0]["params"]["message"]


def test_what_is_open_is_seen(shop, start):
    editor = start(shop.root, {})
    editor.open(shop.root / "shop.py")
    with workspace_at(shop.root, os.environ["SLEEPD_STATE_DIR"]) as workspace:
        until(lambda: [seen[1:] for seen in workspace.activity.between(0, 1 << 40)] == [("shop.py", "opened")])
