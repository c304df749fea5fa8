"""sleepd stop"""

from __future__ import annotations

import click

from ..daemon import client


@click.command()
def command() -> None:
    """End the daemon. The next command starts it again, unless SLEEPD_NO_DAEMON is set."""
    click.echo("sleepd has ended" if client.stop() else "sleepd does not run")
