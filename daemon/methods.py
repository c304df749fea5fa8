"""What clients can ask for: one function for each method, from its parameters to its result."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import psutil

from .. import __version__
from ..answers.answer import Answer
from ..answers.asked import remember
from ..answers.ladder import ask as answer
from ..answers.places import search as find
from ..errors import SleepdError
from .agent import agent_methods
from .editor import editor_methods
from .params import count_in, text_in, where_in
from .repository import Repository
from .server import Method
from .wire import Progress

if TYPE_CHECKING:
    from .main import Daemon


def methods(daemon: Daemon) -> dict[str, Method]:
    """Name -> what it does."""

    async def ask(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        text = text_in(params, "question")

        def answering(repository: Repository) -> dict[str, Any]:
            found = answer(repository.workspace, text)
            daemon.later(lambda: _remember(repository, text, found))
            return {"answer": found.as_json(), "root": repository.root}

        daemon.active()
        return await daemon.repositories.use(*where_in(params), answering, progress)

    async def search(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        text, count = text_in(params, "text"), count_in(params, "count")

        def searching(repository: Repository) -> dict[str, Any]:
            started = time.perf_counter()
            results = [place.as_json() for place in find(repository.workspace, text, count)]
            return {"results": results, "elapsed_ms": round((time.perf_counter() - started) * 1000, 2)}

        daemon.active()
        return await daemon.repositories.use(*where_in(params), searching, progress)

    async def status(params: dict[str, Any], progress: Progress) -> dict[str, Any]:
        opened = daemon.repositories.opened
        return {
            "pid": os.getpid(),
            "version": __version__,
            "seconds": round(time.monotonic() - daemon.started),
            "memory_bytes": psutil.Process().memory_info().rss,
            "doing": daemon.sleeper.doing,
            "held_back": daemon.sleeper.held_back,
            "signals": daemon.idleness.reasons(opened),
            "repositories": [
                {"root": repository.root, "in_step": repository.in_step, "rested": repository.rested,
                 "watched": repository.watched, "failures": repository.failures}
                for repository in opened
            ],
        }  # fmt: skip

    async def sleep(params: dict[str, Any], progress: Progress) -> str:
        repository = await daemon.repositories.use(*where_in(params), _itself, progress)
        repository.rested, repository.retry_at = False, 0.0
        daemon.idleness.sleep_now()
        daemon.sleeper.wake()
        return repository.root

    async def seen(params: dict[str, Any], progress: Progress) -> None:
        path, identity = where_in(params)
        kind = text_in(params, "kind")
        if kind not in ("opened", "edited"):
            raise SleepdError("`kind` is to be opened or edited", "")
        daemon.active()

        def noting(repository: Repository) -> None:
            repository.note([repository.inside(path)], kind)

        daemon.later_on_loop(daemon.repositories.use(path, identity, noting))

    async def changed(params: dict[str, Any], progress: Progress) -> None:
        """A hook of git says so, and does not wait for what comes of it."""
        path, identity = where_in(params)

        async def reading() -> None:
            await daemon.repositories.use(path, identity, _itself)
            daemon.sleeper.wake()

        daemon.active()
        daemon.later_on_loop(reading())

    async def stop(params: dict[str, Any], progress: Progress) -> None:
        asyncio.get_running_loop().call_soon(daemon.stop)

    found: list[Callable[..., Any]] = [ask, search, status, sleep, seen, changed, stop]
    return {**{function.__name__: function for function in found}, **editor_methods(daemon), **agent_methods(daemon)}


def _remember(repository: Repository, text: str, found: Answer) -> None:
    if not repository.closed:
        remember(repository.workspace, [(text, found)])


def _itself(repository: Repository) -> Repository:
    return repository
