"""From a question to its answer: the cheapest rung that can prove what it says."""

from __future__ import annotations

import time

from .. import notes
from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.view import Place, View
from ..indexers import git
from ..notes.note import Evidence, Note, evidence_of, holds
from ..notes.wording import counted, with_article
from ..store.notes import StoredNote, is_fresh
from ..workspace import Workspace
from .answer import Answer, Citation
from .phrases import OF
from .question import Question, has_words, last_part, owner_of, speaks_of_here, understand

MAX_CITATIONS = 15
_NOTE_KINDS = {"where": "what", "overview": "what"}
_DEFINED = 0.95
"""How sure it is where a name is defined; what it does is another matter."""
_GUESSED = 0.5
_SURMISED = 0.8
"""Of a question that was understood by single words."""
_OF_HISTORY = frozenset({"changes", "owners", "together", "added"})
_PLACES = {"test": "the tests", "doc": "the documents", "example": "the examples"}
_NOTHING = {
    "what": "There is nothing to say about this repository: no file of it could be read.",
    "run": "Nothing in this repository says how it is built, run or tested.",
    "building": "Nothing in this repository says how it is installed or built.",
    "testing": "Nothing in this repository says how it is tested, and no file in it is a test by its name.",
    "settings": "No setting or environment variable that this code reads was found.",
    "entries": "No route, command or main function was found in this repository.",
    "flow": "No route, command or main function was found in this repository to follow calls from.",
    "decision": "No record of a decision was found in this repository.",
    "remarks": "No comment in this repository says TODO, FIXME, HACK or XXX.",
}
_NOTHING_OF = {
    "raises": "raises nothing itself, and nothing that it is known to call does",
    "calls": "calls nothing",
    "heirs": "is nothing that could be inherited from or overridden",
    "overrides": "is nothing that could override",
    "parameters": "takes no parameters",
}
_OF_NOTHING = 0.7


def ask(workspace: Workspace, text: str, here: str = "") -> Answer:
    """Answer a question from facts and notes. The facts must be in step with the work tree (see `refresh`).

    `here` is the unit that it is asked in: what "this" and "it" mean.
    """
    started = time.perf_counter()
    with workspace.database.reading():
        answer = answer_in(View(workspace), text, here)
    return answer._replace(elapsed_ms=(time.perf_counter() - started) * 1000)


def answer_in(view: View, text: str, here: str = "") -> Answer:
    """The same within a view that is open already."""
    question = understand(view, text, here) if has_words(text) else Question(text, "overview", "", [])
    if question.kind in ("commit", "author"):
        from .commits import answer

        return answer(view, question)
    if question.kind == "setting":
        return _setting(view, question)
    if question.outside:
        return _outside(view, question)
    if _NOTE_KINDS.get(question.kind, question.kind) in _NOTHING and not question.unit:
        return _overview(view, question)
    return _in_words(view, question, here) if question.kind == "search" else _structural(view, question)


def _setting(view: View, question: Question) -> Answer:
    from ..notes.settings import of_key

    note = of_key(view, question.subject)
    return _from_note(view, note, "fact", question) if note else _in_words(view, question)


def _outside(view: View, question: Question) -> Answer:
    from ..notes.outside import write

    note = write(view, question.kind, last_part(question.subject), owner_of(question.subject))
    if note is None:
        return _in_words(view, question._replace(kind="search", unknown=True))
    answer = _from_note(view, note, "fact", question)
    return _within(view, answer, question.role) if question.role else answer


def _in_words(view: View, question: Question, here: str = "") -> Answer:
    """What was answered to the same question, unless its words mean something else where it is asked; or the places."""
    from .earlier import earlier
    from .explain import answer

    known = None if here and speaks_of_here(question.text) else earlier(view, question.text)
    return known or answer(view, question)


def _overview(view: View, question: Question) -> Answer:
    kind = _NOTE_KINDS.get(question.kind, question.kind)
    noted = note_of(view, kind, "")
    if noted is None:
        return Answer(_NOTHING[kind], "abstain", 0.0, [], question.kind)
    note, rung = noted
    return _from_note(view, note, rung, question)


def _structural(view: View, question: Question) -> Answer:
    kind = _NOTE_KINDS.get(question.kind, question.kind)
    if kind == "callers" and question.role == "test":
        kind = "tests"
    noted = _noted(view, kind, question)
    if noted is None:
        unsaid = _unrecorded(view, question) or _nothing_of(view, kind, question)
        return unsaid or _in_words(view, question._replace(kind="search"))
    note, rung = noted
    answer = _with_others(view, _from_note(view, note, rung, question), question)
    if question.role:
        answer = _within(view, answer, question.role)
    if question.surmised:
        answer = answer._replace(confidence=answer.confidence * _SURMISED)
    if question.meant:
        said = f"Did you mean {question.meant[0]}? Nothing here is called {question.subject}.\n{answer.text}"
        answer = answer._replace(text=said, confidence=answer.confidence * _GUESSED)
    return answer


def _noted(view: View, kind: str, question: Question) -> tuple[Note, str] | None:
    """The note that answers a question about a unit, or about one part of it: a time, a parameter."""
    if kind == "changes":
        return _changes_since(view, question)
    if kind == "parameters" and OF in question.subject:
        from ..notes.parameters import of_parameter

        written = of_parameter(view, question.places[0], question.subject.partition(OF)[0])
        return (written, "fact") if written else None
    return note_of(view, kind, question.unit)


def _unrecorded(view: View, question: Question) -> Answer | None:
    """That the history, which a question is about, is not there or does not reach so far; None where it does."""
    if question.kind not in _OF_HISTORY:
        return None
    path = question.unit.partition("::")[0]
    about = path or "this folder"
    known, repository = view.workspace.history.count(), view.workspace.git
    if repository is None:
        text = f"This folder has no git history, so who changed {about} and when can't be told."
    elif not known:
        text = f"This repository has no commits yet, so who changed {about} and when can't be told."
    elif view.commits(path, 1):
        title = question.unit.rpartition("::")[2]
        text = f"When {title} was added can't be told: nothing says so, and git found no commit in time."
    else:
        text = f"None of the {counted(known, 'commit')} known here changed {about}."
        if git.shallow_commits(repository):
            text += " The clone is shallow: `git fetch --unshallow` brings the rest."
    return Answer(text, "abstain", 0.0, [], question.kind, question.unit)


def _nothing_of(view: View, kind: str, question: Question) -> Answer | None:
    """That there is nothing of what is asked about a place; None where that can't be told."""
    place = question.places[0] if question.places else None
    if place is None or kind not in _NOTHING_OF:
        return None
    parameter, of, _ = question.subject.partition(OF)
    said = f"has no parameter {parameter}" if of and kind == "parameters" else _NOTHING_OF[kind]
    cited = [_citation(shown) for shown in [evidence_of(view, place)] if shown]
    text = f"{place.title}, {with_article(place.symbol.kind)} ({place.path}:{place.symbol.start}), {said}."
    return Answer(text, "fact", _OF_NOTHING, cited, question.kind, place.unit)


def _with_others(view: View, answer: Answer, question: Question) -> Answer:
    """The answer, less sure when the name has other meanings, which it lists."""
    if question.kind == "where" and question.places:
        answer = answer._replace(confidence=_DEFINED)
    others = [place for place in question.places[1:] if place.symbol.name and place.unit != question.unit]
    others = list({place.unit: place for place in others}.values())
    if not others:
        return answer
    titles = ", ".join(f"{place.title} ({place.path}:{place.symbol.start})" for place in others[:5])
    more = f" and {len(others) - 5} more" if len(others) > 5 else ""
    shown = [e for place in others[:5] if (e := evidence_of(view, place))]
    rivals = sum(_is_rival(view, question.places[0], place) for place in others)
    told = question.kind == "where" and not more
    return answer._replace(
        text=f"{answer.text}\nThere are others of this name: {titles}{more}.",
        citations=[*answer.citations, *map(_citation, shown)][:MAX_CITATIONS],
        confidence=answer.confidence * (1 if told else (1 + _GUESSED * rivals) / (1 + rivals)),
    )


def _is_rival(view: View, meant: Place, other: Place) -> bool:
    """Whether who names both as likely means the other: a class is meant before methods, and code before tests."""
    clearly = meant.symbol.kind in CLASS_KINDS and other.symbol.kind in CALLABLE_KINDS
    return not clearly and _role(view, meant.path) == _role(view, other.path)


def _within(view: View, answer: Answer, role: str) -> Answer:
    """The answer with only the citations that the question asks for."""
    cited = [citation for citation in answer.citations if _role(view, citation.path) == role]
    if cited:
        return answer._replace(citations=cited)
    return answer._replace(text=f"Nothing of it is in {_PLACES[role]}.\n{answer.text}")


def _role(view: View, path: str) -> str:
    file = view.file(path)
    return file.role if file else ""


def _changes_since(view: View, question: Question) -> tuple[Note, str] | None:
    from .period import since

    repository = view.workspace.git
    start = since(question.text, lambda name: git.time_of(repository, name) if repository else None)
    if start is None:
        return note_of(view, "changes", question.unit)
    from ..notes import changes

    written = changes.write(view, question.unit, start)
    return (written, "fact") if written else None


def note_of(view: View, kind: str, unit: str) -> tuple[Note, str] | None:
    """The prepared note when it is still true, else one written from the facts now, and the rung it stands on."""
    for stored in view.workspace.notes.versions(unit, kind):
        if _holds(view, stored):
            return _as_note(stored), "note"
    written = notes.write(view, kind, unit)
    return (written, "fact") if written else None


def answer_of(view: View, kind: str, unit: str) -> tuple[str, Answer] | None:
    """The question of a note kind about a unit, and its answer; None when there is nothing to say."""
    noted = note_of(view, kind, unit)
    if noted is None:
        return None
    note, rung = noted
    return note.question, _from_note(view, note, rung, Question(note.question, kind, "", []))


def note_by_model(view: View, kind: str, unit: str) -> Note | None:
    """The note that a model wrote, when there is one and it is still true."""
    versions = (stored for stored in view.workspace.notes.versions(unit, kind) if stored.by_model)
    return next((_as_note(stored) for stored in versions if _holds(view, stored)), None)


def _holds(view: View, stored: StoredNote) -> bool:
    """Whether what a note was made from reads as before, and its evidence too."""
    return is_fresh(stored, view.digest) and all(holds(view, item) for item in _as_note(stored).evidence)


def _as_note(stored: StoredNote) -> Note:
    evidence = tuple(Evidence(*row) for row in stored.evidence)
    return Note(stored.unit, stored.kind, stored.question, stored.answer, evidence, stored.confidence)


def _from_note(view: View, note: Note, rung: str, question: Question) -> Answer:
    cited = [_citation(item) for item in note.evidence if holds(view, item)][:MAX_CITATIONS]
    return Answer(note.answer, rung, note.confidence, cited, question.kind, note.unit)


def _citation(evidence: Evidence) -> Citation:
    return Citation(evidence.path, evidence.start, evidence.end, evidence.symbol)
