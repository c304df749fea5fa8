"""Notes in a file: compressed lines, read within bounds, and written whole or not at all."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import SleepdError
from .record import LONGEST_LINE, NewerNotes, Record, lines_of, read_header, read_lines

_MOST_BYTES = 512 << 20
"""What a file may be when it is no longer compressed."""
_OTHERS = "it is left as it is: name another file"


def write_file(path: Path, records: Iterable[Record]) -> None:
    """Write records to a file. Raises SleepdError when something else is there, or it can't be written."""
    if path.exists() and not _is_ours(path):
        raise SleepdError(f"{path} is no file of notes", _OTHERS)
    text = "\n".join(lines_of(records)) + "\n"
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(gzip.compress(text.encode(), mtime=0))
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise SleepdError(f"{path} can't be written: {error.strerror}", "name a file in a folder of yours") from None


def read_file(path: Path) -> list[Record]:
    """All records of a file. Raises SleepdError, and gives none, when anything of it is not as it should be."""
    try:
        with gzip.open(path) as file:
            return list(read_lines(_bounded(file, path), str(path)))
    except (EOFError, zlib.error):
        raise SleepdError(f"{path} is damaged or cut short", "have it exported again, or copied once more") from None
    except gzip.BadGzipFile:
        raise SleepdError(f"{path} has no notes of sleepd", "name a file that `sleepd export --notes` wrote") from None
    except OSError as error:
        raise SleepdError(f"{path} can't be read: {error.strerror}", "name a file that you may read") from None


def _bounded(file: gzip.GzipFile, path: Path) -> Iterator[bytes]:
    read = 0
    while line := file.readline(LONGEST_LINE + 1):
        read += len(line)
        if len(line) > LONGEST_LINE or read > _MOST_BYTES:
            raise SleepdError(f"{path} has more in it than notes can be", "nothing of it was imported")
        yield line


def _is_ours(path: Path) -> bool:
    try:
        with gzip.open(path) as file:
            read_header(file.readline(LONGEST_LINE), str(path))
    except NewerNotes:
        return True
    except (OSError, EOFError, zlib.error, SleepdError):
        return False
    return True
