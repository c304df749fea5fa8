"""From a question to its answer: the cheapest rung that can prove what it says."""

from __future__ import annotations

import time

from .. import notes
from ..graph.view import View
from ..indexers import git
from ..notes.note import Evidence, Note, evidence_of, holds
from ..store.notes import is_fresh
from ..workspace import Workspace
from . import explain
from .answer import Answer, Citation
from .period import since
from .question import Question, has_words, understand

MAX_CITATIONS = 15


def ask(workspace: Workspace, text: str) -> Answer:
    """Answer a question from facts and notes. The facts must be in step with the work tree (see `refresh`)."""
    started = time.perf_counter()
    view = View(workspace)
    answer = _answer(view, text)
    return answer._replace(elapsed_ms=(time.perf_counter() - started) * 1000)


def _answer(view: View, text: str) -> Answer:
    if not has_words(text):
        return _overview(view, Question(text, "overview", "", []))
    question = understand(view, text)
    if question.kind in ("overview", "run", "settings") and not question.places:
        return _overview(view, question)
    if question.kind == "search":
        return explain.answer(view, question)
    return _structural(view, question)


def _overview(view: View, question: Question) -> Answer:
    kind = "what" if question.kind == "overview" else question.kind
    noted = _noted(view, kind, "")
    if noted is None:
        return Answer("There is nothing to say about this repository: no file of it could be read.", "abstain", 0.0, [])
    note, rung = noted
    return _from_note(view, note, rung, question)


def _structural(view: View, question: Question) -> Answer:
    kind = "what" if question.kind == "where" else question.kind
    unit = question.unit
    noted = _changes_since(view, question, unit) if kind == "changes" else _noted(view, kind, unit)
    if noted is None:
        return explain.answer(view, question._replace(kind="search"))
    note, rung = noted
    answer = _from_note(view, note, rung, question)
    others = [place for place in question.places[1:] if place.symbol.name]
    if others:
        titles = ", ".join(f"{place.title} ({place.path}:{place.symbol.start})" for place in others[:5])
        more = f" and {len(others) - 5} more" if len(others) > 5 else ""
        shown = [e for place in others[:5] if (e := evidence_of(view, place))]
        answer = answer._replace(
            text=f"{answer.text}\nThere are others of this name: {titles}{more}.",
            citations=[*answer.citations, *map(_citation, shown)][:MAX_CITATIONS],
        )
    return answer


def _changes_since(view: View, question: Question, unit: str) -> tuple[Note, str] | None:
    repository = view.workspace.git
    start = since(question.text, lambda name: git.time_of(repository, name) if repository else None)
    if start is None:
        return _noted(view, "changes", unit)
    from ..notes import changes

    written = changes.write(view, unit, start)
    return (written, "fact") if written else None


def _noted(view: View, kind: str, unit: str) -> tuple[Note, str] | None:
    """The prepared note when it is still true, else one written from the facts now, and the rung it stands on."""
    stored = view.workspace.notes.find(unit, kind)
    if stored and is_fresh(stored, view.digest):
        evidence = tuple(Evidence(*row) for row in stored.evidence)  # type: ignore[arg-type]
        note = Note(unit, kind, stored.question, stored.answer, evidence, stored.confidence)
        if all(holds(view, item) for item in evidence):
            return note, "note"
    written = notes.write(view, kind, unit)
    return (written, "fact") if written else None


def _from_note(view: View, note: Note, rung: str, question: Question) -> Answer:
    cited = [_citation(item) for item in note.evidence if holds(view, item)][:MAX_CITATIONS]
    return Answer(note.answer, rung, note.confidence, cited, question.kind, note.unit)


def _citation(evidence: Evidence) -> Citation:
    return Citation(evidence.path, evidence.start, evidence.end, evidence.symbol)
