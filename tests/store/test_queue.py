"""A queue whose claims are leases."""

from __future__ import annotations

import pytest

from sleepd.store.database import Database
from sleepd.store.queue import MOST_FAILURES, Poisoned, Queue, Task


def task(unit: str, worth: float = 1.0) -> Task:
    return Task(unit, "what", "facts", worth, {"unit": 0.5})


@pytest.fixture
def queue(tmp_path):
    database = Database(tmp_path / "state/a.db")
    yield Queue(database.connection)
    database.close()


def test_the_best_first(queue):
    queue.plan("facts", [task("a", 1), task("b", 3), task("c", 2)])
    assert queue.best(2) == [task("b", 3), task("c", 2)]
    assert queue.claim("facts", 2, 60, 100) == [task("b", 3), task("c", 2)]
    assert queue.claim("facts", 2, 60, 100) == [task("a", 1)]
    assert queue.claim("facts", 2, 60, 159) == []
    assert queue.claim("facts", 2, 60, 160) == [task("b", 3), task("c", 2)]


def test_done_is_gone(queue):
    queue.plan("facts", [task("a"), task("b")])
    [claimed] = queue.claim("facts", 1, 60, 0)
    queue.done(claimed)
    assert queue.count() == 1 and queue.best(9) == [task("b")]


def test_a_new_plan_takes_the_place_of_the_old_one(queue):
    queue.plan("facts", [task("a", 1), task("b", 2)])
    queue.plan("facts", [task("b", 5), task("c", 3)])
    assert queue.best(9) == [task("b", 5), task("c", 3)]


def test_a_claim_outlives_a_new_plan(queue):
    queue.plan("facts", [task("a")])
    queue.claim("facts", 1, 60, 100)
    queue.plan("facts", [task("a", 9)])
    assert not queue.is_ready("facts", 120) and queue.is_ready("facts", 160)


def test_failures_wait_longer_each_time_and_end(queue):
    queue.plan("facts", [task("a")])
    now, waits = 0, []
    for _ in range(MOST_FAILURES):
        [claimed] = queue.claim("facts", 1, 0, now)
        queue.failed(claimed, "no", now)
        then = now
        while not queue.is_ready("facts", now) and now < then + 100_000:
            now += 60
        waits.append(now - then)
    assert waits[:3] == [60, 480, 3840]
    assert queue.claim("facts", 9, 60, 1 << 40) == [] and queue.count() == 0
    assert queue.set_aside() == [Poisoned("a", "what", "facts", "", "no")]
    queue.plan("facts", [task("a")])
    assert queue.count() == 0 and queue.set_aside()
    queue.plan("facts", [])
    assert not queue.set_aside()
