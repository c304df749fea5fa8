"""Does sleepd help an agent? `agent.py REPOSITORY... --results FILE`

A model in a plain loop finds out which files a change touched, and answers questions about code, once with tools that
list, grep and read, once with these and sleepd's, which it reaches as any agent does: through `sleepd mcp` and the
official client. Both loops are the same but for the tools. The model is the one that OPENAI_BASE_URL names; it replies
with JSON of a schema, so it need not know any tool protocol. Items are made from the clone itself (agent_items.py).

With --scripted a script takes the place of the model (agent_script.py), and tokens are estimated.
Every run is a line of FILE and is not made twice, so it can be interrupted, and goes on with more items.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Any

from agent_items import Item, items
from agent_script import Script
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from measure import machine, sleepd
from openai import AsyncOpenAI
from running import own_state

ARMS = ("without", "with")
STEPS = 6
_MOST_LINES = 40
_MOST_HITS = 20
_MOST_WIDTH = 120
_REPLY_TOKENS = 120
_MOST_ANSWER = 80
"""Characters: a longer answer that has the right word in it is a guess of many."""
_RESAMPLED = 2_000
SYSTEM = """You find things out about a repository of code with tools. In each turn reply with one JSON object: a tool \
and its input, or your answer. The tools:
%s
answer: your final answer. %s
Call as few tools as you can, then answer. This is how it goes for "%s":
%s
{"tool": "answer", "input": "%s"}"""
FORM = {
    "change": "Input: the paths of the files to change, at most 3, separated by commas.",
    "question": "Input: only the name or value that is asked for, one if there are several.",
}
ASKED = {"change": "Which files of source code have to be changed for this change?\n%s", "question": "%s"}
SHOWN = {
    "change": ("Let users set the port", "src/server.py"),
    "question": ("Which function or method calls `open_port`?", "start_server"),
}
"""One example for each kind of task, which the repository has nothing to do with."""
_READ = '{"tool": "read", "input": "src/server.py:20"}'
FIRST = {
    ("change", "without"): ['{"tool": "grep", "input": "port"}', _READ],
    ("change", "with"): ['{"tool": "search", "input": "Let users set the port"}'],
    ("question", "without"): ['{"tool": "grep", "input": "open_port"}', _READ],
    ("question", "with"): ['{"tool": "ask", "input": "who calls open_port"}'],
}
OWN = """list: the files and folders in a folder. Input: its path.
grep: the lines of all files that have a text in them. Input: the text.
read: 40 lines of a file. Input: its path, or path:line to begin at a line."""

Tool = Callable[[str], Any]


def own_tools(root: Path) -> dict[str, Tool]:
    """What every coding agent has."""

    def inside(path: str) -> Path:
        found = (root / path.strip().lstrip("/")).resolve()
        return found if found.is_relative_to(root.resolve()) else root

    def listed(path: str) -> str:
        folder = inside(path)
        names = sorted(f"{one.name}/" if one.is_dir() else one.name for one in folder.iterdir() if one.name != ".git")
        return "\n".join(names[: 2 * _MOST_LINES])

    def grep(text: str) -> str:
        command = ["git", "grep", "-n", "-I", "-F", "-e", text, "--"]
        found = subprocess.run(command, cwd=root, capture_output=True, text=True, errors="replace").stdout.splitlines()
        more = [f"{len(found) - _MOST_HITS} more"] if len(found) > _MOST_HITS else []
        return "\n".join([*(line[:_MOST_WIDTH] for line in found[:_MOST_HITS]), *more]) or "nothing"

    def read(text: str) -> str:
        path, _, start = text.strip().partition(":")
        first = int(start) if start.isdigit() and int(start) else 1
        lines = inside(path).read_text(encoding="utf-8", errors="replace").splitlines()[first - 1 :]
        shown = (f"{number} {line[:_MOST_WIDTH]}" for number, line in enumerate(lines[:_MOST_LINES], first))
        more = [f"{len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
        return "\n".join([*shown, *more])

    return {"list": listed, "grep": grep, "read": read}


async def sleepd_tools(client: Client) -> tuple[dict[str, Tool], str]:
    """The tools of a server, and how it describes them."""
    tools, told = {}, [client.instructions or ""]
    for tool in (await client.list_tools()).tools:
        first = next(iter(tool.input_schema["properties"]))

        async def call(text: str, name: str = tool.name, first: str = first) -> str:
            return "\n".join(part.text for part in (await client.call_tool(name, {first: text})).content)

        tools[tool.name] = call
        about = tool.input_schema["properties"][first].get("description", "")
        told.append(f"{tool.name}: {tool.description} Input: {about}")
    return tools, "\n".join(told)


class Loop:
    """One model that may call tools until it answers."""

    def __init__(self, model: AsyncOpenAI, name: str, arm: str, tools: dict[str, Tool], told: str) -> None:
        self._model, self._name, self._arm, self._tools, self._told = model, name, arm, tools, told

    async def run(self, item: Item) -> dict[str, Any]:
        """What came of one item."""
        form = "change" if item.kind == "change" else "question"
        (asked, answered), first = SHOWN[form], FIRST[form, self._arm]
        messages = [
            {"role": "system", "content": SYSTEM % (self._told, FORM[form], asked, "\n".join(first), answered)},
            {"role": "user", "content": ASKED[form] % item.text},
        ]
        started, tokens, calls, answer = time.monotonic(), [0, 0], [], ""
        for step in range(STEPS):
            repeated = len(set(calls)) < len(calls)  # A small model that does the same again goes on doing so.
            names = ["answer"] if repeated or step == STEPS - 1 else [*self._tools, "answer"]
            said, used = await self._reply(messages, names)
            tokens = [total + more for total, more in zip(tokens, used, strict=True)]
            if said["tool"] == "answer":
                answer = said["input"]
                break
            calls.append(f"{said['tool']} {said['input']}")
            again = calls.count(calls[-1]) > 1
            result = "You did that already: answer." if again else await self._call(said["tool"], said["input"])
            messages += [
                {"role": "assistant", "content": json.dumps(said)},
                {"role": "user", "content": f"{result}\n({STEPS - step - 1} turns left)"},
            ]
        return {
            "answer": answer, "success": judged(item, answer), "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1], "calls": calls, "seconds": round(time.monotonic() - started, 1),
        }  # fmt: skip

    async def _reply(self, messages: list[dict[str, str]], names: list[str]) -> tuple[dict[str, str], tuple[int, int]]:
        form = {
            "type": "object", "properties": {"tool": {"enum": names}, "input": {"type": "string", "maxLength": 200}},
            "required": ["tool", "input"], "additionalProperties": False,
        }  # fmt: skip
        reply = await self._model.chat.completions.create(
            model=self._name, messages=messages, temperature=0, seed=1, max_tokens=_REPLY_TOKENS,
            response_format={"type": "json_schema", "json_schema": {"name": "step", "schema": form, "strict": True}},
        )  # fmt: skip
        used = (reply.usage.prompt_tokens, reply.usage.completion_tokens)
        try:
            said = json.loads(reply.choices[0].message.content)
        except ValueError:
            said = {"tool": "answer", "input": ""}
        return said, used

    async def _call(self, name: str, text: str) -> str:
        try:
            result = self._tools[name](text)
            return str(await result if asyncio.iscoroutine(result) else result)
        except OSError as error:
            return f"error: {error.strerror}: {text}"


def judged(item: Item, answer: str) -> float:
    """How right an answer is, 0 to 1: F1 of the files, or whether the name or value is among few words."""
    if item.kind == "change":
        said = {path.strip(" `'\"").removeprefix("./") for path in answer.replace("\n", ",").split(",") if path.strip()}
        right = len(said & set(item.gold))
        return 2 * right / (len(said) + len(item.gold)) if right else 0.0
    words = answer.replace("()", " ").replace(".", " ").replace("`", " ").replace('"', " ").replace("'", " ").split()
    return float(len(answer) <= _MOST_ANSWER and any(gold in words for gold in item.gold))


async def measure(
    clone: Path, todo: list[tuple[Item, str]], loop: Callable[..., Loop | Script]
) -> AsyncIterator[tuple[Item, str, dict[str, Any]]]:
    """Run each item in each of the ways, one after the other."""
    for item, arm in todo:
        subprocess.run(["git", "checkout", "--quiet", "--detach", item.commit], cwd=clone, check=True)
        async with AsyncExitStack() as stack:
            tools, told = own_tools(clone), OWN
            if arm == "with":
                server = StdioServerParameters(command=sleepd(), args=["mcp"], cwd=clone, env=dict(os.environ))
                client = await stack.enter_async_context(Client(stdio_client(server)))
                await client.call_tool("notes", {})  # Reading the repository for the first time is measured elsewhere.
                more, more_told = await sleepd_tools(client)
                tools, told = tools | more, f"{more_told}\n{told}"
            yield item, arm, await loop(arm, tools, told).run(item)


async def run(options: argparse.Namespace) -> str:
    loop: Callable[..., Loop | Script] = Script
    name = "a script"
    if not options.scripted:
        model = AsyncOpenAI(api_key=os.environ.get("OPENAI_API_KEY", "none"), timeout=1_200.0, max_retries=1)
        name = os.environ.get("OPENAI_MODEL") or Path((await model.models.list()).data[0].id).name
        loop = partial(Loop, model, name)
    results = Path(options.results)
    done = {(row["repo"], row["key"], row["arm"]) for row in rows_of(results)}
    with tempfile.TemporaryDirectory() as scratch, own_state(Path(scratch)):
        for repository in map(Path, options.repositories):
            clone = Path(scratch) / "clones" / repository.name
            subprocess.run(["git", "clone", "--quiet", "--shared", str(repository), str(clone)], check=True)
            todo = [(item, arm) for item in mixed(items(clone, options.changes, options.each)) for arm in ARMS
                    if (repository.name, item.key, arm) not in done]  # fmt: skip
            async for item, arm, came in measure(clone, todo, loop):
                row = {"repo": repository.name, "key": item.key, "arm": arm, "kind": item.kind, "model": name,
                       "text": item.text, "gold": item.gold, **came}  # fmt: skip
                with results.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
                print(item.kind, arm, came["success"], came["prompt_tokens"], came["seconds"], file=sys.stderr)
    return name


def mixed(made: list[Item]) -> list[Item]:
    """The items, one of each kind after the other, so that what is done when it is interrupted is of all kinds."""
    ranks: dict[str, int] = {}
    order = []
    for item in made:
        ranks[item.kind] = ranks.get(item.kind, 0) + 1
        order.append((ranks[item.kind], item))
    return [item for _, item in sorted(order, key=lambda pair: pair[0])]


def rows_of(results: Path) -> list[dict[str, Any]]:
    """What was measured so far."""
    if not results.exists():
        return []
    return [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]


def pairs_of(rows: list[dict[str, Any]], kinds: Callable[[str], bool]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What came of each item without and with sleepd."""
    by_arm = {(row["repo"], row["key"], row["arm"]): row for row in rows if kinds(row["kind"])}
    keys = dict.fromkeys((repo, key) for repo, key, _ in by_arm)
    both = ([by_arm.get((*key, arm)) for arm in ARMS] for key in keys)
    return [(first, second) for first, second in both if first and second]


FIGURES: dict[str, Callable[[dict[str, Any]], float]] = {
    "success": lambda row: row["success"],
    "tokens": lambda row: row["prompt_tokens"] + row["completion_tokens"],
    "tool calls": lambda row: len(row["calls"]),
    "seconds": lambda row: row["seconds"],
}


def interval(pairs: list[Any], figure: Callable[[list[Any]], float]) -> str:
    """A figure of the pairs and its 95 % interval, by resampling the items."""
    chance = random.Random(0)
    again = sorted(figure(chance.choices(pairs, k=len(pairs))) for _ in range(_RESAMPLED))
    low, high = again[int(0.025 * _RESAMPLED)], again[int(0.975 * _RESAMPLED)]
    shown = [f"{value:,.0f}" if value >= 100 else f"{value:.2f}" for value in (figure(pairs), low, high)]
    return f"{shown[0]} ({shown[1]} to {shown[2]})"


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Both ways side by side, for each kind of task and for all."""
    kinds = {"files of a change (F1)": lambda kind: kind == "change", "questions": lambda kind: kind != "change",
             "all": lambda kind: True}  # fmt: skip
    yield "| | n | | without sleepd | with sleepd | with / without |"
    yield "|---|---|---|---|---|---|"
    for name, chosen in kinds.items():
        pairs = pairs_of(rows, chosen)
        if not pairs:
            continue
        for title, value in FIGURES.items():
            figures = [tuple(map(value, pair)) for pair in pairs]
            without, with_ = (interval(figures, lambda of, i=i: mean(pair[i] for pair in of)) for i in (0, 1))
            ratio = interval(figures, lambda of: sum(pair[1] for pair in of) / (sum(pair[0] for pair in of) or 1))
            yield f"| {name} | {len(pairs)} | {title} | {without} | {with_} | {ratio} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--results", default="agent.jsonl", metavar="FILE")
    parser.add_argument("--changes", type=int, default=10, help="how many changes of each repository")
    parser.add_argument("--each", type=int, default=4, help="how many questions of each of four kinds")
    parser.add_argument("--scripted", action="store_true", help="have a script take the place of the model")
    options = parser.parse_args()
    name = asyncio.run(run(options))
    print(f"{machine()}, {name}: `{' '.join(['agent.py', *sys.argv[1:]])}`\n")
    print("\n".join(table(rows_of(Path(options.results)))))


if __name__ == "__main__":
    main()
