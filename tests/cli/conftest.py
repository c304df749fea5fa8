"""A small repository, and the command line as its user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sleepd.cli.verbs import cli

Run = Callable[..., subprocess.CompletedProcess[str]]
Invoke = Callable[..., Result]


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all state."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("SLEEPD_NO_DAEMON", "1")
    return tmp_path / "state"


@pytest.fixture
def shop(repo: Any) -> Any:
    """A repository with two symbols and a commit."""
    repo.write(
        "shop.py",
        '"""A shop."""\n\n\ndef price():\n    """What it costs."""\n    return 1\n\n\ndef pay():\n    price()\n',
    )
    repo.write("lib/__init__.py", "")
    repo.write(".gitignore", "ignored.py\n")
    repo.write("ignored.py", "x = 1\n")
    repo.commit("Open the shop")
    return repo


@pytest.fixture
def sleepd(shop: Any) -> Run:
    """Runs `sleepd ARGS` as a process of its own in the shop."""

    def run(*args: str, input: str = "", before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*before, sys.executable, "-m", "sleepd", *args],
            cwd=shop.root, env=os.environ, input=input, capture_output=True, encoding="utf-8", timeout=60,
        )  # fmt: skip

    return run


@pytest.fixture
def invoke(shop: Any) -> Invoke:
    """Runs `sleepd -C SHOP ARGS` within this process; what fails raises."""
    return lambda *args, **options: CliRunner().invoke(
        cli, ["-C", str(shop.root), *args], catch_exceptions=False, **options
    )
