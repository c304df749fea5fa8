"""What a command is about, and who does it."""

from __future__ import annotations

import os
from typing import NamedTuple


class Target(NamedTuple):
    """What a command is about."""

    path: str
    """The repository, or a folder or file in it."""
    daemon: bool
    """Whether the daemon may do the work."""


def target(path: str, no_daemon: bool = False) -> Target:
    """The target of a command that may have been told to do without the daemon, as the environment may too."""
    return Target(path, not no_daemon and not os.environ.get("SLEEPD_NO_DAEMON"))
