"""An agent that makes no mistakes of its own, for agent.py --scripted: what it reads is what its tools give.

It goes as a good agent would. Without sleepd it greps for the definition that the question names and reads there, or
greps for the calls and reads around each; for a change it greps for the rarest words and takes the file with most of
them. With sleepd it asks, or searches, once. A question counts as answered when the right name or value stands in what
it has read.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

from agent_items import Item

from sleepd.indexers.roles import role_of
from sleepd.llm.tokens import tokens_in

_MOST_READ = 3
_ABOVE = 25
"""Lines above a call that are read to see in which function it stands."""
_HIT = re.compile(r"^([^:\n]+):(\d+):(.*)$", re.MULTILINE)


class Script:
    """Takes the place of a model's loop."""

    def __init__(self, arm: str, tools: dict[str, Callable[[str], Any]], told: str) -> None:
        self._arm, self._tools = arm, tools
        self._context = tokens_in(told)
        """What a model would read at its next turn."""
        self._tokens = 0
        self._calls: list[str] = []
        self._read: list[str] = []

    async def run(self, item: Item) -> dict[str, Any]:
        """What came of one item."""
        started = time.monotonic()
        self._context += tokens_in(item.text)
        files = await (self._search(item.text) if item.kind == "change" else self._find(item))
        self._tokens += self._context  # The turn that answers.
        right = len({*files} & {*item.gold})
        found = any(re.search(rf"(?<!\w){re.escape(gold)}(?!\w)", text) for gold in item.gold for text in self._read)
        success = 2 * right / (len(files) + len(item.gold)) if item.kind == "change" else float(found)
        return {
            "answer": ", ".join(files), "success": success, "prompt_tokens": self._tokens, "completion_tokens": 0,
            "calls": self._calls, "seconds": round(time.monotonic() - started, 3),
        }  # fmt: skip

    async def _call(self, name: str, text: str) -> str:
        self._tokens += self._context
        result = self._tools[name](text)
        read = str(result if isinstance(result, str) else await result)
        self._calls.append(f"{name} {text}")
        self._read.append(read)
        self._context += tokens_in(read) + tokens_in(json.dumps({"tool": name, "input": text}))
        return read

    async def _find(self, item: Item) -> list[str]:
        if self._arm == "with":
            await self._call("ask", item.text)
            return []
        name = re.findall(r"`(\w+)`", item.text)[-1]
        if item.kind == "caller":
            hits = [hit for hit in _HIT.findall(await self._call("grep", f"{name}(")) if f"def {name}" not in hit[2]]
            hits.sort(key=lambda hit: role_of(hit[0]) != "source")
            reads = [f"{path}:{max(1, int(line) - _ABOVE)}" for path, line, _ in hits[:_MOST_READ]]
        else:
            keyword = "class" if item.kind == "base" else "def"
            hits = _HIT.findall(await self._call("grep", f"{keyword} {name}"))
            reads = [f"{path}:{line}" for path, line, _ in hits[:1]]
        for place in reads:
            text = await self._call("read", place)
            if any(re.search(rf"def {re.escape(gold)}\b", text) for gold in item.gold):
                break  # It sees the function around the call.
        return []

    async def _search(self, text: str) -> list[str]:
        if self._arm == "with":
            found = re.findall(r"^(\S+\.\w+)$", await self._call("search", text), re.MULTILINE)
            return [path for path in found if role_of(path) == "source"][:1]
        words = sorted(set(re.findall(r"\w{4,}", text)), key=lambda word: (-len(word), word))[:_MOST_READ]
        counts: dict[str, int] = {}
        for word in words:
            for path in {hit[0] for hit in _HIT.findall(await self._call("grep", word)) if role_of(hit[0]) == "source"}:
                counts[path] = counts.get(path, 0) + 1
        return sorted(counts, key=lambda path: (-counts[path], path))[:1]
