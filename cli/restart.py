"""sleepd restart"""

from __future__ import annotations

import click

from ..daemon import client
from . import start


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """End the daemon and start it again, as after a change of the configuration or an upgrade."""
    client.stop()
    ctx.invoke(start.command)
