"""sleepd lsp --check"""

from __future__ import annotations

import subprocess
import sys


def check() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "sleepd", "lsp", "--check"], capture_output=True, text=True, timeout=60
    )


def test_what_was_negotiated(shop, start):
    assert check().returncode == 1 and "no editor has connected yet" in check().stderr
    able = {"textDocument": {"codeLens": {}, "codeAction": {}, "completion": {}, "publishDiagnostics": {}}}
    start(shop.root, able, clientInfo={"name": "Ed", "version": "7"})
    said = check().stdout
    assert said.startswith(f"Ed 7 connected last, for {shop.root}.\nColumns are counted in utf-16.\nOff")
    assert "answers open as messages" in said and "no workspace symbols" in said and "lenses" not in said
