"""What a coding agent reads: an answer with the numbered lines that prove it, within so many tokens.

An agent pays for each token that it reads and for each further call, so the lines stand in the answer: it need not open
the files to see them. What is cut off is counted.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from ..graph.view import Place, View
from ..indexers.words import expand, words
from ..llm.tokens import tokens_in
from ..notes.wording import first_paragraph, shortened
from ..workspace import Workspace
from .answer import Answer, Citation
from .excerpts import excerpt, fitting, with_code
from .ladder import ask, note_of
from .places import Found, search
from .pointed import around
from .question import code_names, name_places
from .terms import NOISE, words_of

LEAST_TOKENS = 150
MOST_TOKENS = 4_000
_FRAME = 50
"""Tokens for what stands around the answer: how sure it is, what was left out, what to do next."""
_OF_PLACES = frozenset({"search", "trace"})
"""Kinds whose answer quotes lines of the places that it tells: here they come with the places."""
_OF_CODE = _OF_PLACES | {"what", "where", "why"}
"""Kinds that the code of what they are about answers; the others tell of places, with a line of each."""
_TOLD_SHARE = 0.35
_LEAST_ROOM = 60
_MOST_EXCERPTS = 3
_MOST_WORDS = 3
_ABOUT_SYMBOL = ("callers", "calls", "raises", "heirs", "tests")
"""What is told of a symbol beside its code."""
_ABOUT_FILE = ("what", "callers", "tests")
_DENIALS = ("No ", "Nothing ")
_OF_ALL = ("what", "run", "entries")
_MOST_CHARACTERS = 240
_DOC_CHARACTERS = 90


class Brief(NamedTuple):
    """Something as an agent reads it."""

    answer: str
    lines: str = ""
    """Numbered lines of the work tree, each excerpt after its path."""
    left_out: str = ""
    """What there was no room for; "" for nothing."""
    hint: str = ""
    """What to do next where this is no answer; "" where it is one."""
    rung: str = "fact"
    confidence: float = 1.0
    elapsed_ms: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The same for a client."""
        return {**self._asdict(), "confidence": round(self.confidence, 2), "elapsed_ms": round(self.elapsed_ms, 1)}


def answered(workspace: Workspace, text: str, tokens: int, here: str = "") -> tuple[Brief, Answer]:
    """The answer to a question in at most so many tokens, and the whole of it."""
    answer = ask(workspace, text, here)
    with workspace.database.reading():
        view, room = View(workspace), max(tokens, LEAST_TOKENS) - _FRAME
        of_code = answer.kind in _OF_CODE
        told, more = fitting(_told(view, answer), int(room * _TOLD_SHARE) if of_code else room)
        placed = any(cited.path in answer.text for cited in answer.citations)
        lines = _excerpts(view, answer, room - tokens_in(told), text) if of_code or not placed else ""
        hint = _hint(view, text) if answer.rung == "abstain" else ""
    left = f"{more} more lines" if more else ""
    return Brief(told, lines, left, hint, answer.rung, answer.confidence, answer.elapsed_ms), answer


def found(workspace: Workspace, text: str, count: int, tokens: int) -> Brief:
    """The places that a text is about, file by file, each with its lines and what it says of itself."""
    started = time.perf_counter()
    places = search(workspace, text, count)
    with workspace.database.reading():
        view = View(workspace)
        files: dict[str, list[str]] = {place.path: [] for place in places}
        for place in places:
            if place.symbol:
                files[place.path].append(_placed(view, place))
        told = [line for path, lines in files.items() for line in (path, *lines)]
        answer, more = fitting(told, max(tokens, LEAST_TOKENS) - _FRAME)
        hint = "" if places else _hint(view, text)
    left = f"{more} more lines" if more else ""
    return Brief(answer, left_out=left, hint=hint, elapsed_ms=(time.perf_counter() - started) * 1000)


def known(workspace: Workspace, name: str, tokens: int) -> Brief | None:
    """What is known of a symbol, file or folder, or of the repository for ""; None when there is no such thing.

    A symbol is told by its code and by who uses, tests and would break by it, a file by its outline.
    """
    started = time.perf_counter()
    with workspace.database.reading():
        view, room = View(workspace), max(tokens, LEAST_TOKENS) - _FRAME
        unit, place, others = _unit(view, name)
        if unit is None:
            return None
        told = _symbol_told(view, place, others) if place and place.symbol.name else _told_of(view, unit)
        answer, more = fitting(told, room // 2 if place else room)
        whole = Citation(place.path, place.symbol.start, place.symbol.end, "") if place else None
        lines = excerpt(view, whole, room - tokens_in(answer)) if whole else ""
    left = f"{more} more lines" if more else ""
    return Brief(answer, lines, left, elapsed_ms=(time.perf_counter() - started) * 1000)


def _told(view: View, answer: Answer) -> list[str]:
    lines = answer.text.splitlines()
    if answer.kind in _OF_PLACES:
        return [shortened(line, _MOST_CHARACTERS) for line in lines if not line.startswith("  ")]
    return [with_code(view, line) for line in lines]


def _excerpts(view: View, answer: Answer, room: int, text: str) -> str:
    """The code of the places that an answer cites, the best one with most of it."""
    asked = set(words(text).split()) if answer.kind in _OF_PLACES else set()
    shown: list[str] = []
    most = _MOST_EXCERPTS if answer.kind in _OF_PLACES and answer.rung != "abstain" else 1
    for citation in answer.citations[:most]:
        if room < _LEAST_ROOM:
            break
        if lines := excerpt(view, citation, room // 2 if shown else room * 2 // 3, asked):
            shown.append(lines)
            room -= tokens_in(lines)
    return "\n".join(shown)


def _placed(view: View, place: Found) -> str:
    """A place of a search, and its first words or its signature."""
    symbol = view.within(place.path, place.symbol)
    about = (first_paragraph(symbol.symbol.doc) or symbol.symbol.signature) if symbol else ""
    name = f"  {place.symbol} {place.start_line}-{place.end_line}"
    return f"{name}: {shortened(about, _DOC_CHARACTERS)}" if about else name


def _unit(view: View, name: str) -> tuple[str | None, Place | None, list[Place]]:
    """What a name means as notes call it, the symbol or file that it is, and what else is called so."""
    name = name.strip().strip("`").removeprefix("./").removesuffix("()")
    folder = name.rstrip("/")
    if folder in ("", ".") or view.files_below(folder):
        return (f"{folder}/" if folder not in ("", ".") else ""), None, []
    path, _, line = name.rpartition(":")
    exact = view.find(name) or (around(view, path, int(line)) if line.isdigit() else None)
    places = [exact] if exact else name_places(view, name.replace("::", "."))
    return (places[0].unit, places[0], places[1:]) if places else (None, None, [])


def _symbol_told(view: View, place: Place, others: list[Place]) -> list[str]:
    """What is known of a symbol, a line for each question that it raises."""
    noted = (note_of(view, kind, place.unit) for kind in _ABOUT_SYMBOL)
    first = [shortened(found[0].answer.partition("\n")[0], _MOST_CHARACTERS)
             for found in noted if found and not found[0].answer.startswith(_DENIALS)]  # fmt: skip
    alike = [f"Also called so: {', '.join(f'{other.unit}' for other in others[:3])}."] if others else []
    return [f"{place.title} ({place.path}:{place.symbol.start})", *dict.fromkeys(first), *alike]


def _told_of(view: View, unit: str) -> list[str]:
    """What is known of a file, a folder or the repository."""
    kinds = _OF_ALL if not unit else _ABOUT_FILE
    noted = (note_of(view, kind, unit) for kind in kinds)
    told = (found[0].answer for found in noted if found)
    return [with_code(view, line) for text in told if not text.startswith(_DENIALS) for line in text.splitlines()]


def _hint(view: View, text: str) -> str:
    """What to do when the code does not say: the rarest words of the question that stand in it can be looked for."""
    count = {word: view.search.frequency(expand(word).split()[0]) for word in words_of(text) if expand(word)}
    rare = sorted((word for word in count if count[word] and word.lower() not in NOISE), key=count.__getitem__)
    wanted = list(dict.fromkeys([*code_names(text), *rare]))[:_MOST_WORDS]
    return f"not known for sure; grep for {' or '.join(wanted)}" if wanted else "nothing here uses these words"
