"""Sleeps whenever it may: picks a repository that has something worth doing, and stops as soon as the user is back."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from ..errors import SleepdError
from .idleness import Idleness
from .repositories import Repositories
from .repository import Repository
from .workers import Workers

_SLICE_SECONDS = 60.0
"""How long one repository is slept on before it is another one's turn."""
_CHECK_SECONDS = 5.0
"""How often is asked what holds sleep back, while there is something to do."""
_LONGEST_BACK_OFF = 3600.0

log = logging.getLogger(__name__)


class Sleeper:
    """Runs one sleep pass at a time."""

    def __init__(self, repositories: Repositories, workers: Workers, idleness: Idleness) -> None:
        self._repositories = repositories
        self._workers = workers
        self._idleness = idleness
        self._news = asyncio.Event()
        self._pass: asyncio.Task[bool] | None = None
        self.doing = ""
        """What is being worked on, for people."""
        self.held_back = ""
        """Why there is no sleep although there is something to do."""

    def wake(self) -> None:
        """Something changed that may give us something to do."""
        self._news.set()

    def interrupt(self) -> None:
        """The user is back: stop at once."""
        if self._pass:
            self._pass.cancel()
        self._news.set()

    async def run(self) -> None:
        """Sleep and be awake, until cancelled."""
        while True:
            self._news.clear()
            repository = self._next()
            if repository is None:
                self.held_back = ""
                await self._news.wait()
                continue
            wait = repository.retry_at - time.monotonic()
            self.held_back = self._idleness.held_back(self._repositories.opened)
            if not self.held_back and wait <= 0:
                await self._sleep_on(repository)
                continue
            self.held_back = self.held_back or f"the last sleep failed, again in {wait:.0f} s"
            with suppress(TimeoutError):
                async with asyncio.timeout(_CHECK_SECONDS):
                    await self._news.wait()

    def _next(self) -> Repository | None:
        """The repository that was not slept on for longest, of those where something may be worth doing."""
        waiting = [repository for repository in self._repositories.opened if not repository.rested]
        return min(waiting, key=lambda repository: (repository.retry_at, repository.slept), default=None)

    async def _sleep_on(self, repository: Repository) -> None:
        def progress(what: str, done: int, total: int) -> None:
            self.doing = f"{repository.root}: {what}{f' {done:,} of {total:,}' if total else ''}"

        progress("beginning", 0, 0)
        repository.rested = True  # Until something happens, even while it is slept on.
        self._pass = asyncio.create_task(self._workers.sleep(repository.root, _SLICE_SECONDS, progress))
        guard = asyncio.create_task(self._guard(self._pass))
        try:
            left = await self._pass
            repository.rested &= not left
            repository.failures = 0
        except asyncio.CancelledError:
            repository.rested = False
            if (current := asyncio.current_task()) and current.cancelling():
                raise
        except SleepdError as error:
            repository.failures += 1
            back_off = min(_LONGEST_BACK_OFF, _CHECK_SECONDS * 2**repository.failures)
            repository.retry_at, repository.rested = time.monotonic() + back_off, False
            log.warning("sleeping on %s failed, again in %.0f s: %s", repository.root, back_off, error.message)
        finally:
            guard.cancel()
            repository.slept = time.monotonic()
            self._pass, self.doing = None, ""

    async def _guard(self, sleeping: asyncio.Task[bool]) -> None:
        """End a pass when something speaks against it after all."""
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            if self._idleness.held_back(self._repositories.opened):
                sleeping.cancel()
