"""What a bug looks like to the user: one line, and a report to paste."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from pathlib import Path

import click

from .. import __version__


def report_bug() -> None:
    """Write the current exception to a file, with no line of the user's code in it, and say where it is."""
    versions = f"sleepd {__version__}, Python {platform.python_version()}"
    text = f"{versions}, {platform.platform()}\n\n{traceback.format_exc()}"
    with tempfile.NamedTemporaryFile("w", prefix="sleepd-report-", suffix=".txt", delete=False) as file:
        file.write(text)
    click.echo(f"sleepd: this is a bug in sleepd: {sys.exc_info()[1]!r}", err=True)
    click.echo(f"  Please report it with {Path(file.name)}", err=True)
