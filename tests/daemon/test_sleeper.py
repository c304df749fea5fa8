"""When it sleeps, on what, and that it stops."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest

from sleepd.daemon import sleeper as sleeper_module
from sleepd.daemon.sleeper import Sleeper
from sleepd.errors import SleepdError


class Workers:
    """Does nothing for as long as it is told, and remembers on what."""

    def __init__(self, seconds=0.0, left=(), fails=()):
        self.seconds, self.left, self.fails = seconds, list(left), list(fails)
        self.slept, self.ended = [], []

    async def sleep(self, root, seconds, progress):
        self.slept.append(root)
        progress("preparing notes", 1, 9)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.ended.append(time.monotonic())
        if self.fails and self.fails.pop(0):
            raise SleepdError("no", "")
        return bool(self.left and self.left.pop(0))


class Idleness:
    reason = ""

    def held_back(self, repositories):
        return self.reason


def repository(root, rested=False):
    return SimpleNamespace(root=root, rested=rested, slept=0.0, failures=0, retry_at=0.0)


@pytest.fixture
def sleeping(monkeypatch):
    """Runs a sleeper over some repositories beside a function."""
    monkeypatch.setattr(sleeper_module, "_CHECK_SECONDS", 0.02)

    def run(repositories, workers, function, idleness=None):
        async def main():
            opened = SimpleNamespace(opened=repositories)
            sleeper = Sleeper(opened, workers, idleness or Idleness())
            task = asyncio.create_task(sleeper.run())
            try:
                await function(sleeper)
                assert not task.done(), task.exception()
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(main())

    return run


def test_each_in_turn_until_nothing_is_left(sleeping):
    async def check(sleeper):
        await asyncio.sleep(0.2)
        assert sleeper.doing == "" and sleeper.held_back == ""

    workers = Workers(left=[True, True, True, False, False])
    repositories = [repository("a"), repository("b"), repository("c", rested=True)]
    sleeping(repositories, workers, check)
    assert workers.slept == ["a", "b", "a", "b", "a"]
    assert all(one.rested for one in repositories)


def test_nothing_to_do_takes_no_time(sleeping, monkeypatch):
    asked = []
    monkeypatch.setattr(Idleness, "held_back", lambda self, repositories: asked.append(1) or "")

    async def check(sleeper):
        await asyncio.sleep(0.2)
        assert not asked
        one.rested = False
        sleeper.wake()
        await asyncio.sleep(0.05)

    one, workers = repository("a", rested=True), Workers()
    sleeping([one], workers, check)
    assert workers.slept == ["a"]


def test_the_user_comes_back(sleeping):
    async def check(sleeper):
        await asyncio.sleep(0.05)
        assert sleeper.doing == "a: preparing notes 1 of 9"
        idleness.reason = "you were here 0 s ago"
        interrupted = time.monotonic()
        sleeper.interrupt()
        await asyncio.sleep(0.1)
        assert workers.ended[0] - interrupted < 0.2
        assert sleeper.doing == "" and sleeper.held_back == "you were here 0 s ago"
        assert workers.slept == ["a"]
        idleness.reason = ""
        await asyncio.sleep(0.1)
        assert workers.slept == ["a", "a"]

    workers, idleness = Workers(seconds=60), Idleness()
    sleeping([repository("a")], workers, check, idleness)


@pytest.mark.parametrize("turns", range(4))
def test_news_at_the_moment_of_the_end_does_not_keep_it_alive(sleeping, turns):
    async def check(sleeper):
        (task,) = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.sleep(0.01)
        sleeper.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        assert await asyncio.wait({task}, timeout=0.5) != (set(), {task})
        ended.append(task.cancelled())
        raise asyncio.CancelledError

    idleness, ended = Idleness(), []
    idleness.reason = "you were here 0 s ago"
    with pytest.raises(asyncio.CancelledError):
        sleeping([repository("a")], Workers(), check, idleness)
    assert ended == [True]


def test_a_signal_ends_a_pass(sleeping):
    async def check(sleeper):
        await asyncio.sleep(0.05)
        idleness.reason = "on battery"
        await asyncio.sleep(0.1)
        assert len(workers.ended) == 1

    workers, idleness = Workers(seconds=60), Idleness()
    one = repository("a")
    sleeping([one], workers, check, idleness)
    assert not one.rested


def test_what_fails_is_tried_again_later_and_the_others_meanwhile(sleeping):
    async def check(sleeper):
        await asyncio.sleep(0.03)
        assert sleeper.held_back.startswith("the last sleep failed, again in")
        await asyncio.sleep(0.4)

    workers = Workers(fails=[True, False, True, False])
    bad, good = repository("bad"), repository("good")
    sleeping([bad, good], workers, check)
    assert workers.slept == ["bad", "good", "bad", "bad"]
    assert bad.failures == 0 and bad.rested


def test_news_during_a_pass_is_not_forgotten(sleeping):
    async def check(sleeper):
        await asyncio.sleep(0.05)
        one.rested = False  # As an edit does.
        await asyncio.sleep(0.15)

    one, workers = repository("a"), Workers(seconds=0.1)
    sleeping([one], workers, check)
    assert workers.slept[:2] == ["a", "a"]
