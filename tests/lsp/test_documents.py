"""Answers as documents, and links from documents to lines, against the real server and a real daemon."""

from __future__ import annotations

SHOWS = {"window": {"showDocument": {"support": True}}, "workspace": {"textDocumentContent": {}}}
ASK = {"command": "sleepd.ask", "arguments": [{"question": "who calls price"}]}


def links(editor, uri):
    found = editor.request("textDocument/documentLink", {"textDocument": {"uri": uri}})
    return {(one["range"]["start"]["line"], one["range"]["start"]["character"]): one["target"] for one in found}


def test_an_answer_whose_text_the_client_asks_for(shop, start):
    editor = start(shop.root, SHOWS)
    assert editor.initialized["capabilities"]["workspace"]["textDocumentContent"] == {"schemes": ["sleepd"]}
    editor.reply["window/showDocument"] = {"success": True}
    editor.request("workspace/executeCommand", ASK)
    asked = editor.requested.get(timeout=5)
    uri = asked["params"]["uri"]
    assert asked["method"] == "window/showDocument" and uri == "sleepd:/who-calls-price.md"
    text = editor.request("workspace/textDocumentContent", {"uri": uri})["text"]
    assert text.startswith("# who calls price\n") and "[shop.py:11](file://" in text
    assert "Ask again" in editor.request("workspace/textDocumentContent", {"uri": "sleepd:/gone.md"})["text"]
    editor.request("workspace/executeCommand", ASK)
    again = {editor.requested.get(timeout=5)["method"] for _ in range(2)}
    assert again == {"window/showDocument", "workspace/textDocumentContent/refresh"}
    document = {"uri": uri, "languageId": "markdown", "version": 1, "text": f"{text}\nshop.py:4\n"}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    told = links(editor, uri)
    assert told[max(told)] == f"{(shop.root / 'shop.py').as_uri()}#L4" and max(told)[1] == 0


def test_places_in_documents(shop, start):
    shop.write(
        "docs/guide.md",
        "\N{GRINNING FACE} see shop.py:4 and ../shop.py:9, not gone.py:3\n"
        "[shop.py:4](../shop.py) http://shop.py:80 ../../etc/hosts:1 a/shop.py:4 tests/test_shop.py:4.\n",
    )
    editor = start(shop.root, {})
    shown = (shop.root / "shop.py").as_uri()
    uri = editor.open(shop.root / "docs/guide.md")
    tests = (shop.root / "tests/test_shop.py").as_uri()
    assert links(editor, uri) == {(0, 7): f"{shown}#L4", (0, 21): f"{shown}#L9", (1, 72): f"{tests}#L4"}
    editor.open(shop.root / "shop.py", "# new\n" + (shop.root / "shop.py").read_text(encoding="utf-8"))
    assert links(editor, uri)[0, 7] == f"{shown}#L5"
    assert links(editor, shown) == {} and editor.hover(shown, 4, 5)


def test_no_link_leads_out(shop, start, tmp_path):
    outside = tmp_path / "outside.py"
    outside.write_text("x = 1\n", encoding="utf-8")
    (shop.root / "inside.py").symlink_to(outside)
    shop.write("README.md", f"{outside}:1 ../outside.py:1 inside.py:1\n")
    editor = start(shop.root, {})
    assert links(editor, editor.open(shop.root / "README.md")) == {}
    assert editor.hover(editor.open(shop.root / "shop.py"), 3, 5)
