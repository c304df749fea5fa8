"""sleepd mcp"""

from __future__ import annotations

import os

import click
from click.core import ParameterSource

from ..errors import SleepdError


@click.command()
@click.pass_context
def command(ctx: click.Context) -> int:
    """Serve a coding agent on standard input and output: three tools, by the Model Context Protocol."""
    try:
        from ..agents.main import main
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise SleepdError("what agents need is not installed", "pip install 'sleepd[mcp]'") from None
    given = ctx.parent is not None and ctx.parent.get_parameter_source("path") is not ParameterSource.DEFAULT
    return main(os.path.abspath(ctx.obj.path) if given else None)
