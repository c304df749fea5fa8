"""sleepd start"""

from __future__ import annotations

import click

from ..daemon import launch, wire


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Start the daemon, if it does not run, and have it open the repository."""
    address = wire.running()
    if address:
        click.echo(f"sleepd runs already (process {address.pid})")
        return
    launch.launch(ctx.obj.path, patiently=False)
    address = launch.wait_until_ready()
    click.echo(f"sleepd runs (process {address.pid}); it keeps its log in {wire.daemon_folder()}")
