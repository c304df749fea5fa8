"""Mains or battery."""

from __future__ import annotations

import psutil

from ..settings import IdleSettings


def reason(settings: IdleSettings) -> str:
    """Whether the machine runs on its battery, unless that is allowed."""
    battery = None if settings.on_battery or not hasattr(psutil, "sensors_battery") else psutil.sensors_battery()
    return "on battery" if battery and not battery.power_plugged else ""
