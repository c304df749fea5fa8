"""The pass that has a model imagine which questions will be asked of a unit, the likeliest first."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

from ..answers.matching import key
from ..answers.question import code_names, last_part
from ..answers.terms import NOISE, words_of
from ..graph.view import View
from ..indexers.words import expand
from ..llm.model import Bill, Model
from ..llm.session import paying
from ..notes.hostile import hostile_lines
from ..notes.note import Evidence
from ..prompts import prompt
from ..store.notes import StoredNote, is_fresh
from ..workspace import Workspace
from ..writing.draft import Questions
from ..writing.material import Gathering, Material
from ..writing.working import recipe, request_for
from .understanding import understanding

KIND = PURPOSE = "anticipate"
REPLY_TOKENS = 200
HIT = 0.3
"""Share of what is asked in words about a unit that its imagined questions are taken to have foreseen."""
LINES_SAVED = 200
"""What one would read to answer one of them, before that is known."""
_MOST_QUESTIONS = 6
_SHORTEST, _LONGEST = 20, 160
"""Characters of a question."""
_COMMITS = 6
_COMMIT_TOKENS = 150
ROOM = 1250
"""Tokens of the sources at most."""
_LEAST_KNOWN = 0.7
"""Share of what a question's words say that must stand in the repository."""


class Seen(NamedTuple):
    """What a model is shown to imagine what will be asked of a unit."""

    unit: str
    title: str
    material: Material
    evidence: tuple[Evidence, ...]


def imagining(view: View, unit: str) -> Seen | None:
    """The unit as it is shown to be understood, and what the commits of late say of it; None when it is not there."""
    seen = understanding(view, unit)
    if seen is None:
        return None
    talk = Gathering(view, _COMMIT_TOKENS)
    commits = view.commits(unit.partition("::")[0], _COMMITS)
    talk.add_text("what was changed last", "\n".join(commit.subject for commit in commits), seen.facts.evidence[:1])
    material = Material([*seen.material.sources, *talk.done().sources], seen.material.hostile)
    return Seen(unit, seen.title, material, seen.facts.evidence)


async def imagine(workspace: Workspace, unit: str, model: Model) -> StoredNote | None:
    """Have the questions written that will be asked of a unit, and keep them as a note, with what it cost.

    Returns None when the unit is not there, or none of the questions is of this repository. Raises ModelError when
    there is no budget or no model.
    """
    with workspace.database.reading():
        view = View(workspace)
        seen = imagining(view, unit)
        if seen is None:
            return None
        made_from = recipe(model.name, prompt(PURPOSE), seen.material, seen.title)
        reads = {read: view.digest(read) for read in sorted(view.reads) if not read.startswith("history:")}
        bought = workspace.notes.find(unit, KIND, made_from)
    with paying(Bill(unit), workspace.database) as bill:
        if bought:
            bill.note = bought._replace(reads=reads)
            return bill.note
        request = request_for(seen.material, prompt(PURPOSE), seen.title, REPLY_TOKENS)
        written = (await model.write(request, Questions, bill, PURPOSE)).questions
        usable = questions_in(View(workspace), seen, written)
        bill.note = StoredNote(
            unit, KIND, f"What will be asked about {seen.title}?", "\n".join(usable),
            [list(item) for item in seen.evidence], reads, made_from, 1.0 if usable else 0.0, int(time.time()),
            len(usable) / max(1, len(written)), sum(bill.tokens), bill.money,
        )  # fmt: skip
        return bill.note if usable else None


def questions_in(view: View, seen: Seen, written: Iterable[str]) -> list[str]:
    """Those that can be of this repository, each once: every name in them is one here, and most words stand in it."""
    shown = "\n".join(f"{source.title}\n{source.text}" for source in seen.material.sources)
    usable = {key(text, view.workspace.name): text for text in map(_plain, written) if _is_usable(view, text, shown)}
    return list(usable.values())[:_MOST_QUESTIONS]


def imagined(view: View) -> dict[str, list[str]]:
    """Unit -> the questions that are still thought to be asked of it, likeliest first."""
    notes = view.workspace.notes.of_kind(KIND)[::-1]
    return {note.unit: note.answer.split("\n") for note in notes if is_fresh(note, view.digest)}


def is_imagined(view: View, unit: str) -> bool:
    """Whether there is such a note that is still true, with questions or without."""
    return any(is_fresh(note, view.digest) for note in view.workspace.notes.all_versions(unit, KIND))


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip("?. ") + "?"


def _is_usable(view: View, text: str, shown: str) -> bool:
    if not _SHORTEST <= len(text) <= _LONGEST or hostile_lines([text]):
        return False
    if not all(last_part(name) in shown or view.store.defining_files(last_part(name)) for name in code_names(text)):
        return False
    said = {stem for word in words_of(text) if word.lower() not in NOISE for stem in expand(word).split()}
    return bool(said) and sum(bool(view.search.frequency(word)) for word in said) >= _LEAST_KNOWN * len(said)
