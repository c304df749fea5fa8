"""Noticing that files change, by events that are only hints: whether facts are in step is decided by time stamps.

Only folders that are read are watched: an ignored one may hold a hundred thousand others. Where the system can't
watch any more, or loses events, a watch says that it does not hold, and every answer looks at the time stamps.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress

from watchdog import events
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

_KINDS: list[type[events.FileSystemEvent]] = [
    *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileDeletedEvent, events.FileMovedEvent),
    *(events.DirCreatedEvent, events.DirDeletedEvent, events.DirMovedEvent),
]
"""All others, as of opening a file, would keep a daemon busy that only reads."""

_MOST_WATCHES = 64
"""A watch takes a thread."""
_MOST_IGNORED = 200
"""Ignored folders that a recursive watch may include; each takes one of the system's watches."""

log = logging.getLogger(__name__)


class Watcher:
    """All watches of this process."""

    def __init__(self) -> None:
        self._observer: BaseObserver | None = None

    def watch(self, root: str, on_change: Callable[[str], None]) -> Watch:
        """A watch below `root` that covers nothing yet; `on_change` gets paths from the root, in another thread."""
        if self._observer is None:
            self._observer = _start_observer()
        return Watch(self._observer, root, on_change)

    def close(self) -> None:
        """Stop watching."""
        if self._observer:
            self._observer.stop()
            self._observer.join()


class Watch:
    """The watch over one repository."""

    def __init__(self, observer: BaseObserver, root: str, on_change: Callable[[str], None]) -> None:
        self._observer = observer
        self._root = root
        self._on_change = on_change
        self._watches: dict[tuple[str, bool], ObservedWatch] = {}
        self._failed = ""

    @property
    def holds(self) -> bool:
        """Whether every change is noticed, as far as can be told."""
        return not self._failed and bool(self._watches) and self._all_alive()

    @property
    def state(self) -> str:
        """How changes are noticed, for people."""
        return self._failed or (f"{len(self._watches)} watches" if self.holds else "by looking")

    def cover(self, folders: Collection[str]) -> bool:
        """Watch these folders, paths from the root, and hardly any other; returns whether a watch is new.

        What changed before a new watch began has to be looked for.
        """
        wanted = dict.fromkeys(_cover(self._root, frozenset(folders)))
        if len(wanted) > _MOST_WATCHES:
            self._give_up("by looking: its folders are too scattered to be watched")
            return False
        if not self._all_alive():
            self.close()
        for key in self._watches.keys() - wanted.keys():
            self._observer.unschedule(self._watches.pop(key))
        self._failed = ""
        new = wanted.keys() - self._watches.keys()
        for folder, recursive in sorted(new):
            if not self._failed:
                self._schedule(folder, recursive)
        return bool(new)

    def close(self) -> None:
        """Stop watching."""
        for watch in self._watches.values():
            self._observer.unschedule(watch)
        self._watches.clear()

    def _schedule(self, folder: str, recursive: bool) -> None:
        path = os.path.join(self._root, folder)
        try:
            watch = self._observer.schedule(_Handler(self._told), path, recursive=recursive, event_filter=_KINDS)
        except OSError as error:
            self._give_up(f"by looking: {error.strerror or error}")
        else:
            self._watches[folder, recursive] = watch

    def _give_up(self, reason: str) -> None:
        if reason != self._failed:
            log.warning("%s is watched %s", self._root, reason)
        self.close()
        self._failed = reason

    def _told(self, path: str) -> None:
        self._on_change(os.path.relpath(path, self._root).replace(os.sep, "/"))

    def _all_alive(self) -> bool:
        """Whether no watch ended, as it does when its folder is deleted."""
        alive = {emitter.watch for emitter in self._observer.emitters if emitter.is_alive()}
        return self._observer.is_alive() and alive.issuperset(self._watches.values())


class _Handler(events.FileSystemEventHandler):
    """Passes on the path of every event, and where what was there went."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self._told = told

    def dispatch(self, event: events.FileSystemEvent) -> None:
        for path in (event.src_path, event.dest_path):
            if path:
                self._told(os.fsdecode(path))


def _cover(root: str, folders: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """(folder, recursive) of the watches that cover the folders: as few as watch hardly any other folder."""
    below: dict[str, list[str]] = {}
    for folder in folders:
        if folder:
            below.setdefault(folder.rpartition("/")[0], []).append(folder)
    waiting = [folder for folder in folders if not folder or folder.rpartition("/")[0] not in folders]
    while waiting:
        folder = waiting.pop()
        if folder and _ignored_below(root, folder, below) <= _MOST_IGNORED:
            yield folder, True
        else:
            yield folder, False
            waiting += below.get(folder, ())


def _ignored_below(root: str, folder: str, below: dict[str, list[str]]) -> int:
    """How many folders lie below that are not read; counting stops where there are too many."""
    waiting, ignored = [folder], 0
    while waiting and ignored <= _MOST_IGNORED:
        folder = waiting.pop()
        known = set(below.get(folder, ()))
        try:
            with os.scandir(os.path.join(root, folder)) as entries:
                inside = [f"{folder}/{entry.name}" for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        ignored += sum(path not in known for path in inside)
        waiting += inside
    return ignored


def _start_observer() -> BaseObserver:
    with suppress(ImportError, OSError):
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper

        InotifyMoveEventGrouper.delay = 0.02  # By default a file moved away holds back all later events for 0.5 s.
    observer = Observer()
    observer.daemon = True
    observer.start()
    return observer
