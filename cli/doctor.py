"""sleepd doctor"""

from __future__ import annotations

import sys

import click

from ..errors import SleepdError


@click.command()
@click.pass_context
def command(ctx: click.Context) -> None:
    """Check git, the state, the configuration, the daemon and the watching, and say what to do where one is not well.

    Exits with 1 when something is wrong.
    """
    from ..daemon.health import CHECKS

    wrong = False
    for name, check in CHECKS.items():
        try:
            click.echo(f"{click.style('ok', fg='green')}     {name}: {check(ctx.obj.path)}")
        except SleepdError as error:
            wrong = True
            click.echo(f"{click.style('wrong', fg='red')}  {name}: {error.message}\n         {error.hint}")
    sys.exit(1 if wrong else 0)
