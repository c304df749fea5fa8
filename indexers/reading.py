"""From a path to what its file says: read once, and judged whether it is worth understanding."""

from __future__ import annotations

import hashlib
import time
from typing import NamedTuple

from .disk import file_stamp, lasting, open_regular
from .languages import language_of
from .skipping import MAX_BYTES, SILENT, Attributes, skip_by_content, skip_by_name, skip_by_size

_PROSE = frozenset({"markdown", "rst", "text", "json", "yaml", "html"})


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
    """When it last changed; 0 when a further change may not show by this."""


def read_content(root: str, path: str, attributes: Attributes = SILENT) -> Content | None:
    """Read a file; None when there is no regular file at `path`.

    The stamp is taken before the bytes, so a change while they are read shows the next time.
    """
    since_ns = time.time_ns()
    stamp = file_stamp(root, path)
    if stamp is None:
        return None
    language = language_of(path) or ""
    source, oid = b"", b""
    skipped = skip_by_name(path, attributes) or skip_by_size(stamp.size)
    if not skipped and not language:
        skipped = "no language that sleepd reads, by its name"
    if not skipped:
        try:
            with open_regular(f"{root}/{path}") as file:
                source = file.read(MAX_BYTES + 1)
        except OSError as error:
            skipped = f"it can't be read: {error.strerror}"
        else:
            oid = hashlib.sha1(b"blob %d\0" % len(source) + source).digest()
            skipped = skip_by_size(len(source)) or skip_by_content(source, language in _PROSE, attributes)
    stamp_ns = lasting(stamp.stamp_ns, since_ns)
    return Content(path, language, oid, None if skipped else source, skipped, stamp.size, stamp_ns)
