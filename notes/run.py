"""How is it run?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..graph.view import View
from .building import write as building
from .guides import Guide, guides
from .note import Note, evidence_at, kept
from .testing import ways_to_test
from .ways import HELPERS, Way, commands_in, shown, tasks, tests, ways_in
from .wording import listed, section

_ABOUT = re.compile(
    r"\b(?:usage|using|run(?:ning)?|start\w*|quick ?start|examples?|serv(?:e|ing)|demo)\b", re.IGNORECASE
)
_PREPARES = re.compile(
    r"\b(?:install|add|require|clone|pull|fetch|build|update|configure)\b|^(?:sudo )?(?:make|cmake|brew|apt)\b"
)
_TASK = re.compile(r"^(?:run|start|serve|server|dev|develop|up)$")
_MOST_GUIDES = 4
_MOST_COMMANDS = 5


def write(view: View, unit: str) -> Note | None:
    """How the repository is run: its commands and programs, tasks that start it, what guides type; then how it is
    built and tested. None where nothing says any of it.
    """
    if unit:
        return None
    ways = [*ways_in(view), *commands_in(view), *_starts(view)]
    told = list(_guides(view))
    tested, built = ways_to_test(view), building(view, "")
    if not (ways or told or tested or built):
        return None
    typed = [Way(command, command, guide.place.path, number) for guide in told for number, command in guide.commands]
    users = [way for way in ways if not HELPERS.search(way.path)]
    first = users or typed
    lines = [
        f"Run {listed((f'{way.command} ({way.path}:{way.line})' for way in first), 3)}." if first
        else "Nothing here is run as a program by its users.",
        *section("Run", [way.told for way in ways]),
        *(line for guide in told for line in guide.told()),
        *(built.answer.split("\n")[:1] if built else []),
        *([f"Test with {shown(tested)}."] if tested else []),
        *section("Other commands", [way.told for way in tasks(view) if way not in ways and way not in tested]),
    ]  # fmt: skip
    evidence = [evidence_at(view, way.path, way.line, way.line) for way in [*first[:6], *tested[:2]]]
    evidence += [evidence_at(view, guide.place.path, guide.commands[0][0], guide.commands[-1][0]) for guide in told]
    evidence += built.evidence[:4] if built else []
    return Note("", "run", "How is this repository run?", "\n".join(lines), kept(evidence), 0.85 if first else 0.6)


def _starts(view: View) -> list[Way]:
    return [way for way in tasks(view) if _TASK.match(way.command.rpartition(" ")[2])]


def _guides(view: View) -> Iterator[Guide]:
    """The first sections that say how to run it, without what installs or tests it."""
    count = 0
    for guide in guides(view):
        commands = [item for item in guide.commands if not tests(item[1]) and not _PREPARES.search(item[1])]
        if commands and _ABOUT.search(guide.place.symbol.name):
            yield guide._replace(commands=commands[:_MOST_COMMANDS])
            count += 1
        if count == _MOST_GUIDES:
            return

