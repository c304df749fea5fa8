"""Whether an answer is right: it names all that is true and nothing else of the kind, in its first statement.

The first statement is the first line, up to a semicolon; what comes after it is beside the question. One grader for
every way to answer, so that a list of names from a model and a sentence from a note are held to the same.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection
from typing import NamedTuple

from .question import Question
from .source import Source

_NAME = re.compile(r"[A-Za-z_]\w*(?:(?:\.|::|/|-)\w+)*")
_ALONE = re.compile(r"(?:^|[,:`(\[]|\band|\bby|\bcalls|\braises|\bin|\bor)\s*$")
_ALONE_AFTER = re.compile(r"\s*(?:$|[,.`():\[\]]|and\b|or\b)")
_CODE = re.compile(r"[._/:]|\w[A-Z]|\d|^[A-Z]")
_VALUE = re.compile(
    r"(?<![\w.])(?:[rbf]?\"[^\"\n]*\"|[rbf]?'[^'\n]*'|-?\d[\d_]*(?:\.\d+)?(?:e-?\d+)?|None|True|False)(?!\w)"
    r"|(?<!\w)\(\)(?!\w)|\([^()]*,[^()]*\)"
)
_HASH = re.compile(r"\b[0-9a-f]{7,40}\b")


class Grade(NamedTuple):
    """How an answer compares with the truth."""

    right: bool
    found: float
    """Share of what is true that it names."""
    wrong: tuple[str, ...]
    """What it names beside."""


class Universe:
    """Everything that answers about a repository may name, so that a name that is wrong is known to be one."""

    def __init__(self, source: Source) -> None:
        classes = {item.name for item in source.defined if hasattr(item.node, "bases")}
        functions = {item.name for item in source.defined} - classes
        errors = {name for name in dir(builtins) if isinstance(getattr(builtins, name), type)
                  and issubclass(getattr(builtins, name), BaseException)}  # fmt: skip
        self._of_kind = {
            "callers": functions, "tests": {name for name in functions if name.startswith("test")}, "order": functions,
            "env": functions, "raises": classes | errors, "overrides": classes, "overridden": classes,
        }  # fmt: skip

    def grade(self, question: Question, answer: str) -> Grade:
        """Compare an answer with what is true."""
        said = statement(answer)
        if question.kind == "default":
            return _grade_value(question, said)
        if question.kind == "commit":
            return _grade_commit(question, said)
        named = names(said)
        wanted = [next((named.index(name) for name in named if _is_any(name, ways)), -1) for ways in question.truth]
        spared = {question.subject, *question.neutral, *(way for ways in question.truth for way in ways)}
        wrong = _others(named, self._of_kind[question.kind], spared)
        found = sum(place >= 0 for place in wanted) / len(wanted)
        ordered = question.kind != "order" or wanted == sorted(wanted)
        return Grade(found == 1 and not wrong and ordered, found, wrong)


def statement(answer: str) -> str:
    """The part of an answer that is graded."""
    first = next((line.strip() for line in answer.split("\n") if line.strip()), "")
    return first.partition("; ")[0]


def names(text: str) -> list[str]:
    """What a text names, in order: words that look like code, and plain ones that stand alone in a list."""
    found = []
    for match in _NAME.finditer(text):
        alone = _ALONE.search(text[: match.start()]) and _ALONE_AFTER.match(text, match.end())
        if alone or _CODE.search(match[0]):
            found.append(match[0].rstrip("."))
    return list(dict.fromkeys(found))


def _is_any(name: str, ways: Collection[str]) -> bool:
    """Whether a name is one of these, written with more or fewer of the names around it."""
    return any(f".{way}".endswith(f".{name}") or f".{name}".endswith(f".{way}") or _is_path(name, way) for way in ways)


def _is_path(name: str, way: str) -> bool:
    return way.endswith(".py") and f"/{way}".endswith(f"/{name}")


def _others(named: list[str], universe: Collection[str], spared: Collection[str]) -> tuple[str, ...]:
    """What is named of this kind and neither true nor spared; a dotted name is of a kind by any part of it."""
    leaves = {way.rpartition(".")[2] for way in spared} | {part for way in spared for part in way.split(".")}
    return tuple(
        name for name in named
        if not any(_is_any(name, [way]) for way in spared)
        and any(part in universe and part not in leaves for part in name.split("."))
    )  # fmt: skip


def _grade_value(question: Question, said: str) -> Grade:
    """A value is right in any quotes, or none; a second value beside it is wrong."""
    wanted = question.truth[0][0]
    asked = set(_VALUE.findall(question.text))
    plain = wanted.strip("'\"")
    values = [value for value in _VALUE.findall(said) if value not in asked]
    found = any(value == wanted or value.strip("'\"") == plain for value in values)
    if not found:
        stands = re.search(rf"(?<![\w.]){re.escape(plain)}(?!\w)", said)
        found = bool(stands) if plain else "''" in said or '""' in said
    wrong = tuple(value for value in values if value.strip("'\"") != plain and value not in wanted)
    return Grade(found and not wrong, float(found), wrong)


def _grade_commit(question: Question, said: str) -> Grade:
    """A commit is right by its hash or its pull request; any other hash is wrong."""
    oid, *others = question.truth[0]
    hashes = _HASH.findall(said)
    found = any(oid.startswith(value) for value in hashes) or any(re.search(rf"{way}\b", said) for way in others)
    wrong = tuple(value for value in hashes if not oid.startswith(value))
    return Grade(found and not wrong, float(found), wrong)
