"""Memory and disk."""

from __future__ import annotations

import re

import psutil

from ..settings import IdleSettings

_LEAST_BYTES = 500_000_000
_MOST_STALLED = {"memory": 5.0, "io": 40.0}
"""Share of the last ten seconds, in percent, in which some process waited for it."""
_STALLED = re.compile(r"^some avg10=([\d.]+)")


def reason(settings: IdleSettings) -> str:
    """Whether memory is short, or processes wait for it or for the disk (Linux's pressure stall information)."""
    if psutil.virtual_memory().available < _LEAST_BYTES:
        return "memory is short"
    for what, most in _MOST_STALLED.items():
        if _stalled(what) > most:
            return f"processes wait for {what}"
    return ""


def _stalled(what: str) -> float:
    try:
        with open(f"/proc/pressure/{what}", encoding="ascii") as file:
            match = _STALLED.match(file.read())
    except OSError:
        return 0.0
    return float(match[1]) if match else 0.0
