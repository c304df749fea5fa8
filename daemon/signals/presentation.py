"""A call, a film or a presentation, where the system knows of one."""

from __future__ import annotations

import ctypes
import re
import sys
from pathlib import Path

from ..settings import IdleSettings

_INHIBITORS = Path("/run/systemd/inhibit")
_IDLE = re.compile(r"^WHAT=(?:.*:)?idle(?::.*)?$", re.MULTILINE)
_WHO = re.compile(r"^WHO=(.*)$", re.MULTILINE)
_WINDOWS_BUSY = {2: "a full-screen program runs", 3: "a full-screen program runs", 4: "a presentation runs"}
"""QUERY_USER_NOTIFICATION_STATE."""


def reason(settings: IdleSettings) -> str:
    """Whether a program keeps the screen on, as players and calls do, or fills it (Linux with systemd, Windows)."""
    if sys.platform == "win32":
        state = ctypes.c_int()
        ctypes.windll.shell32.SHQueryUserNotificationState(ctypes.byref(state))
        return _WINDOWS_BUSY.get(state.value, "")
    return inhibited(_INHIBITORS)


def inhibited(folder: Path) -> str:
    """Who keeps the session from being idle, by the files that systemd's logind keeps in a folder."""
    try:
        files = [file.read_text(encoding="utf-8", errors="replace") for file in folder.iterdir() if file.is_file()]
    except OSError:
        return ""
    for text in files:
        if "MODE=block" in text and _IDLE.search(text):
            who = _WHO.search(text)
            return f"{who[1] if who else 'a program'} keeps the screen on"
    return ""
