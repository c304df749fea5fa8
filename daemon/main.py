"""The daemon's life: it takes its place, serves, sleeps, and ends when nobody needs it."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from .. import __version__
from ..errors import SleepdError
from ..report import write_report
from ..store.lock import Lock
from . import crash, wire
from .idleness import Idleness
from .launch import arrived
from .listening import Listening, handed_over, listen, make_own_folder
from .methods import methods
from .repositories import Repositories
from .repository import Repository
from .server import Server
from .settings import read_idle_settings
from .sleeper import Sleeper
from .workers import Workers

_UNUSED_SECONDS = 4 * 3600.0
"""A daemon that was not used for so long ends; the next command starts another."""
_HOUSEKEEPING_SECONDS = 60.0
_DEBOUNCE_SECONDS = 0.05
_QUIET_SECONDS = 0.5
"""After so much quiet, what changed is read, before anybody asks."""
_MOST_OPENED = 10
_OBJECTS_BETWEEN_LOOKS = 50_000
"""An answer makes many objects and hardly a cycle: looking for cycles as often as Python does by default slows it by a
tenth."""

log = logging.getLogger(__name__)


class Daemon:
    """All parts of it, on one event loop."""

    def __init__(self) -> None:
        """Raises SleepdError when the user's configuration is wrong."""
        self.started = time.monotonic()
        self.workers = Workers()
        self.repositories = Repositories(self.workers, self._on_event, self._on_newer)
        self.idleness = Idleness(read_idle_settings())
        self.sleeper = Sleeper(self.repositories, self.workers, self.idleness)
        self._used = time.monotonic()
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._settling: dict[str, asyncio.Task[None]] = {}
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):
                self._loop.add_signal_handler(number, self.stop)

    def active(self) -> None:
        """The user is here."""
        self._used = time.monotonic()
        self.idleness.active()
        self.sleeper.interrupt()

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def later(self, function: Callable[[], object]) -> None:
        """Do something in the thread that owns the repositories, after what was asked for."""
        self._loop.call_soon_threadsafe(self.later_on_loop, self.repositories.run(function))

    def later_on_loop(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something that nobody waits for."""
        task = asyncio.ensure_future(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self, listening: Listening, first: str) -> None:
        """Serve until told to stop, or unused for long. `first` is a repository to open, if any."""
        server = Server(methods(self))
        await server.start(listening)
        self.later_on_loop(self._open_known(first))
        self.later_on_loop(self._keep_house())
        sleeping = asyncio.create_task(self.sleeper.run())
        sleeping.add_done_callback(lambda _: self.stop())
        await self._stopping.wait()
        await server.close()
        for task in (sleeping, *self._tasks, *self._settling.values()):
            task.cancel()
        results = await asyncio.gather(sleeping, *self._tasks, return_exceptions=True)
        await self.repositories.close()
        if isinstance(results[0], Exception):
            raise results[0]

    def _on_event(self, repository: Repository) -> None:
        """A file changed; called in any thread."""
        with suppress(RuntimeError):  # The loop may have ended.
            self._loop.call_soon_threadsafe(self._settle, repository)

    def _on_newer(self) -> None:
        """Make room for a newer daemon; called in any thread."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.stop)

    def _settle(self, repository: Repository) -> None:
        if repository.root not in self._settling:
            self._settling[repository.root] = asyncio.create_task(_logged(self._settled(repository)))

    async def _settled(self, repository: Repository) -> None:
        """Notice what the user edits, at once, and read it when a moment has passed without another edit."""
        try:
            while True:
                await asyncio.sleep(_DEBOUNCE_SECONDS)
                if await self.repositories.run(repository.edits):
                    self._used = time.monotonic()
                    self.sleeper.interrupt()
                await asyncio.sleep(_QUIET_SECONDS)
                if not repository.touched:
                    break
        finally:
            del self._settling[repository.root]
        await self.repositories.catch_up(repository)
        self.sleeper.wake()

    async def _open_known(self, first: str) -> None:
        """Watch again what was worked on lately."""
        known = await self.repositories.known()
        for root in list(dict.fromkeys(filter(None, (first, *known))))[:_MOST_OPENED]:
            with suppress(SleepdError, OSError):
                await self.repositories.use(root, None, lambda repository: None)
                self.sleeper.wake()

    async def _keep_house(self) -> None:
        """Now and then see to what nobody asks for; what fails at it once is tried again the next time."""
        while True:
            day = _day()
            await asyncio.sleep(_HOUSEKEEPING_SECONDS)
            if _day() != day:
                for repository in self.repositories.opened:
                    repository.rested = False  # A new day has a new budget, and other files are expected.
            self._end_if_needless()
            await _logged(self._look_around())
            self.sleeper.wake()

    def _end_if_needless(self) -> None:
        address = wire.read_address()
        if address is None or address.pid != os.getpid():
            log.warning("the status file is gone or another daemon's: ending")
            self.stop()
        if not os.path.exists(__file__):
            log.warning("this sleepd was uninstalled: ending")
            self.stop()
        if time.monotonic() - self._used > _UNUSED_SECONDS:
            log.info("unused for long: ending")
            self.stop()

    async def _look_around(self) -> None:
        """Close what nobody needs, and look at the files of the others whatever the watch says."""
        await self.repositories.close_unused()
        for repository in self.repositories.opened:
            repository.look_again()
            with suppress(SleepdError, OSError):
                await self.repositories.catch_up(repository)


def _day() -> int:
    """Which day it is, in UTC."""
    return int(time.time() // 86400)


async def _logged(work: Coroutine[Any, Any, Any]) -> None:
    try:
        await work
    except SleepdError as error:
        log.warning("%s (%s)", error.message, error.hint)
    except Exception:
        log.exception("a bug, in the background")


def main() -> int:
    """Be the daemon, unless there is one: 0 when it ended as it should."""
    folder = Path(wire.daemon_folder())
    try:
        make_own_folder(folder)
        _log_to(folder / "log.txt")
        lock = Lock(folder / "lock", 0)
        if not lock.take():
            return 0
        return _serve(folder, sys.argv[1] if len(sys.argv) > 1 else "")
    except SleepdError as error:
        log.error("%s (%s)", error.message, error.hint)
        return 1
    except Exception:
        report = write_report()
        log.exception("the daemon crashed; report: %s", report)
        crash.keep(report)
        return 3


def _serve(folder: Path, first: str) -> int:
    listening = handed_over() or listen()
    port = 0 if listening.path else listening.socket.getsockname()[1]

    gc.set_threshold(_OBJECTS_BETWEEN_LOOKS)

    async def serve() -> None:
        daemon = Daemon()
        wire.write_address(wire.Address(os.getpid(), __version__, listening.path, port, listening.token))
        arrived()
        crash.forget()
        log.info("sleepd %s, pid %d", __version__, os.getpid())
        await daemon.run(listening, first)

    try:
        asyncio.run(serve())
    finally:
        address = wire.read_address()
        if address and address.pid == os.getpid():
            _leave(listening)
        log.info("ended")
    return 0


def _leave(listening: Listening) -> None:
    """Say that there is no daemon, or that the system starts one for whoever connects."""
    if listening.system:
        wire.write_address(wire.Address(0, __version__, listening.path, 0, ""))
        return
    Path(wire.status_path()).unlink(missing_ok=True)
    if listening.path:
        Path(listening.path).unlink(missing_ok=True)


def _log_to(path: Path) -> None:
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    faulthandler.enable()
