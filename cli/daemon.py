"""Having the daemon do it, where there is one."""

from __future__ import annotations

import sys
from typing import Any

from .progress import shown_progress
from .target import Target


def through_daemon(target: Target, method: str, **params: Any) -> Any:
    """What the daemon says of the target; None when the command has to find out by itself."""
    if not target.daemon:
        return None
    from ..daemon import client

    with shown_progress() as progress:
        try:
            return client.ask(method, target.path, params, progress)
        except client.DaemonCrashed as crash:
            print(f"sleepd: its daemon ended before its time and starts again; see {crash.report}", file=sys.stderr)
            return None
        except client.DaemonBug as bug:
            from .report import tell

            tell(f"its daemon failed: {bug}", bug.report)
            return None
