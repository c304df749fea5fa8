"""What to think about next, and thinking about it: the task that is worth most first, until none is worth its cost."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from ..graph.view import View
from ..refresh import Progress
from ..store.notes import StoredNote
from ..store.queue import Task
from ..workspace import Workspace
from .candidates import candidates
from .consolidating import consolidate
from .facts_pass import is_prepared, prepare_note
from .prediction import Predictor
from .worth import Appraiser, Shares

FACTS = "facts"
_BATCH = 25
_LEASE_SECONDS = 300
_TASK_SECONDS = 20.0
_MOST_TASKS = 5_000


class _TooLong(Exception):
    """A task took longer than it may."""


def prepare(workspace: Workspace, progress: Progress, seconds: float = math.inf) -> int:
    """Plan, and do what was planned, for at most about so long; returns how many notes were written."""
    started = time.monotonic()
    progress("planning", 0, 0)
    consolidate(workspace)
    predictor = Predictor(workspace)
    plan(workspace, {file.path: file.probability for file in predictor.expect()}, predictor.shares)
    return work(workspace, progress, seconds - (time.monotonic() - started))


def plan(workspace: Workspace, expected: Mapping[str, float], shares: Shares) -> None:
    """Find out which notes are missing or out of date and worth their cost, and queue them.

    `expected` is path -> probability that the file is touched or asked about in a working day, most probable first;
    `shares` says how that is shared out in a file.
    """
    tasks = []
    with workspace.database.reading():
        view = View(workspace)
        appraiser = Appraiser(view, expected, shares)
        for candidate in dict.fromkeys(candidates(view, expected)):
            worth = appraiser.worth(candidate)
            if worth.value > 0 and not is_prepared(view, *candidate):
                tasks.append(Task(*candidate, FACTS, worth.value, worth.terms))
    tasks.sort(key=lambda task: -task.worth)
    with workspace.database.writing():
        workspace.notes.forget_of_other_versions()
        workspace.queue.plan(FACTS, tasks[:_MOST_TASKS])


def work(workspace: Workspace, progress: Progress, seconds: float = math.inf) -> int:
    """Do what was planned, for at most so long; returns how many notes were written.

    What is done is kept in small batches, together with its leaving the queue: a process that is killed loses little,
    repeats little, and its claims are free again after a while.
    """
    latest = time.monotonic() + seconds
    written, total = 0, workspace.queue.count(FACTS)
    while time.monotonic() < latest:
        with workspace.database.writing():
            tasks = workspace.queue.claim(FACTS, _BATCH, _LEASE_SECONDS, int(time.time()))
        if not tasks:
            break
        written += _work_on(workspace, tasks)
        progress("preparing notes", total - workspace.queue.count(FACTS), total)
    return written


def _work_on(workspace: Workspace, tasks: list[Task]) -> int:
    notes: list[tuple[Task, StoredNote | None]] = []
    failures: list[tuple[Task, str]] = []
    with workspace.database.reading():
        view = View(workspace, patient=True)
        for task in tasks:
            try:
                with _at_most(_TASK_SECONDS):
                    notes.append((task, prepare_note(view, task.unit, task.kind)))
            except _TooLong:
                failures.append((task, f"it took longer than {_TASK_SECONDS:.0f} s"))
            except Exception as error:
                failures.append((task, repr(error)))
    with workspace.database.writing():
        for task, note in notes:
            if note:
                workspace.notes.put(note)
            else:
                workspace.notes.forget(task.unit, task.kind)
            workspace.queue.done(task)
        for task, reason in failures:
            workspace.queue.failed(task, reason, int(time.time()))
    return sum(note is not None for _, note in notes)


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise _TooLong in the midst of what takes longer, where the system has such alarms."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def alarm(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
