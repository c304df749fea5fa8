"""Code lenses, workspace symbols and completion, against the real server and a real daemon."""

from __future__ import annotations

from editing import SHOP, at


def test_lenses_count_when_seen(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py", f"# new\n{SHOP}")
    lenses = editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert [lens["range"]["start"]["line"] for lens in lenses] == [4, 9] and "command" not in lenses[0]
    seen = [editor.request("codeLens/resolve", lens)["command"] for lens in lenses]
    assert [command["title"] for command in seen] == ["1 user, 1 test", "0 users, 0 tests"]
    command = {"command": seen[0]["command"], "arguments": seen[0]["arguments"]}
    assert editor.request("workspace/executeCommand", command)["answer"].startswith("price is called by pay")


def test_hints_count_where_they_are_asked_for(shop, start):
    shop.write("marked.py", "def mark(f): return f\n\n\n@mark\ndef wide():  # \N{GRINNING FACE}\n    return 1\n")
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    editor = start(shop.root, {}, initializationOptions={"inlayHints": True})
    uri = editor.open(shop.root / "shop.py", f"# new\n{SHOP}")
    hints = editor.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": everything})
    assert [(hint["position"]["line"], hint["position"]["character"], hint["label"]) for hint in hints] == [
        (4, 12, "1 user, 1 test"), (9, 10, "0 users, 0 tests"),
    ]  # fmt: skip
    some = {"start": {"line": 9, "character": 0}, "end": {"line": 11, "character": 0}}
    assert len(editor.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": some})) == 1
    marked = editor.open(shop.root / "marked.py")
    *_, last = editor.request("textDocument/inlayHint", {"textDocument": {"uri": marked}, "range": everything})
    assert last["position"] == {"line": 4, "character": 17}
    plain = start(shop.root, {}).initialized["capabilities"]
    assert not plain.get("inlayHintProvider") and plain["codeLensProvider"]


def test_symbols_by_name_and_by_meaning(shop, start):
    editor = start(shop.root, {})
    (first, *_) = editor.request("workspace/symbol", {"query": "pri"})
    assert first["name"] == "price" and first["kind"] == 12 and first["containerName"] == "shop.py"
    assert first["location"]["uri"] == (shop.root / "shop.py").as_uri()
    assert first["location"]["range"]["start"]["line"] == 3
    meant = editor.request("workspace/symbol", {"query": "bank is slow"})
    assert meant[0]["name"] == "pay"
    assert editor.request("workspace/symbol", {"query": ""}) == []


def test_what_is_set_off_is_not_offered(shop, start):
    editor = start(shop.root, {}, initializationOptions={"codeLens": False, "workspaceSymbols": False})
    capabilities = editor.initialized["capabilities"]
    assert not capabilities.get("codeLensProvider") and not capabilities.get("workspaceSymbolProvider")
    assert capabilities["hoverProvider"]


def test_questions_are_completed_in_a_question_comment(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py", SHOP.replace("    return 1", "    #? wh\n    return 1"))
    items = editor.request("textDocument/completion", at(uri, 5, 9))
    labels = [item["label"] for item in items]
    assert labels[0] == "Who uses price?" and "Which tests cover price?" in labels
    assert items[0]["detail"].startswith("price is called by pay")
    place = items[0]["textEdit"]["range"]
    assert (place["start"]["character"], place["end"]["character"]) == (7, 9)
    assert editor.request("textDocument/completion", at(uri, 4, 9)) == []
