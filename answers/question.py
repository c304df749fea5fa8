"""Understanding a question: its kind, the symbols and files it names, and what it restricts itself to."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..graph.view import Place, View
from ..indexers.words import WORD
from .phrases import kinds_of

MAX_CHARACTERS = 20_000
"""Of a longer text the beginning and the end are read: a stack trace says most in its last lines."""

_HERE = frozenset({"this", "it", "here", "this repo", "this repository", "this project", "the project", "the repository"})
_SYMBOL = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\.|::|#|->)[A-Za-z_$][\w$]*)*")
_PATH = re.compile(r"(?:[\w.@+-]+/)*[\w.@+-]+\.[A-Za-z]\w{0,9}\b|(?:[\w.@+-]+/)+[\w.@+-]*")
_QUOTED = re.compile(r"`([^`\n]+)`|\"([\w.:/#-]+)\"|'([\w.:/#-]+)'")
_KIND_WORDS = re.compile(
    r"\b(?:the|function|method|class|module|file|symbol|variable|constant|field|attribute|type|interface|struct|folder|"
    r"directory|package|enum|trait|macro|exception|error|decorator|property|command|script)\b", re.IGNORECASE
)  # fmt: skip
_ROLES = (
    ("test", re.compile(r"\b(?:in|within|among|from) (?:the )?tests?\b|\btests? only\b", re.IGNORECASE)),
    ("doc", re.compile(r"\b(?:in|within|from) (?:the )?(?:docs?|documentation|readme)\b", re.IGNORECASE)),
    ("example", re.compile(r"\b(?:in|within) (?:the )?examples?\b", re.IGNORECASE)),
)


class Question(NamedTuple):
    """A question as it was understood."""

    text: str
    kind: str
    """A note kind, `overview`, `where`, or `search` for everything else."""
    subject: str
    """The words that say what it is about; "" when it is about the whole repository."""
    places: list[Place]
    """The symbols or files that the subject names, likeliest first; [] when it names none."""
    folder: str = ""
    """The folder that the subject names, with a slash at its end; "" for none."""
    role: str = ""
    """Only files of this role are wanted; "" for all."""

    @property
    def unit(self) -> str:
        """What it is about, as notes call it; "" for the repository."""
        return self.folder or (self.places[0].unit if self.places else "")


def understand(view: View, text: str) -> Question:
    """Take a question, a name, a path or any other text for what it most probably is."""
    text = _shortened(text.strip())
    plain = " ".join(text.split())
    role = next((name for name, pattern in _ROLES if pattern.search(plain)), "")
    named = _named(view, "what", plain.rstrip("?"), text, role)
    if named:
        return named
    for kind, subject in kinds_of(plain):
        if not subject or subject.lower() in _HERE:
            return Question(text, kind, "", [], role=role)
        if named := _named(view, kind, _without_role(subject), text, role):
            return named
    return Question(text, "search", plain, [], role=role)


def _named(view: View, kind: str, subject: str, text: str, role: str) -> Question | None:
    """The question about what the subject names; None when it is not just a name."""
    if places := name_places(view, subject):
        return Question(text, kind, subject, places, role=role)
    folder = subject.strip("`'\" ").removeprefix("./").rstrip("/")
    for path in dict.fromkeys((folder, _KIND_WORDS.sub("", folder).strip())):
        if path and view.store.folders_ending(path):
            return Question(text, kind, subject, [], folder=f"{view.store.folders_ending(path)[0]}/", role=role)
    return None


def name_places(view: View, words: str) -> list[Place]:
    """The symbols, or the file or folder, that these words name; [] when they are not just a name."""
    words = words.strip().strip("`'\" ").removesuffix("()")
    bare = " ".join(_KIND_WORDS.sub(" ", words).split()).strip("`'\" ").removesuffix("()")
    for name in dict.fromkeys((words, bare)):
        if name and _PATH.fullmatch(name) and (row := _file_named(view, name)):
            return [view.place(row)]
        if name and _SYMBOL.fullmatch(name) and (places := symbols_like(view, name)):
            return places
    return []


def _file_named(view: View, name: str) -> str | None:
    rows = [row for row in view.store.files_ending(name.removeprefix("./").rstrip("/")) if row.blob_id]
    return rows[0].path if rows else None


def symbols_like(view: View, name: str) -> list[Place]:
    """The symbols that a simple or qualified name means, exact case first, code before tests before documents."""
    parts = re.split(r"\.|::|#|->", name)
    rows = [row for row in view.store.symbols_named(parts[-1]) if row.kind not in ("section", "key")]
    if len(parts) > 1:
        wanted = [part.lower() for part in parts]
        rows = [row for row in rows if _ends_with(f"{row.path.rpartition('.')[0]}.{row.qualname}", wanted)]
    exact = [row for row in rows if row.name == parts[-1]]
    order = {"source": 0, "config": 1, "example": 2, "doc": 3, "test": 4}
    best = sorted(exact or rows, key=lambda row: (order.get(row.role, 5), row.qualname.count("."), row.path, row.start))
    return [view.place_of(row) for row in best[:20]]


def _ends_with(dotted: str, wanted: list[str]) -> bool:
    have = re.split(r"[./]", dotted.lower().replace("/__init__", ""))
    position = len(have)
    for part in reversed(wanted):
        try:
            position = len(have) - 1 - have[::-1].index(part, len(have) - position)
        except ValueError:
            return False
    return True


def did_you_mean(view: View, word: str) -> list[str]:
    """Names of the repository that are spelt much like `word`."""
    from difflib import get_close_matches

    near = {name.lower(): name for name in view.store.names_like(word)}
    return [near[match] for match in get_close_matches(word.lower(), near, 3, 0.8)]


def code_names(text: str) -> list[str]:
    """The words of a text that look like names of code: quoted, dotted, with an underscore, in camel case or called."""
    names = [next(filter(None, match)) for match in _QUOTED.findall(text)]
    names += [m[0] for m in _SYMBOL.finditer(text) if re.search(r"[._]|::|[a-z][A-Z]|\d", m[0]) or text[m.end() : m.end() + 1] == "("]
    return list(dict.fromkeys(name.removesuffix("()") for name in names))


def last_part(name: str) -> str:
    """The last part of a dotted name."""
    return re.split(r"\.|::|#|->", name)[-1]


def _without_role(subject: str) -> str:
    for _, pattern in _ROLES:
        subject = pattern.sub("", subject)
    return subject.strip()


def _shortened(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[: MAX_CHARACTERS // 2]}\n{text[-MAX_CHARACTERS // 2 :]}"


def has_words(text: str) -> bool:
    """Whether there is anything to look for."""
    return bool(WORD.search(text))
