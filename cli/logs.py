"""sleepd logs"""

from __future__ import annotations

import time
from collections import deque
from io import StringIO
from pathlib import Path
from typing import TextIO

import click

from ..daemon import wire

_POLL_SECONDS = 0.2


@click.command()
@click.option("-n", "count", type=click.IntRange(0), default=40, show_default=True, help="How many lines to show.")
@click.option("-f", "--follow", is_flag=True, help="Go on showing what comes, until interrupted.")
def command(count: int, follow: bool) -> None:
    """Show the end of the daemon's log."""
    folder = Path(wire.daemon_folder())
    lines: deque[str] = deque(maxlen=count)
    position = 0
    for name in ("output.txt", "log.txt"):
        with _opened(folder / name) as file:
            lines.extend(file)
            position = file.tell()
    click.echo("".join(lines), nl=False)
    if not lines and not follow:
        click.echo("sleepd: the daemon has said nothing yet; `sleepd start` starts it", err=True)
    while follow:
        time.sleep(_POLL_SECONDS)
        with _opened(folder / "log.txt") as file:
            size = file.seek(0, 2)
            file.seek(position if size >= position else 0)  # Smaller: the log was rotated.
            click.echo(file.read(), nl=False)
            position = file.tell()


def _opened(path: Path) -> TextIO:
    """The file, or nothing where there is none."""
    try:
        return path.open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return StringIO()
