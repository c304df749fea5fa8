"""Which repositories the user works with."""

from __future__ import annotations

import pytest

from sleepd.store import registry as registry_module
from sleepd.store.registry import Registry


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(tmp_path))
    return tmp_path


def test_the_last_one_first_and_not_forever(monkeypatch):
    monkeypatch.setattr(registry_module, "_MOST", 3)
    clock = iter(range(1_000, 9_000, 10))
    monkeypatch.setattr(registry_module.time, "time", lambda: next(clock))
    registry = Registry()
    for root in ("a", "b", "a", "c", "d"):
        registry.used(root)
    registry.close()
    registry = Registry()
    assert registry.lately(1_000) == ["d", "c", "a"]
    assert registry.lately(25) == ["d"]
    registry.close()


def test_a_damaged_one_begins_anew(state):
    (state / "registry.db").write_bytes(b"garbage" * 999)
    registry = Registry()
    registry.used("a")
    assert registry.lately(100) == ["a"]
    registry.close()


def test_one_that_can_not_be_written(state):
    (state / "registry.db").mkdir()
    registry = Registry()
    registry.used("a")
    assert registry.lately(100) == ["a"]
    registry.close()
