"""The real server, a real daemon with state of its own, and the official client."""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from editing import SHOP
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp_types import ListRootsResult, Root
from support import end_daemon

Connect = Callable[..., Any]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of all state; a daemon that was started there ends with the test."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("SLEEPD_NO_DAEMON", raising=False)
    yield tmp_path / "state"
    end_daemon()


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    """Connects a client to a server that it starts in a folder, with the arguments of `sleepd` before the verb."""

    @asynccontextmanager
    async def connected(folder: Path, *args: str, roots: list[Path] | None = None) -> AsyncIterator[Client]:
        async def listed(*_: Any) -> ListRootsResult:
            return ListRootsResult(roots=[Root(uri=root.as_uri()) for root in roots or []])

        server = StdioServerParameters(
            command=sys.executable, args=["-P", "-m", "sleepd", *args, "mcp"], cwd=folder, env=dict(os.environ)
        )
        with (tmp_path / "stderr.txt").open("a+") as errors:
            options: dict[str, Any] = {"list_roots_callback": listed, "mode": "legacy"} if roots else {}
            async with Client(stdio_client(server, errors), **options) as client:
                yield client
            errors.seek(0)
            assert "Traceback" not in errors.read()

    return connected


@pytest.fixture
def shop(repo: Any) -> Any:
    """A repository with something to say about each of its functions."""
    repo.write("shop.py", SHOP)
    repo.write("tests/test_shop.py", "from shop import price\n\n\ndef test_price():\n    assert price() == 1\n")
    repo.commit("Open the shop")
    return repo
