"""What a bug leaves behind: a file to paste, with no line of the user's code in it."""

from __future__ import annotations

import platform
import tempfile
import traceback

from . import __version__


def write_report() -> str:
    """Write the exception being handled to a file, and give its path."""
    text = f"sleepd {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n"
    with tempfile.NamedTemporaryFile("w", prefix="sleepd-report-", suffix=".txt", delete=False) as file:
        file.write(text + traceback.format_exc())
    return file.name
