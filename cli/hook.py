"""sleepd hook"""

from __future__ import annotations

import click


@click.group()
def command() -> None:
    """What git runs when you commit, and how it comes to run it."""


@command.command(context_settings={"ignore_unknown_options": True})
@click.argument("hook", nargs=-1, type=click.UNPROCESSED)
def refresh(hook: tuple[str, ...]) -> int:
    """Tell the daemon that the repository changed.

    Never fails, says nothing and waits for nothing; does nothing in the middle of a rebase or a bisection. HOOK is
    git's name of the hook that runs this, and what git passes to it.
    """
    from ..hooks.refresh import main

    return main(hook)
