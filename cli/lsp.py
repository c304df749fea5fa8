"""sleepd lsp"""

from __future__ import annotations

import click


@click.command()
@click.pass_context
def command(ctx: click.Context) -> int:
    """Serve an editor on standard input and output: hover, questions in comments, code actions and more."""
    from ..lsp.main import main

    return main()
