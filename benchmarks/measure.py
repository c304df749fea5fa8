"""Running commands and reading what they cost, as the operating system counts it."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """What one finished process and its children took."""

    wall: float
    cpu: float
    """User and system seconds, children included."""
    peak_mb: float
    """Resident memory of the largest single process."""


def cost_of(command: list[str], **environment: str) -> Cost:
    """Run a command to its end, its output thrown away. Raises CalledProcessError when it fails."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if os.waitstatus_to_exitcode(status):
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command)
    scale = 1e6 if sys.platform == "darwin" else 1e3
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def median(costs: list[Cost]) -> Cost:
    """Each figure's median."""
    return Cost(*(statistics.median(values) for values in zip(*costs, strict=True)))


def quantile(values: list[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def sleepd() -> str:
    """The sleepd beside this Python."""
    return str(Path(sys.executable).with_name("sleepd"))


def machine() -> str:
    """One line on where this was measured."""
    import platform

    return f"{time.strftime('%Y-%m-%d')}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, " \
           f"Python {platform.python_version()}"
