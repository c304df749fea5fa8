"""Notes of a team, on its git remote: everybody adds what is missing there, and takes what holds where they are."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple

from ..errors import SleepdError
from ..refresh import Progress
from ..store.offers import MOST
from ..workspace import Workspace
from .adopt import Taken, offer
from .own import Shareable, shareable
from .record import NewerNotes, Record, lines_of, read_header, read_record
from .transport import Remote, remote_of

_ATTEMPTS = 8
_SECONDS = 0.2
"""Between attempts, growing, by chance: whoever was in the way the first time is not again."""


class Pushed(NamedTuple):
    """What a push came to."""

    remote: str
    found: Shareable
    new: int
    """Notes that were not there before."""
    total: int
    """Notes that are there now."""


class Pulled(NamedTuple):
    """What a pull came to."""

    remote: str
    total: int
    """Notes that are there."""
    new: int
    """Of these, notes that were not known here."""
    unreadable: int
    taken: Taken


def push(workspace: Workspace, name: str, answers: bool, progress: Progress) -> Pushed:
    """Add our notes to those on a remote. Raises SleepdError when it can't be done; then nothing has changed there."""
    progress("looking for secrets", 0, 0)
    found = shareable(workspace, answers)
    ours = {record.key: record for record in found.records}
    new = 0
    with _remote(workspace, name) as remote:
        for attempt in range(_ATTEMPTS):
            progress(f"fetching what {remote.name} has", 0, 0)
            tip, files = _fetched(remote)
            theirs, _ = _records(files, remote.name)
            missing = ours.keys() - theirs.keys()
            new = max(new, len(missing))  # A push may arrive and git be cut off before it says so.
            if not missing:
                return Pushed(remote.name, found, new, len(theirs))
            everything = _newest([*theirs.values(), *(ours[key] for key in missing)])
            progress(f"sending {len(missing):,} notes to {remote.name}", 0, 0)
            if remote.push(_files(everything), tip):
                return Pushed(remote.name, found, new, len(everything))
            time.sleep(random.uniform(0, _SECONDS * 2**attempt))
    raise SleepdError(f"others push to {name} all the time", "try again in a minute")


def pull(workspace: Workspace, name: str, progress: Progress) -> Pulled:
    """Take the notes on a remote, and use what holds here. Raises SleepdError when the remote can't be read."""
    with _remote(workspace, name) as remote:
        progress(f"fetching what {remote.name} has", 0, 0)
        records, unreadable = _records(_fetched(remote)[1], remote.name)
    new, taken = offer(workspace, records.values(), progress)
    return Pulled(remote.name, len(records), new, unreadable, taken)


def _remote(workspace: Workspace, name: str) -> AbstractContextManager[Remote]:
    if workspace.git is None:
        raise SleepdError(f"{workspace.root} is no git repository", "use `sleepd export --notes` and `sleepd import`")
    return remote_of(workspace.git, name)


def _fetched(remote: Remote) -> tuple[str, dict[str, bytes]]:
    """The commit there, "" for none, and its files."""
    if not remote.tip():
        return "", {}
    files = remote.fetch()
    return remote.fetched(), files


def _records(files: Mapping[str, bytes], name: str) -> tuple[dict[str, Record], int]:
    """By key the notes of a remote, and how many lines are none: what one spoils costs the others nothing.

    Raises NewerNotes when somebody uses a newer sleepd.
    """
    records: dict[str, Record] = {}
    unreadable = 0
    for content in files.values():
        first, *lines = content.split(b"\n")
        try:
            read_header(first, name)
        except NewerNotes:
            raise
        except SleepdError:
            unreadable += 1
            continue
        for line in filter(None, lines):
            try:
                record = read_record(line, name)
            except SleepdError:
                unreadable += 1
            else:
                records[record.key] = record
    return records, unreadable


def _newest(records: list[Record]) -> list[Record]:
    """As many as are kept; the oldest go."""
    return sorted(records, key=lambda record: -record.written)[:MOST]


def _files(records: Iterable[Record]) -> dict[str, bytes]:
    """The notes as files, by the beginning of their keys: what did not change is not sent again."""
    shards: dict[str, list[Record]] = {}
    for record in records:
        shards.setdefault(record.key[:2], []).append(record)
    return {f"{start}.jsonl": "\n".join([*lines_of(shard), ""]).encode() for start, shard in shards.items()}
