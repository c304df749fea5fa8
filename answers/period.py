"""The time a question is about: "last month", "in the last 3 weeks", "since 2024-05-01", "since v2.1"."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

_DAY = 86_400
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 31, "year": 366}
_UNITS = "|".join(_DAYS)
_PAST = (
    rf"(?i)\b(?:last|past|previous|this)\s+(?:(\d+)\s+)?({_UNITS})s?\b|\b(\d+)\s+({_UNITS})s?\s+ago\b"
)
_SINCE_DATE = r"(?i)\bsince\s+(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?\b"
_SINCE_NAME = (
    r"(?i)\bsince\s+(?:the\s+)?(?:release\s+|version\s+|tag\s+|commit\s+)?([\w][\w./-]*)"
)
_DAYS_AGO = {"today": 1, "yesterday": 2, "recently": 31, "lately": 31}


def since(text: str, time_of_revision: Callable[[str], int | None]) -> int | None:
    """Seconds since 1970 when the period that the text names begins; None when it names none.

    `time_of_revision` tells when a tag, branch or commit was made.
    """
    if match := re.search(_PAST, text):
        count, unit = (match[1] or 1, match[2]) if match[2] else (match[3], match[4])
        return max(0, int(time.time() - int(count) * _DAYS[unit.lower()] * _DAY))
    if match := re.search(_SINCE_DATE, text):
        year, month, day = (int(part or 1) for part in match.groups())
        if year >= 1970 and 1 <= month <= 12 and 1 <= day <= 31:
            return int(time.mktime((year, month, day, 0, 0, 0, 0, 0, -1)))
    if match := re.search(_SINCE_NAME, text):
        return time_of_revision(match[1].rstrip("?.!"))
    for word, days in _DAYS_AGO.items():
        if re.search(rf"\b{word}\b", text, re.IGNORECASE):
            return int(time.time() - days * _DAY)
    return None
