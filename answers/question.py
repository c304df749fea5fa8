"""Understanding a question: its kind, the symbols and files it names, and what it restricts itself to."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.members import inherited
from ..graph.names import definitions
from ..graph.view import Place, View
from ..indexers import git
from ..indexers.words import expand
from ..notes.changelog import release
from ..store.facts import SymbolRow
from .phrases import OF, kinds_of

_ALIKE = 0.8
_CLEARLY_LESS = 0.04
MAX_CHARACTERS = 20_000
"""Of a longer text the beginning and the end are read: a stack trace says most in its last lines."""

_HERE = frozenset(
    {"this", "it", "here", "this repo", "this repository", "this project", "the project", "the repository"}
)
_THIS = (
    r"(?i)\b(?:this|it)\b(?! (?:repo|repository|project)\b)(?: (?:function|method|class|module|file|code|test)\b)?"
)
"""How a question says that it is about the code around it."""
_SYMBOL = r"[A-Za-z_$][\w$]*(?:(?:\.|::|#|->|\\)[A-Za-z_$][\w$]*)*"
_NAME = rf"{_SYMBOL}[!?]?"
"""A symbol as Ruby and Elixir write it, whose names may end with a mark."""
_NUMBER = r"(?i)(?:(?:issue|bug|pr|pull request|ticket)s? ?#?|#|gh-)([1-9]\d{0,6})"
"""How people write the number of an issue or a pull request."""
_HASH = r"(?i)[0-9a-f]{7,40}"
_HEAD = r"(?i:me |in |the )*(?:HEAD(?:[~^]\d{0,4})*|(?i:last|latest|newest|most recent|current) (?i:commit))"
"""How people name the newest commit, or one shortly before it."""
_PATH = r"(?:[\w.@+-]+/)*[\w.@+-]+\.[A-Za-z]\w{0,9}\b|(?:[\w.@+-]+/)+[\w.@+-]*"
_QUOTED = r"`([^`\n]+)`|\"([\w.:/#-]+)\"|'([\w.:/#-]+)'"
_CODE_LIKE = r"[._\\]|::|[a-z][A-Z]|\d"
_KEY_LIKE = r"[A-Z]|\w_\w"
_KIND_WORDS = (
    r"(?i)\b(?:the|function|method|class|module|file|symbol|variable|constant|field|attribute|type|interface|struct|"
    r"folder|directory|package|enum|trait|macro|exception|error|decorator|property|command|script)\b"
)  # fmt: skip
_ROLES = tuple(
    (role, re.compile(rf"^in (?:the )?(?:{words})\b,?\s*|\s*\b(?:in|within|among|from) (?:the )?(?:{words})\W*$", re.I))
    for role, words in (("test", "tests"), ("doc", "docs|documentation"), ("example", "examples"))
)  # fmt: skip
"""A question restricts itself in its first or last words; further inside they are part of what it asks."""
_OF_HISTORY = frozenset({"commit", "author", "section", "decision"})
"""Kinds that are asked of what the history and its records know, not of code."""
_CONCEPTUAL = frozenset({"what", "where", "why"})
"""Kinds that are asked of ideas as well as of symbols."""
_OF_SYMBOLS = frozenset({"heirs", "overrides", "parameters", "calls"})
"""Kinds that are asked of symbols only: an ordinary word is meant as a name in them."""


class Question(NamedTuple):
    """A question as it was understood."""

    text: str
    kind: str
    """A note kind, `overview`, `where`, `setting`, `commit`, `author`, or `search` for everything else."""
    subject: str
    """The words that say what it is about; "" when it is about the whole repository."""
    places: list[Place]
    """The symbols or files that the subject names, likeliest first; [] when it names none."""
    folder: str = ""
    """The folder that the subject names, with a slash at its end; "" for none."""
    role: str = ""
    """Only files of this role are wanted; "" for all."""
    meant: tuple[str, ...] = ()
    """When the subject names nothing: the names spelt like it, likeliest first. `places` are those of an only one."""
    outside: bool = False
    """The subject is a name that the repository uses and does not define."""
    unknown: bool = False
    """The subject is a name, and nothing here has it."""
    surmised: bool = False
    """What is asked of the subject was told from single words."""

    @property
    def unit(self) -> str:
        """What it is about, as notes call it; "" for the repository."""
        return self.folder or (self.places[0].unit if self.places else "")


def understand(view: View, text: str, here: str = "") -> Question:
    """Take a question, a name, a path or any other text for what it most probably is.

    `here` is the unit that it is asked in: what "this" and "it" mean.
    """
    around = view.find(here) if here else None
    if around is None:
        return _understand(view, text)
    question = _understand(view, re.sub(_THIS, around.title, text))
    meant = [place for place in question.places if place.unit == around.unit]
    others = [place for place in question.places if place.unit != around.unit]
    return question._replace(text=text, places=[*meant, *others])


def _understand(view: View, text: str) -> Question:
    text = shortened(text.strip())
    plain = " ".join(text.split())
    role = next((name for name, pattern in _ROLES if pattern.search(plain)), "")
    asked = [("commit", plain), ("what", _marked(view, plain, plain.rstrip("?!")))]
    for kind, subject in kinds_of(plain):
        if kind in _OF_HISTORY:
            asked.append((kind, subject))
            continue
        if not subject or subject.lower() in _HERE:
            asked.append((kind, ""))
            break
        asked.append((kind, _marked(view, plain, _without_role(subject))))
    for kind, subject in asked:
        if not subject:
            return Question(text, kind, "", [], role=role)
        if named := _named(view, kind, subject, text, role):
            return named
    of_code = [(kind, subject) for kind, subject in asked if kind not in _OF_HISTORY]
    for kind, subject in of_code:
        if _is_outside(view, kind, subject):
            return Question(text, kind, _bare(subject), [], role=role, outside=True)
    if surmised := _surmised(view, plain, role):
        return surmised._replace(text=text)
    guesses = (_misspelt(view, kind, subject, text, role) for kind, subject in of_code)
    unknown = next((_bare(subject) for kind, subject in of_code if _is_name(view, kind, _bare(subject))), "")
    return next(filter(None, guesses), Question(text, "search", unknown or plain, [], role=role, unknown=bool(unknown)))


def _surmised(view: View, text: str, role: str) -> Question | None:
    """The question by the cues in its words, when it names one thing of this repository."""
    from .cues import kind_of

    found = {name: name_places(view, name) for name in _names_in(text)}
    named = {name: places for name, places in found.items() if places and places[0].symbol.name}
    if len(named) != 1:
        return None
    ((name, places),) = named.items()
    kind = kind_of(text, name)
    if len(found) > 1 and kind != "parameters":
        return None
    if kind == "parameters":
        parameter = _parameter_in(view, places[0], text.replace(name, " "))
        return Question(text, kind, f"{parameter}{OF}{name}", places, surmised=True) if parameter else None
    return Question(text, kind, name, places, role=role, surmised=True) if kind else None


def _names_in(text: str) -> list[str]:
    """The words of a question that look like names of code, classes with a plain name included."""
    capitals = re.findall(r"(?<=[a-z,] )[A-Z][a-z]\w+(?![\w.:#(])", text)
    return list(dict.fromkeys([*code_names(text), *capitals]))


def _parameter_in(view: View, place: Place, text: str) -> str:
    """The word of a text that is a parameter of a function or class; "" for none, or several."""
    from ..notes.parameters import of_parameter

    words = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", text))
    found = [word for word in words if of_parameter(view, place, word)]
    return found[0] if len(found) == 1 else ""


def _is_outside(view: View, kind: str, subject: str) -> bool:
    """Whether code here uses what the subject names, although nothing here defines it."""
    from ..notes.outside import KINDS, is_defined

    name = _bare(subject)
    asked = kind in KINDS and re.fullmatch(_NAME, name) and (kind not in _CONCEPTUAL or re.search(_CODE_LIKE, name))
    return bool(asked and view.mentions(last_part(name), KINDS[kind]) and not is_defined(view, last_part(name)))


def _is_name(view: View, kind: str, name: str) -> bool:
    """Whether a subject of this kind of question can only be the name of something in code: by how it is written, or
    because it is a word that stands nowhere in the repository.
    """
    if not re.fullmatch(_NAME, name):
        return False
    strange = kind not in _CONCEPTUAL and not any(map(view.search.frequency, expand(name).split()))
    return kind in _OF_SYMBOLS or strange or bool(re.search(_CODE_LIKE, name))


def _marked(view: View, text: str, subject: str) -> str:
    """The subject with the mark that follows it, when that is part of a name here, such as `save!` or `empty?`."""
    name = last_part(_bare(subject))
    following = text.rpartition(subject)[2][:1] if name else ""
    known = following in ("!", "?") and any(
        row.name == name + following for row in view.store.symbols_named(name + following)
    )
    return subject + following if known else subject


def _named(view: View, kind: str, subject: str, text: str, role: str) -> Question | None:
    """The question about what the subject names; None when it is not just a name."""
    if kind in _OF_HISTORY:
        return _remembered(view, kind, subject, text)
    if kind == "setting":
        return _setting(view, _unquoted(subject), text)
    if kind == "parameters" and OF in subject:
        places = name_places(view, subject.partition(OF)[2])
        return Question(text, kind, subject, places, role=role) if places else None
    places = name_places(view, subject)
    exact = bool(places) and places[0].symbol.name in subject
    if not exact and re.search(_KEY_LIKE, subject) and (setting := _setting(view, _unquoted(subject), text)):
        return setting
    if places:
        return Question(text, kind, subject, places, role=role)
    folder = subject.strip("`'\" ").removeprefix("./").rstrip("/")
    for path in dict.fromkeys((folder, re.sub(_KIND_WORDS, "", folder).strip())):
        if path and (folders := view.store.folders_ending(path)):
            return Question(text, kind, subject, [], folder=f"{folders[0]}/", role=role)
    return None


def _setting(view: View, key: str, text: str) -> Question | None:
    """The question about one setting, when the code reads it."""
    return Question(text, "setting", key, []) if view.facts("env", "config", key=key) else None


def _remembered(view: View, kind: str, subject: str, text: str) -> Question | None:
    """The question about an issue, a commit, a release or a person, when the subject is one that is known."""
    history = view.workspace.history
    if kind == "section":
        section = release(view, subject)
        return Question(text, kind, subject, [section]) if section else None
    if kind == "decision":
        from .decisions import decided

        record = decided(view, subject)
        return Question(text, kind, subject, [record]) if record else None
    if kind == "author":
        author = history.author_named(_unquoted(subject))
        return Question(text, kind, author, []) if author else None
    if re.fullmatch(_HEAD, subject) and not any(row.name == subject for row in view.store.symbols_named(subject)):
        repository = view.workspace.git
        name = re.search(r"HEAD.*", subject)
        oid = git.commit_named(repository, name[0] if name else "HEAD") if repository else None
        return Question(text, kind, oid, []) if oid else None
    number = re.fullmatch(_NUMBER, subject)
    known = re.fullmatch(_HASH, subject) and history.beginning_with(subject)
    return Question(text, kind, number[1] if number else subject, []) if number or known else None


def _misspelt(view: View, kind: str, subject: str, text: str, role: str) -> Question | None:
    """The question about what is spelt like the subject; None when that is an ordinary word, or nothing is."""
    name = _bare(subject)
    if not re.fullmatch(_SYMBOL, name) or (kind in _CONCEPTUAL and view.search.frequency(expand(name).split()[-1])):
        return None
    meant = tuple(did_you_mean(view, name))
    places = symbols_like(view, meant[0]) if len(meant) == 1 else []
    return Question(text, kind if places else "search", subject, places, role=role, meant=meant) if meant else None


def name_places(view: View, words: str) -> list[Place]:
    """The symbols, or the file or folder, that these words name; [] when they are not just a name."""
    for name in dict.fromkeys((_unquoted(words), _bare(words))):
        if name and re.fullmatch(_PATH, name) and (row := _file_named(view, name)):
            return [view.place(row)]
        if name and re.fullmatch(_NAME, name) and (places := symbols_like(view, name)):
            return places
    return []


def _bare(words: str) -> str:
    """A name without the words that say what kind of thing it is, unless such a word is the name."""
    name = _unquoted(words)
    return _unquoted(" ".join(re.sub(_KIND_WORDS, " ", name).split())) or name


def _unquoted(words: str) -> str:
    return words.strip("`'\" ").removesuffix("()")


def _file_named(view: View, name: str) -> str | None:
    rows = [row for row in view.store.files_ending(name.removeprefix("./").rstrip("/")) if row.blob_id]
    return rows[0].path if rows else None


def symbols_like(view: View, name: str) -> list[Place]:
    """The symbols that a simple or qualified name means, exact case first, code before tests before documents."""
    parts = _parts(name)
    rows = [row for row in view.store.symbols_named(parts[-1]) if row.kind not in ("section", "key")]
    if len(parts) > 1:
        rows = _qualified(rows, parts) or _inherited(view, name, parts[-1])
    rows = definitions(rows)
    exact = [row for row in rows if row.name == parts[-1]]
    rows = [row for row in exact or rows if not _is_constructor(row)] or exact or rows
    best = sorted(rows, key=lambda row: (*_standing(row), row.qualname.count("."), row.path, row.start))[:20]
    places = {row: view.place_of(row) for row in best}
    best.sort(key=lambda row: (*_standing(row), places[row].symbol.visibility == "private"))
    return [places[row] for row in best]


def _standing(row: SymbolRow) -> tuple[int, bool]:
    """Code before tests before documents, and a type before what is implemented for it."""
    return {"source": 0, "config": 1, "example": 2, "doc": 3, "test": 4}.get(row.role, 5), row.kind == "impl"


def _is_constructor(row: SymbolRow) -> bool:
    """Whether a symbol is the constructor of a class of the same name: who names them means the class."""
    return row.kind in CALLABLE_KINDS and row.qualname.split(".")[-2:-1] == [row.name]


def _qualified(rows: list[SymbolRow], parts: list[str]) -> list[SymbolRow]:
    """The symbols that end with just these names; if there are none, those that have them in this order."""
    name = ".".join(parts)
    exact = [row for row in rows if f".{_dotted(row)}".endswith(f".{name}")]
    alike = exact or [row for row in rows if f".{_dotted(row)}".lower().endswith(f".{name.lower()}")]
    return alike or [row for row in rows if _are_in_order(_dotted(row).lower(), [part.lower() for part in parts])]


def _inherited(view: View, name: str, member: str) -> list[SymbolRow]:
    """The member that a class has from the classes above it: `App.run` for the `run` of its base."""
    for cls in symbols_like(view, name[: -len(member)].rstrip(".:#->\\")):
        above = inherited(view, cls, member) if cls.symbol.kind in CLASS_KINDS else None
        if above:
            return [row for row in view.store.symbols_named(member) if (row.path, row.ordinal) == above[:2]]
    return []


def _dotted(row: SymbolRow) -> str:
    """The symbol's module and name."""
    return f"{row.path.rpartition('.')[0].removesuffix('/__init__').replace('/', '.')}.{row.qualname}"


def _are_in_order(dotted: str, wanted: list[str]) -> bool:
    have = dotted.split(".")
    position = len(have)
    for part in reversed(wanted):
        try:
            position = len(have) - 1 - have[::-1].index(part, len(have) - position)
        except ValueError:
            return False
    return True


def did_you_mean(view: View, name: str) -> list[str]:
    """Names of symbols that are spelt much like `name`, closest first; qualified ones when it is."""
    from difflib import get_close_matches

    *owners, leaf = _parts(name)
    rows = [row for row in view.store.symbols_named(leaf) if row.kind not in ("section", "key")]
    if owners and rows:
        return get_close_matches(name, list(dict.fromkeys(row.qualname for row in rows)), 3, 0.6)
    names = view.store.names_like(leaf)
    folded = {like.lower(): like for like in names}
    near = _closest(leaf, {like: like for like in names}) or _closest(leaf.lower(), folded)
    spelt = ([".".join((*owners, like)), like] for like in near)
    return [found for names in spelt if (found := next((like for like in names if symbols_like(view, like)), ""))]


def _closest(word: str, names: dict[str, str]) -> list[str]:
    """The names whose spelling is close to a word's, those clearly less close than the closest left out."""
    from difflib import SequenceMatcher, get_close_matches

    matches = get_close_matches(word, names, 3, _ALIKE)
    ratios = [SequenceMatcher(None, match, word).ratio() for match in matches]
    return [names[match] for match, ratio in zip(matches, ratios, strict=True) if ratio > ratios[0] - _CLEARLY_LESS]


def code_names(text: str) -> list[str]:
    """The words of a text that look like names of code: quoted, dotted, with an underscore, in camel case or called."""
    names = [next(filter(None, match)) for match in re.findall(_QUOTED, text)]
    for match in re.finditer(_SYMBOL, text):
        if re.search(_CODE_LIKE, match[0]) or text[match.end() : match.end() + 1] == "(":
            names.append(match[0])
    return list(dict.fromkeys(name.removesuffix("()") for name in names))


def last_part(name: str) -> str:
    """The last part of a dotted name."""
    return _parts(name)[-1]


def owner_of(name: str) -> str:
    """The part before the last of a dotted name; "" for a simple one."""
    return "".join(_parts(name)[-2:-1])


def _parts(name: str) -> list[str]:
    return re.split(r"\.|::|#|->|\\", name)


def _without_role(subject: str) -> str:
    for _, pattern in _ROLES:
        subject = pattern.sub("", subject)
    return subject.strip()


def shortened(text: str) -> str:
    """The beginning and the end of a long text, in which no character is half of one."""
    text = text.encode("utf-8", "replace").decode()
    if len(text) <= MAX_CHARACTERS:
        return text
    return f"{text[: MAX_CHARACTERS // 2]}\n{text[-MAX_CHARACTERS // 2 :]}"


def speaks_of_here(text: str) -> bool:
    """Whether a text says "this" or "it" of the code around it."""
    return bool(re.search(_THIS, text))


def has_words(text: str) -> bool:
    """Whether there is anything to look for."""
    return any(map(str.isalnum, text))
