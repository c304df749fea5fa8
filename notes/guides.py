"""What the documents tell newcomers to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..graph.view import Place, View
from ..store.facts import FileRow

_GUIDE = re.compile(
    r"(?:README|CONTRIBUTING|INSTALL|HACKING|DEVELOP|BUILD)[^/]*$"
    r"|(?:docs?|\.github)/(?:.*/)?(?:(?:CONTRIBUTING|INSTALL|HACKING|DEVELOP|BUILD|TESTING)[^/]*$|contributing/)"
    r"|(?:tests?|specs?)/README", re.IGNORECASE
)  # fmt: skip
_TRANSLATED = re.compile(r"README[-_.][a-z]{2}(?:[-_][a-z]{2,4})?\.\w+$", re.IGNORECASE)
_ORDER = ("README", "CONTRIBUTING", "DEVELOP", "HACKING", "BUILD", "INSTALL")
_PROGRAMS = (
    r"pip|pipx|uv|poetry|pdm|hatch|tox|nox|pytest|python3?|conda|npm|npx|yarn|pnpm|bun|node|deno|cargo|rustup|go|just"
    r"|make|gmake|cmake|ctest|ninja|meson|autoreconf|bazel|mvn|gradle|sbt|lein|bundle|gem|rake|rspec|rails|composer|php"
    r"|dotnet|swift|xcodebuild|mix|rebar3|stack|cabal|dune|zig|nix|docker|docker-compose|brew|apt(?:-get)?|luarocks"
    r"|busted|perl|prove|tclsh|git clone|(?:\.{1,2}|bin|vendor/bin|script|scripts)/[\w./-]+"
)
COMMAND = re.compile(rf"\s*(?:[$>%] ?)?((?:\w+=\S+ |sudo |py -m |python3? -m )*(?:{_PROGRAMS})\b(?: .*)?)$")
"""A line that is something to type, with or without a prompt; group 1 is the command."""
_REMARK = re.compile(r"\s+#\s.*$")
_PROMPT = r"(?: {4}|\t)\s*[$%] "
"""How code that is indented, not fenced, begins where it is something to type."""
_SENTENCE = re.compile(r"\w[.:]\s*$")
_SAID = re.compile(
    r"(?:\b(?:run|runs|running|execute|use|using|type|with|simple|via|by)\b[^`]{0,30}|^\s*[-*+]\s+)"
    r"`{1,2}([^`]+)`", re.IGNORECASE
)  # fmt: skip
"""A command within a sentence that says to run it, or one that begins an item of a list."""
_MOST_GUIDES = 12


class Guide(NamedTuple):
    """A section of a document, and the commands in it with their lines, each once."""

    place: Place
    commands: list[tuple[int, str]]

    def told(self) -> list[str]:
        """Its title and place, and the commands below."""
        place = self.place
        title = f"{place.symbol.name} ({place.path}:{place.symbol.start})" if place.symbol.name else place.path
        return [f"{title}:", *(f"  {command}" for _, command in self.commands)]


def guides(view: View) -> Iterator[Guide]:
    """The sections with something to type, those of the documents that newcomers read first before others."""
    documents = [row for row in view.files_below("") if row.role == "doc" and row.blob_id and _GUIDE.match(row.path)]
    documents = [row for row in documents if not _TRANSLATED.search(row.path)]
    for row in sorted(documents, key=_nearest)[:_MOST_GUIDES]:
        for place, last in _sections(view, row.path):
            typed = {command: number for number, command in reversed([*_typed(view, place, last, row.language)])}
            if typed:
                yield Guide(place, [(number, command) for command, number in reversed(typed.items())])


def _nearest(row: FileRow) -> tuple[int, int, str]:
    name = row.path.rpartition("/")[2].upper()
    order = next((place for place, begins in enumerate(_ORDER) if name.startswith(begins)), len(_ORDER))
    return row.path.removeprefix(".github/").count("/"), order, row.path


def _sections(view: View, path: str) -> Iterator[tuple[Place, int]]:
    """The sections of a document, and the last line of each that is in none inside of it."""
    symbols = view.symbols(path)
    inside: dict[int, int] = {}
    for symbol in reversed(symbols):
        inside[symbol.parent] = symbol.start
    for ordinal, symbol in enumerate(symbols):
        yield Place(path, ordinal, symbol), inside.get(ordinal, symbol.end + 1) - 1


def _typed(view: View, place: Place, last: int, language: str) -> Iterator[tuple[int, str]]:
    """The commands in the code of a section, and those that its sentences say to run, with their lines."""
    fenced = False
    for number, line in enumerate(view.lines(place.path)[place.symbol.start - 1 : last], place.symbol.start):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif language != "markdown" or fenced or re.match(_PROMPT, line):
            indented = fenced or line[:1] in (" ", "\t", "$")
            match = COMMAND.match(line) if indented and not _SENTENCE.search(line) else None
            if match:
                yield number, _REMARK.sub("", match[1]).strip()
        for said in () if fenced else _SAID.finditer(line):
            match = COMMAND.match(said[1])
            if match and " " in match[1]:
                yield number, match[1].strip()
