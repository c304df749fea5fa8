"""What pygls does otherwise than it should, and what clients do: each is tried, most of it on the real server."""

from __future__ import annotations

import asyncio
import queue
from contextlib import suppress

import pytest
from editing import at, in_process, say
from lsprotocol import types

from sleepd.lsp.protocol import lines_of

UNKNOWN = {
    "general": {"positionEncodings": ["utf-64", "utf-8"]},
    "workspace": {
        "symbol": {"symbolKind": {"valueSet": [1, 999]}},
        "workspaceEdit": {"resourceOperations": ["teleport"], "failureHandling": "panic"},
    },
    "textDocument": {
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "hocuspocus"]}}},
        "completion": {"completionItem": {"tagSupport": {"valueSet": [77]}}},
        "publishDiagnostics": {"tagSupport": {"valueSet": [1, 88]}},
    },
}


def test_notifications_leave_nothing_behind():
    async def storm() -> int:
        server, _ = await in_process()
        document = {"uri": "untitled:1", "languageId": "python", "version": 1, "text": ""}
        say(server, method="textDocument/didOpen", params={"textDocument": document})
        for version in range(500):
            change = {"textDocument": {"uri": "untitled:1", "version": version}, "contentChanges": [{"text": "x"}]}
            say(server, method="textDocument/didChange", params=change)
        await asyncio.sleep(0)
        return len(server.protocol._request_futures)

    assert asyncio.run(storm()) == 0


def test_nothing_is_left_of_what_the_client_does_not_answer():
    async def asked() -> tuple[dict, dict]:
        server, written = await in_process()
        request = server.protocol.send_request_async("window/showDocument", types.ShowDocumentParams("file:///a.md"))
        with suppress(TimeoutError):
            await asyncio.wait_for(request, 0.01)
        await asyncio.sleep(0)
        number = next(one["id"] for one in written.messages if "method" in one)
        say(server, id=number, result={"success": True})
        return dict(server.protocol._request_futures), dict(server.protocol._result_types)

    assert asyncio.run(asked()) == ({}, {})


@pytest.mark.parametrize("ending", ["shutdown", "$/cancelRequest", "window/workDoneProgress/cancel"])
def test_a_command_under_way_is_ended(ending):
    async def ended() -> tuple[list[str], dict | None, dict | None]:
        server, written = await in_process()
        seen: list[str] = []

        @server.command("slow")
        async def slow(ls) -> None:
            seen.append("begun")
            with suppress(BaseException):
                await asyncio.sleep(60)
                return
            seen.append("ended")
            raise asyncio.CancelledError

        say(server, id=1, method="workspace/executeCommand", params={"command": "slow", "workDoneToken": "work"})
        await asyncio.sleep(0)
        if ending == "shutdown":
            say(server, id=2, method="shutdown", params=None)
        elif ending == "$/cancelRequest":
            say(server, method=ending, params={"id": 1})
        else:
            say(server, method=ending, params={"token": "work"})
        for _ in range(5):
            await asyncio.sleep(0)
        assert not server.protocol.progress.tokens and not server.protocol._request_futures
        return seen, written.reply_to(1), written.reply_to(2)

    seen, command, shutdown = asyncio.run(ended())
    assert seen == ["begun", "ended"]
    assert command["error"]["code"] == types.LSPErrorCodes.RequestCancelled.value
    assert ending != "shutdown" or shutdown["result"] is None


def test_unknown_values_of_enumerations(shop, start):
    editor = start(shop.root, UNKNOWN, trace="loud")
    assert editor.initialized["capabilities"]["positionEncoding"] == "utf-8"
    assert editor.hover(editor.open(shop.root / "shop.py"), 3, 5)


def test_nothing_pops_up_and_nothing_of_a_document_is_logged(shop, start):
    editor = start(shop.root, {})
    editor.notify("textDocument/didOpen", {"textDocument": {"uri": 7, "text": "my secret text"}})
    wrong = {"textDocument": {"uri": "file:///x.py"}, "contentChanges": "my secret text"}
    editor.notify("textDocument/didChange", wrong)
    editor.notify("no/such/notification", {"text": "my secret text"})
    uri = editor.open(shop.root / "shop.py", "my secret text = 1\n")
    editor.change(uri, "my secret text = 2\n")
    bad = editor.begin("textDocument/hover", {"position": "my secret text"}, "a text for an id")
    assert editor.reply_to(bad)["error"]["code"] == types.ErrorCodes.InvalidParams.value
    assert editor.leave() == 0
    assert b"secret" not in b"".join(editor.log)
    with pytest.raises(queue.Empty):
        while True:
            assert editor.notified.get_nowait()["method"] != "window/showMessage"


def test_before_initialize_and_after_shutdown(shop, start):
    editor = start(shop.root)
    early = editor.reply_to(editor.begin("textDocument/hover", at("file:///x.py", 0, 0)))
    assert early["error"]["code"] == types.ErrorCodes.ServerNotInitialized.value
    editor.initialize({})
    assert editor.request("shutdown", None) is None
    late = editor.reply_to(editor.begin("textDocument/hover", at("file:///x.py", 0, 0)))
    assert late["error"]["code"] == types.ErrorCodes.InvalidRequest.value
    editor.notify("exit", None)
    assert editor.process.wait(10) == 0


def test_exit_without_shutdown_and_a_client_that_dies(shop, start):
    hasty, dying = start(shop.root, {}), start(shop.root, {})
    hasty.notify("exit", None)
    assert hasty.process.wait(10) == 1
    dying.process.stdin.close()
    assert dying.process.wait(10) == 1


def test_a_request_that_is_cancelled(shop, start):
    editor = start(shop.root, {})
    uri = editor.open(shop.root / "shop.py")
    number = editor.begin("textDocument/hover", at(uri, 3, 5))
    editor.notify("$/cancelRequest", {"id": number})
    assert editor.reply_to(number)["error"]["code"] == types.LSPErrorCodes.RequestCancelled.value
    assert editor.hover(uri, 3, 5)


def test_lines_are_those_of_the_protocol():
    assert lines_of("a\r\nb\rc\n\fd\u2028e") == ["a\r\n", "b\r", "c\n", "\fd\u2028e"]
    assert lines_of("") == [] and lines_of("\n") == ["\n"]
