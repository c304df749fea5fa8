"""Whether the user is away from this work, and the machine has room for ours."""

from __future__ import annotations

import time
from collections.abc import Iterable

from .repository import Repository
from .settings import IdleSettings
from .signals import SIGNALS


class Idleness:
    """Says what holds sleep back."""

    def __init__(self, settings: IdleSettings) -> None:
        self.settings = settings
        self._active = time.monotonic()
        self._asked_to_sleep = False

    def active(self) -> None:
        """The user does something: asks, edits, or tells us so through an editor."""
        self._active = time.monotonic()
        self._asked_to_sleep = False

    def sleep_now(self) -> None:
        """The user wants us to sleep, whatever the signals say, until something happens."""
        self._asked_to_sleep = True

    def reasons(self, repositories: Iterable[Repository]) -> dict[str, str]:
        """Signal -> what it has against sleeping now; all of them, "" where it has nothing."""
        quiet = time.monotonic() - max([self._active, *(repository.edited for repository in repositories)])
        left = self.settings.quiet_seconds - quiet
        you = f"you were here {quiet:.0f} s ago" if left > 0 else ""
        return {"you": you, **{name: reason(self.settings) for name, reason in SIGNALS.items()}}

    def held_back(self, repositories: Iterable[Repository]) -> str:
        """The first thing against sleeping now; "" for nothing."""
        if self._asked_to_sleep:
            return ""
        return next((reason for reason in self.reasons(repositories).values() if reason), "")
