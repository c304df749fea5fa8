from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from sleepd.llm.tokens import tokens_in

ROOT = Path(__file__).parents[2]
ODD = [
    "",
    " ",
    "\n\n\n",
    "x" * 300,
    "日本語のコメント",
    "🙂🙂",
    "a\tb\0c",
    "0123456789" * 9,
    "}{)(*&^%$" * 20,
    "Grüße, naïve café",
]


def test_no_text_has_more_tokens_than_estimated(model_server: str) -> None:
    sources = [*ROOT.glob("*.md"), *ROOT.glob("indexers/languages/*.py"), *ROOT.glob("tests/indexers/samples/*")]
    for text in [*ODD, *(path.read_text(encoding="utf-8", errors="replace")[:4000] for path in sources[:60])]:
        request = urllib.request.Request(
            model_server.removesuffix("/v1") + "/tokenize", json.dumps({"content": text}).encode()
        )
        with urllib.request.urlopen(request) as reply:
            assert len(json.load(reply)["tokens"]) <= tokens_in(text), text[:80]
