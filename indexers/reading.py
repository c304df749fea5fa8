"""From a path to facts: read the bytes once, decide whether they are worth reading, parse, in parallel when it pays."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..errors import SleepdError
from ..facts import FileFacts, Symbol
from ..packing import PackedFacts, pack
from .languages import language_of, load
from .skipping import SILENT, Attributes, skip_by_content, skip_by_name, skip_by_size

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_PROSE = frozenset({"markdown", "rst", "text", "json", "yaml", "html"})
_ALONE_BYTES = 600_000
"""Up to this much source is parsed here; starting worker processes costs more than it saves."""
_CHUNK_BYTES = 250_000
_CHUNK_FILES = 200
_CHUNKS_PER_WORKER = 3


class Content(NamedTuple):
    """One file as it was read, at one moment."""

    path: str
    language: str
    """"" when no registered language reads it."""
    oid: bytes
    """SHA-1 as git hashes a blob; empty when skipped unread."""
    source: bytes | None
    """None when its facts are not wanted."""
    skipped: str
    """Why its facts are not wanted; "" when they are."""
    size: int
    stamp_ns: int
    checked_ns: int
    """When it was opened: a stamp this young may not show a further change."""


def read_content(root: str, path: str, size: int, stamp_ns: int, attributes: Attributes = SILENT) -> Content:
    """Read a regular file whose stamp was just taken."""
    language = language_of(path) or ""
    checked_ns = time.time_ns()
    skipped = skip_by_name(path, attributes) or skip_by_size(size)
    if not skipped and not language:
        skipped = "no language that sleepd reads, by its name"
    source, oid = b"", b""
    if not skipped:
        try:
            with open(f"{root}/{path}", "rb") as file:
                source = file.read()
        except OSError as error:
            skipped = f"it can't be read: {error.strerror}"
        else:
            oid = hashlib.sha1(b"blob %d\0" % len(source) + source).digest()
            skipped = skip_by_content(source, language in _PROSE, attributes)
    return Content(path, language, oid, None if skipped else source, skipped, size, stamp_ns, checked_ns)


def parse(language: str, source: bytes) -> FileFacts:
    """The facts of one source. Never raises: a language whose grammar is missing yields the bare file."""
    try:
        return load(language).read(source)
    except SleepdError:
        lines = source.count(b"\n") + 1
        return FileFacts(language, lines, True, [Symbol("file", "", "", -1, 1, lines)], [], [], [], [], [], [])


def parse_all(contents: Iterable[Content]) -> Iterator[tuple[Content, PackedFacts | None]]:
    """Every content in order, with its facts, packed, when it has a source.

    Much source is parsed in worker processes, of which a bounded amount is held at a time.
    """
    pool: ProcessPoolExecutor | None = None
    waiting: deque[tuple[list[Content], Future[list[PackedFacts | None]]]] = deque()
    alone = 0
    try:
        for chunk in _chunks(contents):
            sources = [(content.language, content.source) for content in chunk]
            if alone < _ALONE_BYTES:
                alone += sum(len(content.source or b"") for content in chunk)
                yield from zip(chunk, _parse_chunk(sources), strict=True)
                continue
            pool = pool or _start_pool()
            waiting.append((chunk, pool.submit(_parse_chunk, sources)))
            if len(waiting) > _CHUNKS_PER_WORKER * _workers():
                first, facts = waiting.popleft()
                yield from zip(first, facts.result(), strict=True)
        for chunk, facts in waiting:
            yield from zip(chunk, facts.result(), strict=True)
    finally:
        if pool:
            pool.shutdown(cancel_futures=True)


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


def _parse_chunk(sources: list[tuple[str, bytes | None]]) -> list[PackedFacts | None]:
    return [None if source is None else pack(parse(language, source)) for language, source in sources]


def _workers() -> int:
    return max(1, (os.cpu_count() or 2))


def _start_pool() -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(_workers(), initializer=_start_worker)


def _start_worker() -> None:
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
