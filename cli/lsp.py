"""sleepd lsp"""

from __future__ import annotations

import click


@click.command()
@click.option("--check", is_flag=True, help="Say what the last editor that connected can show, and what is off.")
def command(check: bool) -> int:
    """Serve an editor on standard input and output: hover, questions in comments, code actions and more."""
    if check:
        from ..lsp.check import told

        click.echo(told())
        return 0
    from ..lsp.main import main

    return main()
