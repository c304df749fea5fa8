"""Other work on this machine. What is nice, as our own workers are, does not count where the system tells it apart."""

from __future__ import annotations

import psutil

from ..settings import IdleSettings

_MOST_PERCENT = 50.0


def reason(settings: IdleSettings) -> str:
    """Whether the processors were busy since this was asked last."""
    times = psutil.cpu_times_percent(interval=None)
    busy = times.user + times.system
    return f"the processors are {busy:.0f} % busy" if busy > _MOST_PERCENT else ""
