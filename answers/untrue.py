"""What a file says that is not so: documentation that contradicts its code, documents that name what is not there, and
questions that its comments leave open.

Only what is certain is told: whoever reads it did not ask.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ..facts import CLASS_KINDS, FileFacts, Reference, Symbol
from ..graph.members import ancestors, bases
from ..graph.references import USES
from ..graph.view import Place, View
from ..indexers.documented import Source
from ..indexers.parameters import (
    defaults_of_python,
    documented,
    documented_defaults,
    inside_of_python,
    of_python,
    words_of_signature,
)
from ..indexers.prose import defines, is_of_now, linked_paths, tells_of_the_past
from ..indexers.silence import is_silenced
from ..workspace import Workspace

_MODULES = (".py", "/__init__.py")


class Untrue(NamedTuple):
    """One line that says what is not so, or asks what nobody has answered."""

    line: int
    kind: str
    """documentation, reference or question."""
    name: str
    """What of the line it is about; "" for all of it."""
    text: str
    start: int
    end: int
    """The lines that this depends on."""

    def as_json(self) -> dict[str, Any]:
        """The same for a client."""
        return self._asdict()


def untrue(workspace: Workspace, path: str) -> list[Untrue]:
    """All of it in one file, by line; nothing where the file was not read."""
    with workspace.database.reading():
        view = View(workspace)
        facts = view.outline(path)
        if facts is None:
            return []
        lines = view.lines(path)
        found = [*_documentation(Source(facts, lines)), *_questions(facts, lines)]
        if is_of_now(path):
            found += [*_links(workspace.root, path, lines), *_names(view, path, lines)]
    return sorted(one for one in set(found) if not is_silenced(lines, one.line, one.line))


def _documentation(source: Source) -> Iterator[Untrue]:
    judge = _judge_python if source.facts.language == "python" else _judge
    for symbol in source.functions().values():
        told = documented(symbol.doc)
        if told and symbol.end <= len(source.lines) and not is_silenced(source.lines, symbol.start, symbol.end):
            for name, what in judge(source, symbol, told):
                line = source.line_of(symbol, name)
                text = f"{symbol.qualname} documents {what}"
                yield Untrue(line, "documentation", name, text, min(line, symbol.start), symbol.end)


def _judge_python(source: Source, symbol: Symbol, told: list[str]) -> Iterator[tuple[str, str]]:
    """(documented name, what is wrong with it)"""
    text = source.text(symbol)
    now = of_python(text)
    if now is None:
        return
    inside = inside_of_python(text)
    for name in told if not now.takes_more else ():
        if name not in inside:
            yield name, f"the parameter `{name}`, which it does not have"
    said, defaults = documented_defaults(symbol.doc), defaults_of_python(text)
    for name in said.keys() & defaults.keys():
        is_so = defaults[name]
        if is_so is not None and is_so != said[name]:  # None mostly stands for what is worked out inside.
            yield name, f"that `{name}` is {said[name]!r} by default, and it is {is_so!r}"


def _judge(source: Source, symbol: Symbol, told: list[str]) -> Iterator[tuple[str, str]]:
    now = words_of_signature(symbol)
    if now is None or "(" not in symbol.signature or "{" in symbol.signature or "..." in symbol.signature:
        return  # What is taken apart where it is taken has any name in the documentation.
    if "arguments" in source.text(symbol):
        return  # JavaScript's way to take what the signature does not name.
    for name in told:
        if name not in now:
            yield name, f"the parameter `{name}`, which it does not have"


def _questions(facts: FileFacts, lines: list[str]) -> Iterator[Untrue]:
    for remark in facts.remarks:
        if re.search(r"\w\W*\?\s*$", remark.text) and remark.line <= len(lines):
            yield Untrue(remark.line, "question", "", f"left open: {remark.text}", remark.line, remark.line)


def _links(root: str, path: str, lines: list[str]) -> Iterator[Untrue]:
    """The links to files that are not there."""
    fenced = False
    for number, line in enumerate(lines, 1):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        for target in linked_paths(path, line) if not fenced else ():
            if not target.startswith("..") and ":" not in target and not os.path.lexists(Path(root, target)):
                yield Untrue(number, "reference", target.rpartition("/")[2], f"there is no {target}", number, number)


def _names(view: View, path: str, lines: list[str]) -> Iterator[Untrue]:
    """The members of classes and modules of this repository that no code has or uses."""
    text = "\n".join(lines)
    for reference in view.references(path, "mention"):
        if reference.line > len(lines) or tells_of_the_past(lines, reference.line):
            continue
        if _is_gone(view, reference) and not defines(text, reference.name):
            said = f"{reference.qualifier} has no {reference.name}, and nothing here is called that"
            yield Untrue(reference.line, "reference", reference.name, said, reference.line, reference.line)


def _is_gone(view: View, reference: Reference) -> bool:
    """Whether a member of a known class, or of a module by its full name, is nowhere in the code."""
    name, (around, _, owner) = reference.name, reference.qualifier.rpartition(".")
    if not owner or view.named(name) or view.mentions(name, USES):
        return False
    classes = [view.place_of(row) for row in view.named(owner) if row.kind in CLASS_KINDS and row.role == "source"]
    if classes:
        return not any(_inherits_unknown(view, one) for cls in classes for one in (cls, *ancestors(view, cls)))
    module = reference.qualifier.replace(".", "/")
    return bool(around) and any(view.files_ending(f"{module}{end}") for end in _MODULES)


def _inherits_unknown(view: View, cls: Place) -> bool:
    """Whether a class has a base that is not of this repository."""
    written = [one for one in view.references(cls.path, "inherit") if one.scope == cls.ordinal]
    return len(bases(view, cls)) < len(written)
