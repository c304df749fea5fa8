"""Wrong and hostile messages, and documents that are no files of the folder: no crash, no leak, nothing on show."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import pytest
from editing import SHOP, at, in_process, say

METHODS = [
    "textDocument/hover", "textDocument/codeAction", "textDocument/codeLens", "codeLens/resolve",
    "textDocument/completion", "textDocument/documentLink", "textDocument/inlayHint", "workspace/symbol",
    "workspace/executeCommand", "workspace/textDocumentContent", "sleepd/ask", "textDocument/didOpen",
    "textDocument/didChange", "textDocument/didSave", "textDocument/didClose", "$/cancelRequest", "$/progress",
    "window/workDoneProgress/cancel", "workspace/didChangeWorkspaceFolders", "initialize", "initialized", "$/setTrace",
    "no/such", "", 5, None, ["x"],
]  # fmt: skip
COMMANDS = ["sleepd.ask", "sleepd.askSelection", "sleepd.explain", "sleepd.refresh", "sleepd.status", "rm"]
URIS = [
    "file:///x/a.py", "file:///x/a%20b.py", "file:///c%3A/x.py", "file:///C:/x.py", "file://wsl%24/Ubuntu/x.py",
    "file://wsl.localhost/Ubuntu/x.py", "untitled:Untitled-1", "untitled:/x/a.py", "git:/x/a.py?ref", "sleepd:/a.md",
    "file:///%00", "file:///%FF%FE", "file://", "", "file:///" + "a/" * 3000, "\u2028", "http://[::1", "file://[x",
]  # fmt: skip
WRONG = [None, True, -1, 2**31, 2**70, 1.5, "", "x" * 5000, "\ud800", "\0", [], {}, [[]], {"jsonrpc": "2.0", "id": 1}]


def anything(chance: random.Random, depth: int = 3):
    """Some JSON."""
    if depth and chance.random() < 0.3:
        return {chance.choice(["a", "uri", "line", "1x", "id", "method"]): anything(chance, depth - 1)}
    return chance.choice([*WRONG, *URIS])


def place(chance):
    return {"line": chance.choice([0, 1, 5, 10**6, -1]), "character": chance.choice([0, 3, 10**6, -1])}


def likely(chance: random.Random):
    """Parameters that are nearly right."""
    uri = chance.choice(URIS)
    span = {"start": place(chance), "end": place(chance)}
    text = chance.choice([SHOP, "#? who\n", "", "\r\n\r", "x" * 1000, "\ud800"])
    return {
        "textDocument": {"uri": uri, "version": chance.choice([1, -5, 2]), "languageId": "python", "text": text},
        "contentChanges": [{"text": text, **({"range": span} if chance.random() < 0.7 else {})}],
        "position": place(chance), "range": span, "context": {"diagnostics": [], "only": chance.choice([[], ["x"]])},
        "query": text, "uri": uri, "command": chance.choice(COMMANDS), "token": 1, "id": chance.randrange(400),
        "arguments": [chance.choice([{"uri": uri, "range": span}, {"question": text, "line": -1}, 7])],
        "question": text, "workDoneToken": chance.choice([1, "a"]), "value": "verbose",
        "event": {"added": [{"uri": uri, "name": "x"}], "removed": [{"uri": uri, "name": "x"}]}, "data": {"uri": uri},
    }  # fmt: skip


def message(chance: random.Random, number: int):
    method = chance.choice(METHODS)
    params = likely(chance)
    for _ in range(chance.randrange(3)):
        params[chance.choice(list(params))] = anything(chance)
    said = {"method": method, "params": params if chance.random() < 0.9 else anything(chance)}
    if chance.random() < 0.6:
        said["id"] = number
    if chance.random() < 0.1:
        said |= {"result": anything(chance)}
        del said["method"]
    return said


@pytest.mark.parametrize("seed", range(4))
def test_whatever_comes_is_survived(tmp_path, monkeypatch, seed):
    """Each request is answered once, and nothing is left of any."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("SLEEPD_NO_DAEMON", "1")

    async def storm():
        chance, asked = random.Random(seed), []
        server, written = await in_process()
        for number in range(1, 401):
            said = message(chance, number)
            if "id" in said and "method" in said:
                asked.append(number)
            with suppress(Exception):  # As the loop that reads does.
                say(server, **said)
            if number % 20 == 0:
                await asyncio.sleep(0)
        for _ in range(200):
            if not server.protocol._request_futures:
                break
            await asyncio.sleep(0.05)
        return asked, [one["id"] for one in written.messages if "method" not in one], dict(
            server.protocol._request_futures
        ), server.protocol.progress.tokens

    asked, answered, left, tokens = asyncio.run(storm())
    assert sorted(number for number in answered if number) == asked
    assert not left and not tokens


def test_what_is_no_message(shop, start):
    editor = start(shop.root, {})
    broken = [b"{", b"\xff\xfe", b"[" * 100_000]
    for body in [*broken, b"[]", b"7", b"null", b"{}", b'{"jsonrpc": "1.0"}', b'{"jsonrpc": "2.0"}']:
        editor.process.stdin.write(b"Content-Type: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        editor.process.stdin.flush()
    assert editor.hover(editor.open(shop.root / "shop.py"), 3, 5)
    assert [editor.reply_to(None)["error"]["code"] for _ in broken] == [-32700] * len(broken)
    assert editor.leave() == 0


@pytest.mark.parametrize(
    "header", [b"Content-Length: 99999999999999\r\n\r\n", b"Content-Length: 500\r\n\r\n{", b"x\n" * 99], ids=range(3)
)
def test_a_client_that_speaks_no_protocol(shop, start, header):
    editor = start(shop.root, {})
    editor.process.stdin.write(header)
    editor.process.stdin.close()
    assert editor.process.wait(20) == 1


def test_initialize_comes_once(shop, start):
    editor = start(shop.root, {})
    reply = editor.reply_to(editor.begin("initialize", {"processId": None, "rootUri": None, "capabilities": {}}))
    assert reply["error"]["code"] == -32600
    assert editor.hover(editor.open(shop.root / "shop.py"), 3, 5)


@pytest.mark.parametrize("options", [[], 7, {"marker": 7, "codeLens": "no", "diagnostics": {}}, {"marker": ""}])
def test_wrong_settings(shop, start, options):
    editor = start(shop.root, {}, initializationOptions=options)
    uri = editor.open(shop.root / "shop.py", f"#? who calls price\n{SHOP}")
    assert editor.diagnostics(uri)[0]["message"].startswith("price is called by pay")


def test_documents_that_are_no_files_here(shop, start):
    editor = start(shop.root, {})
    for uri in [*URIS, "file:///etc/hostname"]:
        document = {"uri": uri, "languageId": "python", "version": 1, "text": f"#? who calls price\n{SHOP}"}
        editor.notify("textDocument/didOpen", {"textDocument": document})
        assert editor.request("textDocument/hover", at(uri, 4, 5)) is None
        assert editor.request("textDocument/hover", at(uri, 0, 5)) is None
        for method in ("textDocument/codeLens", "textDocument/documentLink"):
            assert editor.request(method, {"textDocument": {"uri": uri}}) == []
        editor.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert editor.leave() == 0


def test_percent_encoding_is_the_clients(shop, start):
    shop.write("a b+c@d.py", SHOP)
    editor = start(shop.root, {})
    plain = (shop.root / "a b+c@d.py").as_uri()
    uri = plain.replace("%20", " ").replace("+", "%2B").replace("@", "%40")
    document = {"uri": uri, "languageId": "python", "version": 1, "text": f"#? who calls this\n{SHOP}"}
    editor.notify("textDocument/didOpen", {"textDocument": document})
    assert len(editor.diagnostics(uri)) == 1
    assert "taxes included" in editor.hover(plain, 4, 5)


def test_a_file_that_is_deleted_under_the_buffer(shop, start):
    editor = start(shop.root, {}, initializationOptions={"diagnostics": True})
    uri = editor.open(shop.root / "shop.py")
    assert editor.hover(uri, 3, 5)
    (shop.root / "shop.py").unlink()
    assert editor.hover(uri, 3, 5) is None
    assert editor.request("textDocument/codeLens", {"textDocument": {"uri": uri}}) == []
    editor.change(uri, f"#? who calls price\n{SHOP}")
    while not (shown := editor.diagnostics(uri)):
        pass
    assert len(shown) == 1
    assert editor.leave() == 0


def test_several_folders(shop, make_repo, start):
    other = make_repo("other")
    other.write("bank.py", "def price_of_money():\n    return 2\n")
    folders = [{"uri": root.as_uri(), "name": "x"} for root in (shop.root, shop.root / "tests")]
    editor = start(shop.root, {}, workspaceFolders=folders)

    def named():
        return [one["name"] for one in editor.request("workspace/symbol", {"query": "price"})]

    assert "price_of_money" not in named() and named().count("price") == 1
    event = {"added": [{"uri": other.root.as_uri(), "name": "y"}], "removed": []}
    editor.notify("workspace/didChangeWorkspaceFolders", {"event": event})
    assert "price_of_money" in named()
    asked = {"question": "where is price_of_money", "uri": (other.root / "bank.py").as_uri()}
    assert editor.request("sleepd/ask", asked)["citations"]
