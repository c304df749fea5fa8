"""The real server and a real daemon, with state of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from editing import SHOP, Editor
from support import end_daemon


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of all state; a daemon that was started there ends with the test."""
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("SLEEPD_NO_DAEMON", raising=False)
    yield tmp_path / "state"
    end_daemon()


@pytest.fixture
def start(state: Path) -> Iterator[Callable[..., Editor]]:
    """Starts editors, whose servers must not have met a bug."""
    editors: list[Editor] = []

    def started(*args: Any, **more: Any) -> Editor:
        editors.append(Editor(*args, **more))
        return editors[-1]

    yield started
    for editor in editors:
        editor.end()
        assert b"Traceback" not in b"".join(editor.log), b"".join(editor.log).decode()


@pytest.fixture
def shop(repo: Any) -> Any:
    """A repository with something to say about each of its functions."""
    repo.write("shop.py", SHOP)
    repo.write("tests/test_shop.py", "from shop import price\n\n\ndef test_price():\n    assert price() == 1\n")
    repo.commit("Open the shop")
    return repo
