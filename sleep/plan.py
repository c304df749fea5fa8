"""In which order a model is to understand a repository, why, and for how many tokens at most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ..graph.view import View
from ..notes.wording import counted
from ..prompts import prompt
from ..store.notes import is_fresh
from ..writing.working import request_for
from .candidates import candidates
from .understand import PURPOSE, REPLY_TOKENS
from .understanding import understanding


class Step(NamedTuple):
    """One unit to understand."""

    unit: str
    reason: str


def plan(view: View, expected: Mapping[str, float]) -> Iterator[Step]:
    """What is worth understanding and not understood yet, from the bottom up.

    `expected` is path -> probability that it is touched or asked about in a working day, most probable first. What was
    asked about comes first; then each file after the symbols of it that most of the code uses, folders after
    the files in them, and the repository last.
    """
    asked = {unit: times for unit, kind, times in view.workspace.notes.asked() if kind in ("what", "where", "overview")}
    wanted = [candidate.unit for candidate in candidates(view, expected) if candidate.kind == "what"]
    for unit in dict.fromkeys([*(unit for unit in asked if unit), *_bottom_up(wanted)]):
        if not _understood(view, unit):
            yield Step(unit, _reason(view, unit, asked.get(unit, 0)))


def _bottom_up(units: list[str]) -> Iterator[str]:
    symbols = [unit for unit in units if "::" in unit]
    files = [unit for unit in units if unit and "::" not in unit and not unit.endswith("/")]
    folders = [unit for unit in units if unit.endswith("/")]
    for path in dict.fromkeys([*(unit.partition("::")[0] for unit in symbols), *files]):
        yield from (unit for unit in symbols if unit.partition("::")[0] == path)
        yield path
    yield from sorted(folders, key=lambda folder: -folder.count("/"))
    yield ""


def _understood(view: View, unit: str) -> bool:
    """Whether there is a note of a model about it that is still true, good or not."""
    return any(
        note.by_model and is_fresh(note, view.digest) for note in view.workspace.notes.all_versions(unit, "what")
    )


def _reason(view: View, unit: str, asked: int) -> str:
    if asked:
        return f"asked {counted(asked, 'time')}"
    if "::" in unit:
        name = unit.rpartition("::")[2].rpartition(".")[2]
        return f"used in {counted(view.store.mention_count(name), 'file')}"
    if unit.endswith("/") or not unit:
        return f"{counted(sum(1 for row in view.store.files_below(unit.rstrip('/')) if row.blob_id), 'file')} below it"
    return "from its symbols"


def tokens_for(view: View, unit: str) -> int:
    """The most tokens that understanding a unit takes; 0 when there is nothing to understand."""
    seen = understanding(view, unit)
    if seen is None:
        return 0
    return request_for(seen.material, prompt(PURPOSE), seen.title, REPLY_TOKENS).prompt_tokens + REPLY_TOKENS
