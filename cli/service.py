"""sleepd service"""

from __future__ import annotations

import click


@click.command()
@click.argument("what", type=click.Choice(["install", "uninstall"]))
def command(what: str) -> None:
    """Have the system start the daemon when it is needed (install), or no longer (uninstall).

    It is a systemd socket on Linux and a launchd agent on macOS, for you alone. Without it, any command of sleepd
    starts the daemon.
    """
    from ..daemon import service

    if what == "uninstall":
        click.echo("the service is gone" if service.uninstall() else "there was no service")
        return
    left = service.install()
    for path in service.unit().files:
        click.echo(f"wrote {path}")
    for line in left:
        click.echo(f"sleepd: the system did not take it; run this yourself: {line}", err=True)
