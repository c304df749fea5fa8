"""An agent that is configured as docs/agents.md says needs fewer tokens than one that greps and reads.

The agent is the script of benchmarks/agent_script.py, which makes no mistakes of its own; its tools are real, sleepd's
by the real protocol. The repository is one that it has not seen: click, as it is installed here.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def strange(make_repo: Any) -> Any:
    """A repository that is not ours."""
    repo = make_repo("strange")
    shutil.copytree(Path(click.__file__).parent, repo.root / "src/click", ignore=shutil.ignore_patterns("__pycache__"))
    repo.commit("As it is installed")
    return repo


def configured() -> dict[str, Any]:
    """How docs/agents.md says that the server is started."""
    page = (ROOT / "docs/agents.md").read_text(encoding="utf-8")
    found = re.search(r"```json\n(\{\"mcpServers\".*?)\n```", page, re.DOTALL)
    assert found
    server: dict[str, Any] = json.loads(found[1])["mcpServers"]["sleepd"]
    return server


def test_fewer_tokens_and_calls_for_at_least_as_many_right_answers(strange, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    from agent import OWN, own_tools, sleepd_tools
    from agent_items import items
    from agent_script import Script

    asked = items(strange.root, changed=0, each=5)
    assert {item.kind for item in asked} == {"base", "caller", "default", "raise"}

    async def with_sleepd() -> list[dict[str, Any]]:
        server = StdioServerParameters(**configured(), cwd=strange.root, env=dict(os.environ))
        async with Client(stdio_client(server)) as client:
            tools, told = await sleepd_tools(client)
            both = own_tools(strange.root) | tools
            return [await Script("with", both, f"{told}\n{OWN}").run(item) for item in asked]

    async def without() -> list[dict[str, Any]]:
        return [await Script("without", own_tools(strange.root), OWN).run(item) for item in asked]

    ours, theirs = asyncio.run(with_sleepd()), asyncio.run(without())
    assert sum(one["success"] for one in ours) >= sum(one["success"] for one in theirs)
    assert sum(one["prompt_tokens"] for one in ours) < sum(one["prompt_tokens"] for one in theirs)
    assert sum(len(one["calls"]) for one in ours) < sum(len(one["calls"]) for one in theirs)
