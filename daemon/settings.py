"""When the daemon may sleep, as its user wants it: the table `[idle]` of the configuration file."""

from __future__ import annotations

from datetime import time
from typing import Any, NamedTuple

from ..config import config_path, read_config
from ..errors import SleepdError

_HINT = "docs/daemon.md shows what [idle] may hold"


class IdleSettings(NamedTuple):
    """What idle means."""

    quiet_seconds: float = 60.0
    """How long nothing may have been edited or asked."""
    on_battery: bool = False
    hours: tuple[time, time] | None = None
    """Start and end of the hours to sleep in, over midnight if the end is the earlier one; None for all."""


def read_idle_settings() -> IdleSettings:
    """The settings. Raises SleepdError when they are not of this form."""
    table = read_config().get("idle", {})
    try:
        return _settings(**table)
    except (TypeError, ValueError) as error:
        raise SleepdError(f"[idle] in {config_path()} is wrong: {error}", _HINT) from None


def _settings(quiet_seconds: float = 60.0, on_battery: bool = False, hours: str = "") -> IdleSettings:
    if isinstance(quiet_seconds, bool) or not isinstance(quiet_seconds, (int, float)) or quiet_seconds < 0:
        raise ValueError(f"quiet_seconds = {quiet_seconds!r} is not a number of seconds")
    if not isinstance(on_battery, bool):
        raise ValueError(f"on_battery = {on_battery!r} is neither true nor false")
    return IdleSettings(float(quiet_seconds), on_battery, _hours(hours) if hours else None)


def _hours(text: Any) -> tuple[time, time]:
    start, dash, end = str(text).partition("-")
    if not dash:
        raise ValueError(f'hours = {text!r} is not like "22:00-07:00"')
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())
