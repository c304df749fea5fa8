"""Processes for long work."""

from __future__ import annotations

import asyncio
import os
import time

import psutil
import pytest
from support import until, workspace_at

from sleepd.daemon.workers import Workers
from sleepd.errors import SleepdError
from sleepd.workspace import Workspace

BY_A_MODEL = ("understanding", "imagining", "answering")


@pytest.fixture
def big(repo):
    for number in range(300):
        repo.write(f"pkg/m{number}.py", f"def f{number}(x):\n    return x\n\n\n" * 5)
    return repo


def children() -> list[psutil.Process]:
    """The workers and what they started: the test run may have other children."""
    workers = [child for child in psutil.Process().children() if "sleepd.daemon.worker" in command_of(child)]
    return [process for worker in workers for process in (worker, *worker.children(recursive=True))]


def command_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_reading(repo, state):
    repo.write("a.py", "def alpha(): ...\n")
    heard = []
    asyncio.run(Workers().read(str(repo.root), lambda *said: heard.append(said)))
    assert heard
    workspace = Workspace(str(repo.root))
    assert workspace.facts.file("a.py")
    workspace.close()


def test_sleeping_until_nothing_is_left(repo, state):
    repo.write("a.py", "def alpha(): ...\n")
    assert not asyncio.run(Workers().sleep(str(repo.root), 60, lambda *said: None))
    with workspace_at(repo.root, state) as workspace:
        assert workspace.notes.count()


def test_an_expected_failure(tmp_path, state):
    with pytest.raises(SleepdError, match="no such folder"):
        asyncio.run(Workers().read(str(tmp_path / "nowhere"), lambda *said: None))


def test_a_worker_that_dies(big, state):
    async def main():
        work = asyncio.create_task(Workers().read(str(big.root), lambda *said: None))
        while not children():
            await asyncio.sleep(0.01)
        children()[0].kill()
        await work

    with pytest.raises(SleepdError, match="died"):
        asyncio.run(main())


@pytest.mark.parametrize("stage", ["", "reading", "planning", "preparing notes"])
def test_cancelled_it_ends_at_once_and_loses_nothing(big, state, stage):
    took = []

    async def main():
        reached = asyncio.Event()
        work = asyncio.create_task(
            Workers().sleep(str(big.root), 60, lambda what, done, total: reached.set() if what == stage else None)
        )
        await (reached.wait() if stage else asyncio.sleep(0))
        started = time.monotonic()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        took.append(time.monotonic() - started)

    asyncio.run(main())
    assert took[0] < 1.0
    until(lambda: not [child for child in children() if child.status() != psutil.STATUS_ZOMBIE])
    assert not asyncio.run(Workers().sleep(str(big.root), 60, lambda *said: None))


@pytest.mark.parametrize(("work", "niceness"), [("read", os.nice(0) + 5), ("sleep", 19)])
def test_answers_come_first(big, state, work, niceness):
    async def main():
        workers, heard = Workers(), lambda *said: None
        working = asyncio.create_task(
            workers.read(str(big.root), heard) if work == "read" else workers.sleep(str(big.root), 60, heard)
        )
        while not any(child.nice() == min(19, niceness) for child in children()):
            await asyncio.sleep(0.01)
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    asyncio.run(asyncio.wait_for(main(), 20))
    assert os.nice(0) < niceness


def test_a_model_is_asked_when_the_facts_are_written(repo, state, model_server, monkeypatch):
    repo.write("a.py", "def alpha():\n" + "    value = 1\n" * 30)
    monkeypatch.setenv("OPENAI_BASE_URL", model_server)
    heard = []
    asyncio.run(Workers().sleep(str(repo.root), 8, lambda *said: heard.append(said[0])))
    assert any(said.startswith(BY_A_MODEL) for said in heard)
    with workspace_at(repo.root, state) as workspace:
        assert workspace.notes.count() and workspace.ledger.total(False).tokens > 0


def test_what_was_paid_for_is_settled_when_the_user_comes_back(repo, state, model_server, monkeypatch):
    repo.write("a.py", "def alpha():\n" + "    value = 1\n" * 30)
    monkeypatch.setenv("OPENAI_BASE_URL", model_server)

    async def main():
        asking = asyncio.Event()

        def told(what, done, total):
            if what.startswith(BY_A_MODEL):
                asking.set()

        work = asyncio.create_task(Workers().sleep(str(repo.root), 60, told))
        await asyncio.wait({work, asyncio.ensure_future(asking.wait())}, return_when=asyncio.FIRST_COMPLETED)
        assert not work.done(), work.exception()
        await asyncio.sleep(1.0)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)

    asyncio.run(main())
    with workspace_at(repo.root, state) as workspace:
        assert workspace.ledger.total(False).tokens > 0
