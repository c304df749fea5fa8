"""From sources to facts, in worker processes when it pays."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from ..errors import SleepdError
from ..packing import PackedFacts, Rows, pack, rows_of
from .languages import load
from .reading import Content

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_ALONE_BYTES = 600_000
"""Less source than this is parsed here; starting worker processes costs more than it saves."""
_CHUNKS_ALONE = 10
"""Chunks held at most to tell; files whose facts are known weigh nothing."""
_CHUNK_BYTES = 250_000
_CHUNK_FILES = 200
_CHUNKS_PER_WORKER = 3
_WORKERS = os.cpu_count() or 2
NO_GRAMMAR = "no grammar for "
"""How the reason begins why a file is skipped whose grammar is not installed."""


class Parsed(NamedTuple):
    """The facts of one source, to keep and to search."""

    packed: PackedFacts
    rows: Rows


Source = tuple[str, bytes | None]
"""A language and what is to be read as that; None for nothing."""
Result = Parsed | str | None
"""The facts, why there are none, or None for nothing."""


def parse_all(contents: Iterable[Content]) -> Generator[tuple[Content, Parsed | None]]:
    """Every content in order, with its facts when it has a source.

    A source that can't be parsed, since its grammar is not installed or even kills the worker process, comes back as
    skipped. Worker processes hold a bounded amount at a time and end with this one, however it ends.
    """
    chunks = _chunks(contents)
    begun = _take(chunks)
    while begun and sum(map(_weight, begun)) < _ALONE_BYTES:
        for chunk in begun:
            yield from _paired(chunk, parse_chunk(_sources(chunk)))
        begun = _take(chunks)
    waiting: deque[tuple[list[Content], Future[list[Result]]]] = deque()
    crew = _Crew()
    try:
        for chunk in chain(begun, chunks):
            waiting.append((chunk, crew.submit(_sources(chunk))))
            if len(waiting) > _CHUNKS_PER_WORKER * _WORKERS:
                first, future = waiting.popleft()
                yield from _paired(first, crew.result(_sources(first), future))
        for chunk, future in waiting:
            yield from _paired(chunk, crew.result(_sources(chunk), future))
    finally:
        crew.dismiss()


def refuse_in_starting_worker() -> None:
    """Raises SleepdError in a worker process that is importing its parent's script anew, as multiprocessing has it.

    Without a main guard the script would start from the beginning, and wait for what its parent holds.
    """
    processes = sys.modules.get("multiprocessing.process")
    if processes and getattr(processes.current_process(), "_inheriting", False):
        raise SleepdError(
            "this script has no main guard, so each worker process begins it anew.",
            'Put what it does under `if __name__ == "__main__":`; until then one process does all the reading.',
        )


def is_installed_now(reason: str) -> bool:
    """Whether a grammar has come that was missing, by the reason that was given then."""
    from importlib.util import find_spec

    module = reason.removeprefix(NO_GRAMMAR).partition(": ")[2].partition(" ")[0]
    return module.isidentifier() and find_spec(module) is not None


def parse_chunk(sources: list[Source]) -> list[Result]:
    """The facts of each source."""
    return [None if source is None else _parse(language, source) for language, source in sources]


def _parse(language: str, source: bytes) -> Parsed | str:
    try:
        facts = load(language).read(source)
        return Parsed(pack(facts), rows_of(facts))
    except SleepdError as error:
        return f"{error.message}: {error.hint}"
    except ModuleNotFoundError as error:
        return f"{NO_GRAMMAR}{language}: {error.name} is not installed: pip install 'sleepd[languages]'"
    except Exception as error:
        return f"sleepd's reader of {language} failed on it, please report this: {error!r}"


class _Crew:
    """Worker processes, started when first needed, and anew when one of them died.

    Where they die before they are given anything, as when the script that uses sleepd has no main guard, this process
    does the work.
    """

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, sources: list[Source]) -> Future[list[Result]]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            if self._pool is None:
                self._pool = _start_pool(_WORKERS)
                # Python 3.11 may wait for ever for a worker that died before it took a chunk larger than a pipe.
                self._pool.submit(parse_chunk, []).result()
            return self._pool.submit(parse_chunk, sources)
        except BrokenProcessPool:
            if not self._can_start:
                return _parsed_here(sources)
            self._pool = _start_pool(_WORKERS)
            return self._pool.submit(parse_chunk, sources)

    def result(self, sources: list[Source], future: Future[list[Result]]) -> list[Result]:
        from concurrent.futures.process import BrokenProcessPool

        try:
            return future.result()
        except BrokenProcessPool:
            return _parse_warily(sources) if self._can_start else parse_chunk(sources)

    @cached_property
    def _can_start(self) -> bool:
        """Whether a worker lives that has nothing to do; tried when one died."""
        from concurrent.futures.process import BrokenProcessPool

        with _start_pool(1) as pool:
            try:
                pool.submit(parse_chunk, []).result()
            except BrokenProcessPool:
                return False
        return True

    def dismiss(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)


def _parsed_here(sources: list[Source]) -> Future[list[Result]]:
    from concurrent.futures import Future

    done: Future[list[Result]] = Future()
    done.set_result(parse_chunk(sources))
    return done


def _parse_warily(sources: list[Source]) -> list[Result]:
    """Parse what may kill its worker: halved until the one that does is alone."""
    from concurrent.futures.process import BrokenProcessPool

    with _start_pool(1) as pool:
        try:
            return pool.submit(parse_chunk, sources).result()
        except BrokenProcessPool:
            pass
    if len(sources) == 1:
        return ["the process that read it died, please report this"]
    half = len(sources) // 2
    return _parse_warily(sources[:half]) + _parse_warily(sources[half:])


def _chunks(contents: Iterable[Content]) -> Iterator[list[Content]]:
    chunk: list[Content] = []
    weight = 0
    for content in contents:
        chunk.append(content)
        weight += len(content.source or b"")
        if len(chunk) >= _CHUNK_FILES or weight >= _CHUNK_BYTES:
            yield chunk
            chunk, weight = [], 0
    yield chunk


def _take(chunks: Iterator[list[Content]]) -> list[list[Content]]:
    """The next chunks, until it shows whether worker processes pay."""
    taken: list[list[Content]] = []
    for chunk in chunks:
        taken.append(chunk)
        if sum(map(_weight, taken)) >= _ALONE_BYTES or len(taken) == _CHUNKS_ALONE:
            break
    return taken


def _weight(chunk: list[Content]) -> int:
    return sum(len(content.source or b"") for content in chunk)


def _sources(chunk: list[Content]) -> list[Source]:
    return [(content.language, content.source) for content in chunk]


def _paired(chunk: list[Content], parsed: list[Result]) -> Iterator[tuple[Content, Parsed | None]]:
    for content, facts in zip(chunk, parsed, strict=True):
        yield (content._replace(source=None, skipped=facts), None) if isinstance(facts, str) else (content, facts)


def _start_pool(workers: int) -> ProcessPoolExecutor:
    """Spawned, not forked: a fork would inherit open databases and locks, and hang where threads run."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    os.environ["PYTHONSAFEPATH"] = "1"  # or they take modules from where they start: the repository
    return ProcessPoolExecutor(workers, get_context("spawn"), _start_worker)


def _start_worker() -> None:
    import gc
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)
