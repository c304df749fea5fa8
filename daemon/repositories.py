"""The repositories that were used lately. One thread owns them all, as SQLite's connections want it."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from ..errors import NewerState
from ..store.database import is_damage
from ..store.registry import Registry
from ..workspace import Workspace, find_root
from .repository import Repository, identity_of
from .watching import Watcher
from .wire import Declined, Progress
from .workers import Workers

_MOST_OPEN = 10
_CLOSED_AFTER = 1800.0
"""Seconds after which a repository that nobody uses or edits is closed."""
_USED_LATELY = 3 * 86400.0
"""Seconds: repositories used since are opened when the daemon starts."""
_LONGEST_WAIT = 0.2
_MOST_READS = 5
"""So often in a row is read what changed, before an answer is given up."""

T = TypeVar("T")

log = logging.getLogger(__name__)


class Repositories:
    """Opens, keeps in step and closes them."""

    def __init__(
        self, workers: Workers, on_event: Callable[[Repository], None], on_newer: Callable[[], None]
    ) -> None:
        """`on_event` is called in any thread when something happened to a repository's files, `on_newer` when a newer
        sleepd was at work here.
        """
        self._workers = workers
        self._on_event = on_event
        self._on_newer = on_newer
        self._thread = ThreadPoolExecutor(1, "answers")
        self._open: dict[str, Repository] = {}
        self._registry: Registry | None = None
        self._watcher = Watcher()
        self._readers: dict[str, asyncio.Task[None]] = {}

    @property
    def opened(self) -> list[Repository]:
        """Those that are open."""
        return list(self._open.values())

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """What `function` returns, in the thread that owns the repositories."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *args)

    async def known(self) -> list[str]:
        """The roots of the repositories used in the last days, the last one first."""
        return await self.run(lambda: self._registered().lately(_USED_LATELY))

    async def use(
        self,
        path: str,
        identity: tuple[int, int] | None,
        function: Callable[[Repository], T],
        progress: Progress = lambda what, done, total: None,
    ) -> T:
        """What `function` says of the repository around a path, whose facts are in step at that moment, or were read
        since this was called: what has just been written counts as changed for two seconds.

        Raises SleepdError when it is not there, Declined when it is not the folder that the client means, or its files
        change faster than they can be read.
        """
        just_read = False
        for _ in range(_MOST_READS):
            found: tuple[Repository, list[T]] = await self.run(self._use, path, identity, function, just_read)
            repository, results = found
            if results:
                return results[0]
            just_read = await self._read(repository, progress)
        if await self.run(repository.is_foreign):
            self._end("%s is kept by another sleepd", path)
        raise Declined

    async def catch_up(self, repository: Repository) -> None:
        """Bring a repository's facts in step."""
        await self.use(repository.root, None, lambda repository: None)

    async def close_unused(self) -> None:
        """Close those that nobody needs."""
        unused = sorted(self._open.values(), key=lambda repository: max(repository.used, repository.edited))
        latest = time.monotonic() - _CLOSED_AFTER
        for position, repository in enumerate(unused):
            crowded = position < len(unused) - _MOST_OPEN
            if crowded or max(repository.used, repository.edited) < latest or not os.path.isdir(repository.root):
                await self.run(self._close, repository)

    async def close(self) -> None:
        """Close everything."""
        for repository in self.opened:
            await self.run(self._close, repository)
        if self._registry:
            await self.run(self._registry.close)
        self._thread.shutdown()
        self._watcher.close()

    async def _read(self, repository: Repository, progress: Progress) -> bool:
        """Have a process of its own read what changed; all that wait for it wait together. Returns whether all of it
        was read since the call.
        """
        begins_now = repository.root not in self._readers
        if begins_now:
            self._readers[repository.root] = asyncio.create_task(self._have_read(repository))
        reader = self._readers[repository.root]
        while not (await asyncio.wait({reader}, timeout=_LONGEST_WAIT))[0]:
            progress(*repository.progress)
        reader.result()
        return begins_now

    async def _have_read(self, repository: Repository) -> None:
        def progress(what: str, done: int, total: int) -> None:
            repository.progress = (what, done, total)

        try:
            await self._workers.read(repository.root, progress)
            await self.run(repository.caught_up)
        finally:
            del self._readers[repository.root]

    # In the thread that owns the repositories.

    def _use(
        self, path: str, identity: tuple[int, int] | None, function: Callable[[Repository], T], just_read: bool
    ) -> tuple[Repository, list[T]]:
        """The repository, and the one result; none when there is something to read first."""
        repository = self._find(path, identity)
        repository.catch_up()
        if not repository.in_step and (not just_read or repository.is_foreign()):
            return repository, []
        repository.used = time.monotonic()
        try:
            return repository, [function(repository)]
        except Exception as error:
            if not is_damage(error):
                raise
            log.warning("%s is damaged and will be built anew: %s", repository.workspace.database.path, error)
            repository.heal()
            return repository, []

    def _find(self, path: str, identity: tuple[int, int] | None) -> Repository:
        root, _ = find_root(path)
        if identity and identity != identity_of(path):
            raise Declined
        repository = self._open.get(root)
        if repository and repository.identity != identity_of(root):
            self._close(repository)
            repository = None
        if repository is None:
            repository = self._open[root] = Repository(self._workspace(root), self._watcher, self._on_event)
            log.info("opened %s", root)
            self._registered().used(root)
        return repository

    def _workspace(self, root: str) -> Workspace:
        try:
            return Workspace(root)
        except NewerState as error:
            self._end("%s", error.message)
            raise Declined from None

    def _end(self, reason: str, *about: str) -> None:
        """Make room for a daemon of the sleepd that is at work here now."""
        log.warning(f"{reason}: ending", *about)
        self._on_newer()

    def _close(self, repository: Repository) -> None:
        repository.close()
        self._open.pop(repository.root, None)
        log.info("closed %s", repository.root)

    def _registered(self) -> Registry:
        self._registry = self._registry or Registry()
        return self._registry
