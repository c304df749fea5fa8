"""The hours that the user has set."""

from __future__ import annotations

from datetime import datetime

from ..settings import IdleSettings


def reason(settings: IdleSettings) -> str:
    """Whether now is outside of the hours."""
    if settings.hours is None:
        return ""
    start, end = settings.hours
    now = datetime.now().time()
    inside = start <= now < end if start < end else now >= start or now < end
    return "" if inside else f"outside of the hours {start:%H:%M}-{end:%H:%M}"
