"""sleepd hook"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ..errors import NewerState, SleepdError

if TYPE_CHECKING:
    from ..hooks.install import State
    from ..indexers.git import Repository


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


@command.command()
@click.pass_context
def check(ctx: click.Context) -> int:
    """Fail where what is staged makes a document or a docstring untrue.

    Looks at git's index, which is what a commit takes, and never at the work tree.
    """
    from ..hooks.check import check_commit

    with _letting_commits_pass():
        alarms = check_commit(ctx.obj.path)
    for alarm in alarms:
        click.echo(str(alarm))
    if alarms:
        count = "1 line" if len(alarms) == 1 else f"{len(alarms)} lines"
        click.echo(f"sleepd: this commit makes {count} of documentation untrue", err=True)
        click.echo("  correct and stage them, or silence them as told; git commit --no-verify asks nobody", err=True)
    return 1 if alarms else 0


@command.command()
@click.option("--file", default="AGENTS.md", metavar="PATH", show_default=True, help="The file, from the root.")
@click.option("--init", is_flag=True, help="Begin a section in a file that has none.")
@click.pass_context
def context(ctx: click.Context, file: str, init: bool) -> int:
    """Keep a section of a checked-in file that says what is where: for people, and for agents.

    Exits with 1 when it rewrote the section, as formatters do, so that it can be staged. Nothing else of the file is
    touched.
    """
    from ..hooks.context import context_of, keep
    from .opened import opened

    with _letting_commits_pass(), opened(ctx.obj.path) as workspace:
        changed = keep(workspace.root, file, context_of(workspace), init)
    if changed is None:
        click.echo(f"sleepd: {file} has no section to keep; `sleepd hook context --init` begins one", err=True)
    elif changed:
        click.echo(f"{file}: the map of the repository is written anew; git add {file}")
    return 1 if changed and not init else 0


@command.command()
@click.pass_context
def install(ctx: click.Context) -> int:
    """Have git run `refresh` after commits, checkouts, merges and rebases, without pre-commit.

    Adds a few marked lines to the hooks that are there, or hooks where there are none.
    """
    from ..hooks import install

    place = install.place_of_hooks(_repository(ctx))
    states = install.install(place)
    _show(states)
    if place.shared:
        click.echo("These hooks are files of the work tree: commit them, and they work for all who have sleepd.")
    return 0 if all(state.installed for state in states) else 1


@command.command()
@click.pass_context
def uninstall(ctx: click.Context) -> None:
    """Take away what `install` added, and leave everything else as it was."""
    from ..hooks.install import uninstall

    changed = uninstall(_repository(ctx))
    for path in changed:
        click.echo(f"taken out of {path}")
    if not changed:
        click.echo("there was nothing to take away")


@command.command()
@click.pass_context
def status(ctx: click.Context) -> None:
    """Say which hooks tell sleepd, and why others don't."""
    from ..hooks import install

    repository = _repository(ctx)
    _show(install.states(install.place_of_hooks(repository)))
    if install.is_in_pre_commit(repository):
        click.echo("pre-commit is configured to run sleepd-refresh, in the stages that it is installed for")


@contextmanager
def _letting_commits_pass() -> Iterator[None]:
    """A bug of ours, or a newer sleepd than pre-commit has, is told and stops no commit."""
    try:
        yield
    except NewerState as error:
        click.echo(f"sleepd: {error.message}; nothing was looked at", err=True)
        raise click.exceptions.Exit(0) from None
    except (SleepdError, click.ClickException):
        raise
    except Exception:
        from .report import report_bug

        report_bug()
        raise click.exceptions.Exit(0) from None


def _repository(ctx: click.Context) -> Repository:
    from ..workspace import find_root

    root, repository = find_root(ctx.obj.path)
    if repository is None:
        raise SleepdError(f"{root} is no git repository, so there are no hooks", "git init, or name one with -C PATH")
    return repository


def _show(states: list[State]) -> None:
    for state in states:
        if state.installed:
            click.echo(f"{state.hook}: tells sleepd ({state.path})")
        elif state.hindrance:
            click.echo(f"{state.hook}: left alone, {state.hindrance} ({state.path})")
            click.echo(f"  to have sleepd told, run from it, in the background: sleepd hook refresh {state.hook}")
        else:
            click.echo(f"{state.hook}: does not tell sleepd; `sleepd hook install` makes it")
