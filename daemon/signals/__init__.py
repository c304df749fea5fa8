"""What holds sleep back: each signal is a module that says why not to work now, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from ..settings import IdleSettings
from . import hours, load, memory, power, presentation

Signal = Callable[[IdleSettings], str]

SIGNALS: dict[str, Signal] = {
    "hours": hours.reason,
    "power": power.reason,
    "presentation": presentation.reason,
    "load": load.reason,
    "memory": memory.reason,
}
"""Name -> a function that says in a few words what is against sleeping at this moment; "" for nothing."""
