"""One repository in the daemon: what it knows, whether that is still true, and when the user was last at it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from ..changes import FACTS_VERSION, git_state, history_state
from ..errors import SleepdError
from ..refresh import Refreshed, refresh_briefly
from ..workspace import Workspace
from .watching import Watch, Watcher

_MOST_HERE = 50
"""Changed files that are read between two answers; more are read by a process of its own."""
_MOST_EDITED = 20
"""More files at a time are not edited by a person, but by git."""
_FEW_FILES = 1_000
"""In so few files, looking at each time stamp takes a few milliseconds, and nothing needs to be trusted."""

_EVENT_SECONDS = 0.005
"""What was saved just before a question is an event that has to pass through three threads."""
_PAUSES = 5
_LATE_SECONDS = 0.003
"""Of the parts of this wait: where one takes longer, those threads may be late too."""


class Repository:
    """An open workspace and the watch over its folders. Belongs to one thread, but for `on_change`."""

    def __init__(self, workspace: Workspace, watcher: Watcher, on_event: Callable[[Repository], None]) -> None:
        """`on_event` is called when something happened to its files, in any thread and no more than once until
        `edits` is called.
        """
        self.workspace = workspace
        self.root = workspace.root
        self.identity = identity_of(self.root)
        self.used = self.edited = time.monotonic()
        """When it was asked about, and when a file of it changed; on the monotonic clock."""
        self.closed = False
        self.in_step = False
        """The facts were in step with the work tree when last looked at."""
        self.rested = False
        """Nothing worth preparing was left after the last sleep, and nothing has happened since."""
        self.progress: tuple[str, int, int] = ("", 0, 0)
        """What another process does for it."""
        self.slept = 0.0
        """When it was last slept on."""
        self.failures = 0
        """How often in a row that failed."""
        self.retry_at = 0.0
        self._changed = True
        self._touched: set[str] = set()
        self._files = 0
        self._git_state = self._history_state = ""
        self._watch: Watch | None = None
        self._watcher = watcher
        self._on_event = on_event

    def on_change(self, path: str) -> None:
        """Something happened to a path below the root; called by the thread that watches."""
        self._changed = True
        first = not self._touched
        if len(self._touched) < _FEW_FILES:
            self._touched.add(path)
        if first:
            self._on_event(self)

    def catch_up(self) -> None:
        """Bring the facts in step with the work tree, unless that takes longer than an answer may wait."""
        self.in_step = self._is_in_step()
        if self.in_step:
            return
        self._changed = False  # Before looking: what happens from now on counts for the next time.
        refreshed = refresh_briefly(self.workspace, _MOST_HERE)
        self.in_step = refreshed is not None
        if refreshed is None:
            self._changed = True
        else:
            self._note(refreshed)

    def look_again(self) -> None:
        """Trust no watch the next time."""
        self._changed = True

    def caught_up(self) -> None:
        """Another process has read what changed."""
        self._note(Refreshed(read=1))
        self._changed = True

    def is_foreign(self) -> bool:
        """Whether a sleepd that says other things of a file keeps the facts, as after an upgrade."""
        return self.workspace.database.get("facts_version") != FACTS_VERSION

    def heal(self) -> None:
        """Begin anew with a database that turned out to be damaged."""
        self.workspace.database.heal()
        self.in_step, self._changed = False, True

    def close(self) -> None:
        """Stop watching and close the state."""
        self.closed = True
        if self._watch:
            self._watch.close()
        self.workspace.close()

    @property
    def watched(self) -> str:
        """How changes are noticed, for people."""
        return self._watch.state if self._watch else "not watched"

    @property
    def touched(self) -> bool:
        """Whether something happened since `edits` was called."""
        return bool(self._touched)

    def edits(self) -> Sequence[str]:
        """The known files that were touched since this was asked last."""
        touched, self._touched = self._touched, set()
        if self.closed:
            return []
        known = [path for path in sorted(touched) if (row := self.workspace.facts.file(path)) and row.blob_id]
        if known:
            self.edited, self.rested = time.monotonic(), False
            if len(known) <= _MOST_EDITED:
                self.note(known, "edited")
        return known

    def inside(self, path: str) -> str:
        """A path from the root."""
        return os.path.relpath(os.path.realpath(path), self.root).replace(os.sep, "/")

    def note(self, paths: Sequence[str], kind: str) -> None:
        """Remember that files were opened or edited, if the state can be written at once."""
        if not paths:
            return
        with suppress(SleepdError), self.workspace.database.writing(wait=False):
            for path in paths:
                self.workspace.activity.note(path, kind, int(time.time()))

    def _is_in_step(self) -> bool:
        """Whether nothing can have changed, by the watch and git's own files."""
        if self._changed or self._files <= _FEW_FILES or not self._watch or not self._watch.holds:
            return False
        if _is_busy():
            return False
        return not self._changed and self._states() == (self._git_state, self._history_state)

    def _note(self, refreshed: Refreshed) -> None:
        self._git_state, self._history_state = self._states()
        if any(refreshed) or self._watch is None:
            self.rested = False
            folders = dict(self.workspace.facts.folders())
            self._files = len(self.workspace.facts.stats())
            if self._watch is None:
                self._watch = self._watcher.watch(self.root, self.on_change)
            self._changed |= self._watch.cover(folders)

    def _states(self) -> tuple[str, str]:
        return git_state(self.workspace.git), history_state(self.workspace)


def _is_busy() -> bool:
    """Wait for events on their way; whether the machine has so much to do that they may come later than that."""
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1):
        return True
    for _ in range(_PAUSES):
        begun = time.monotonic()
        time.sleep(_EVENT_SECONDS / _PAUSES)
        if time.monotonic() - begun > _LATE_SECONDS:
            return True
    return False


def identity_of(root: str) -> tuple[int, int]:
    """What tells a folder from another one at the same path, as in another container. Raises OSError."""
    found = os.stat(root)
    return found.st_dev, found.st_ino
