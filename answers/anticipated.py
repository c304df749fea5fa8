"""The questions that are likely to be asked of a unit, each with its answer."""

from __future__ import annotations

from ..errors import SleepdError
from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.view import View
from ..notes import KINDS
from ..workspace import Workspace
from .answer import Answer
from .ladder import answer_of
from .pointed import around, pointed_at

_KINDS_OF_CALLABLES = ("callers", "breaks", "why", "tests", "what", "calls", "raises")
_KINDS_OF_CLASSES = ("callers", "breaks", "why", "tests", "what", "heirs")
_KINDS_OF_OTHERS = ("what", "why", "callers", "breaks", "tests")
_LEAST = 0.5
"""What is less sure than this is not offered."""


def anticipated(workspace: Workspace, unit: str) -> list[tuple[str, Answer]]:
    """(question, answer) of a symbol or file, the likeliest question first: what was asked of it, then by kind."""
    with workspace.database.reading():
        view = View(workspace)
        place = view.find(unit)
        if place is None:
            return []
        kind = place.symbol.kind
        callable_ = kind in CALLABLE_KINDS
        kinds = _KINDS_OF_CALLABLES if callable_ else _KINDS_OF_CLASSES if kind in CLASS_KINDS else _KINDS_OF_OTHERS
        asked = [kind for asked_of, kind, _ in workspace.notes.asked() if asked_of == place.unit and kind in kinds]
        found = (answer_of(view, kind, place.unit) for kind in dict.fromkeys([*asked, *kinds]))
        return [answered for answered in found if answered and answered[1].confidence >= _LEAST]


def answer(workspace: Workspace, kind: str, unit: str) -> tuple[str, Answer] | None:
    """The question of a note kind about a unit, and its answer; None when there is nothing to say.

    Raises SleepdError when there is no such kind.
    """
    if kind not in KINDS:
        raise SleepdError(f"there is no kind of note called {kind}", f"one of {', '.join(KINDS)}")
    with workspace.database.reading():
        return answer_of(View(workspace), kind, unit)


def unit_at(workspace: Workspace, path: str, line: int, name: str = "", qualifier: str = "", last: int = 0) -> str:
    """The unit that a name in a line of a file means, else the one around the line, or all lines up to the `last`; ""
    where the file was not read.
    """
    with workspace.database.reading():
        view = View(workspace)
        place = pointed_at(view, path, line, name, qualifier) or around(view, path, line, last)
    return place.unit if place else ""


def is_by_model(workspace: Workspace, answer: Answer) -> bool:
    """Whether a language model wrote an answer, now or when it was prepared."""
    if answer.rung in ("compose", "escalate") or answer.saved_tokens:
        return True
    if answer.rung != "note":
        return False
    with workspace.database.reading():
        versions = workspace.notes.versions(answer.unit, answer.kind)
    return any(note.by_model and note.answer == answer.text for note in versions)
