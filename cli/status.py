"""sleepd status"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import click

from ..daemon import client, wire
from . import models
from .opened import opened
from .tasks import about, named

if TYPE_CHECKING:
    from ..workspace import Workspace

_WATCH_SECONDS = 1.0
_MOST_SHOWN = 5


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it as one line of JSON.")
@click.option("--why", is_flag=True, help="Say of each signal whether it holds sleep back right now.")
@click.option("--watch", is_flag=True, help="Go on showing it, until interrupted.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, why: bool, watch: bool) -> None:
    """Show what is known of the repository, where it is kept, what the daemon does, and what models cost."""
    while True:
        with opened(ctx.obj.path) as workspace:
            known = {**_known(workspace), **_prepared(workspace), **models.known(workspace), "daemon": _daemon()}
        text = json.dumps(known) if as_json else "\n".join(_told(known, why))
        click.echo(f"\x1b[2J\x1b[H{text}" if watch and not as_json else text)
        if not watch:
            break
        time.sleep(_WATCH_SECONDS)


def _known(workspace: Workspace) -> dict[str, Any]:
    files = list(workspace.facts.files())
    read = [row for row in files if row.blob_id]
    return {
        "root": workspace.root,
        "state": str(workspace.database.path),
        "state_bytes": workspace.database.path.stat().st_size,
        "read_only": workspace.database.read_only,
        "files": len(read),
        "skipped": len(files) - len(read),
        "left_out": workspace.database.get("left_out").splitlines(),
        "lines": sum(row.lines for row in read),
        "commits": workspace.history.count(),
        "notes": workspace.notes.count(),
    }


def _prepared(workspace: Workspace) -> dict[str, Any]:
    from ..sleep.coverage import coverage

    covered, hits = coverage(workspace), workspace.activity.hits()
    return {
        "fresh": covered.fresh,
        "coverage": round(covered.share, 4),
        "waiting": workspace.queue.count(),
        "next": [task._asdict() for task in workspace.queue.best(_MOST_SHOWN)],
        "set_aside": [task._asdict() for task in workspace.queue.set_aside()],
        "hits": {**hits._asdict(), "rate": round(hits.rate, 4)},
    }


def _daemon() -> dict[str, Any] | None:
    """What the daemon says of itself; None when there is none."""
    address = wire.running()
    said: dict[str, Any] | None = client.request(address, "status", {}) if address else None
    return said


def _told(known: dict[str, Any], why: bool) -> list[str]:
    daemon = known["daemon"]
    lines = [
        f"{known['root']}: {known['files']:,} files with {known['lines']:,} lines, {known['skipped']:,} skipped",
        f"{known['commits']:,} commits, {known['notes']:,} notes, {known['fresh']:,} of them true now, about"
        f" {known['coverage']:.0%} of the code",
        *_told_of_sleep(known),
        f"kept in {known['state']} ({known['state_bytes'] / 1e6:.1f} MB)",
        *models.told(known),
    ]
    if known["left_out"]:
        shown = ", ".join(known["left_out"][:_MOST_SHOWN]) + (", ..." if known["left_out"][_MOST_SHOWN:] else "")
        lines.append(f"{len(known['left_out']):,} left out, whose names are not UTF-8: {shown}")
    if daemon is None:
        return [*lines, "the daemon does not run; `sleepd start` starts it"]
    lines.append(
        f"the daemon runs for {daemon['seconds'] / 3600:.1f} h (process {daemon['pid']},"
        f" {daemon['memory_bytes'] / 1e6:.0f} MB): {_doing(daemon)}"
    )
    for repository in daemon["repositories"]:
        state = "in step" if repository["in_step"] else "being read"
        rested = "nothing left to prepare" if repository["rested"] else "something to prepare"
        lines.append(f"  {repository['root']}: {state}, {rested}, {repository['watched']}")
    if why:
        lines += [f"  {name}: {reason or 'nothing against sleeping'}" for name, reason in daemon["signals"].items()]
    return lines


def _told_of_sleep(known: dict[str, Any]) -> list[str]:
    lines = []
    if hits := known["hits"]["questions"]:
        lines.append(f"{known['hits']['rate']:.0%} of {hits:,} questions were foreseen")
    if known["waiting"]:
        lines.append(f"{known['waiting']:,} notes are worth preparing, first:")
    for task in known["next"]:
        lines.append(f"  {_task(task)}, worth {task['terms']['value']:,.0f} tokens")
    lines += [f"set aside: {_task(task)}: {task['reason']}" for task in known["set_aside"]]
    return lines


def _task(task: dict[str, Any]) -> str:
    return f"{about(task['unit'])}: {named(task['writer'], task['kind'], task['question'])}"


def _doing(daemon: dict[str, Any]) -> str:
    if daemon["doing"]:
        return f"sleeping on {daemon['doing']}"
    return f"awake, {daemon['held_back']}" if daemon["held_back"] else "nothing left to do"
