"""The verbs of the command line, as click reads them: one module each, imported when it is called."""

from __future__ import annotations

import importlib

import click

from .target import target

VERBS = {
    "ask": "Answer a question about the repository, with the lines that prove it.",
    "search": "Rank the places that any text is about: an error, an issue, a stack trace.",
    "sleep": "Read what changed and prepare notes now, in the foreground.",
    "refresh": "Read what changed since the last time.",
    "notes": "Show what is prepared about a file, symbol or folder.",
    "why": "Say why a file is read or skipped, or what a note was made from.",
    "export": "Write what is known as a site to read, or the notes of models to a file.",
    "import": "Use the notes in a file that `sleepd export --notes` wrote, where the code is the same.",
    "share": "Send the notes of models to the git remote for others, or fetch theirs.",
    "bench": "Measure whether sleeping pays here, on questions whose answers the code settles.",
    "status": "Show what is known of the repository and where it is kept, and what the daemon does.",
    "lsp": "Serve an editor on standard input and output.",
    "hook": "Tell the daemon of commits, check documents against them, keep a map; or have git do so.",
    "mcp": "Serve a coding agent on standard input and output.",
    "start": "Start the daemon.",
    "stop": "End the daemon.",
    "restart": "End the daemon and start it again.",
    "logs": "Show what the daemon has to say.",
    "doctor": "Check that everything is as it should be, and say what to do where it is not.",
    "service": "Have the system start the daemon, or no longer.",
}

_MODULES = {"import": "import_notes"}
"""Where no module can be called like the verb."""


class Verbs(click.Group):
    """A group whose commands are imported only when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of VERBS."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's module's `command`."""
        if cmd_name not in VERBS:
            return None
        module = importlib.import_module(f".{_MODULES.get(cmd_name, cmd_name)}", __package__)
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "path", default=".", metavar="PATH", help="The repository, or a folder or file in it.")
@click.option("--no-daemon", is_flag=True, help="Do without the daemon, and start none.")
@click.version_option(package_name="sleepd")
@click.pass_context
def cli(ctx: click.Context, path: str, no_daemon: bool) -> None:
    """Ask your code base. sleepd has thought about it while you were away."""
    ctx.obj = target(path, no_daemon)


def run(arguments: list[str]) -> int:
    """Run a verb; returns the exit status. What fails for reasons other than its usage raises."""
    try:
        result = cli.main(arguments, prog_name="sleepd", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
