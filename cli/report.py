"""What a bug looks like to the user: one line, and a report to paste."""

from __future__ import annotations

import sys

import click

from ..report import write_report


def report_bug() -> None:
    """Say that there is a bug, and where the report about it is."""
    tell(repr(sys.exc_info()[1]), write_report())


def tell(message: str, report: str) -> None:
    """One line about a bug, one about the report."""
    click.echo(f"sleepd: this is a bug in sleepd: {message}", err=True)
    click.echo(f"  Please report it with {report}", err=True)
