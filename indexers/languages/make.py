"""Makefiles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts import Entry, Symbol
from ..outline import MAX_KEYS, OutlineLanguage, Page, Part

_RULE = re.compile(
    r"\n(?!-?include\b|export\b|if|else|endif|define|endef)([^\s#:=][^\n:=#]*?)[ \t]*::?(?![:=])"
    r"(?P<needs>(?:[^\n#;]*\\\n)*[^\n#;]*)[^\n]*"
    r"(?P<recipe>(?:(?:\n[ \t]*(?:#[^\n]*|(?:if|else|endif)[^\n]*)?(?=\n))*+\n\t(?:[^\n]*\\\n)*[^\n]*)*)"
)
_SPECIAL = re.compile(r"\.[A-Z_]+\b")
_VARIABLE = re.compile(r"\n(?:export[ \t]+|override[ \t]+)*([\w.-]+)[ \t]*(?:::?:?|[?+!])?=(?:[^\n]*\\\n)*[^\n]*")
_FROM_OUTSIDE = re.compile(r"\n(?:([A-Za-z_]\w*)[ \t]*\?=|export[ \t]+([A-Za-z_]\w*))")
_USED = re.compile(r"(?<!\$)\$[({]([A-Z][A-Z0-9_]*)[)}:]")
_BUILT_IN = frozenset(
    {"AR", "ARFLAGS", "AS", "ASFLAGS", "CC", "CFLAGS", "CO", "COFLAGS", "CPP", "CPPFLAGS", "CURDIR", "CXX",
     "CXXFLAGS", "FC", "FFLAGS", "GET", "LD", "LDFLAGS", "LDLIBS", "LEX", "LFLAGS", "MAKE", "MAKECMDGOALS",
     "MAKEFILES", "MAKEFILE_LIST", "MAKEFLAGS", "MAKELEVEL", "RM", "SHELL", "YACC", "YFLAGS"}
)  # fmt: skip


class Make(OutlineLanguage):
    """Rules with their recipes, variables, and the goals that are commands."""

    name = "make"
    comment = ("#",)

    def parts(self, page: Page) -> list[Part]:
        parts = []
        for match in _RULE.finditer(page.text):
            if not _SPECIAL.match(match[1]):
                recipe = match["recipe"].rstrip()
                end = match.start("recipe") + len(recipe) if recipe else match.end("needs")
                parts.append(self._part(page, "target", match[1], match.start(), end))
        for match in _VARIABLE.finditer(page.text):
            parts.append(self._part(page, "variable", match[1], match.start(), match.end()))
        return sorted(parts, key=lambda part: part.start)[:MAX_KEYS]

    def _part(self, page: Page, kind: str, name: str, start: int, end: int) -> Part:
        line = page.line(start)
        return Part(kind, name, 1, line, page.line(end - 1), page.lines[line - 1].strip(), self.doc_above(page, line))

    def references(self, page: Page) -> Iterator[tuple[str, str, str, int]]:
        """The goals that a rule needs and that are in the file."""
        rules = list(_RULE.finditer(page.text))
        goals = {goal for rule in rules for goal in rule[1].split()}
        for rule in rules:
            if rule[1] != ".PHONY":
                for need in rule["needs"].split():
                    if need in goals:
                        yield "call", need, "", page.line(rule.start())

    def settings(self, page: Page) -> Iterator[tuple[str, str, int]]:
        """Variables that the environment can set: those with a default, and those that are used but set nowhere."""
        found = {match[1] or match[2]: match.start() for match in reversed([*_FROM_OUTSIDE.finditer(page.text)])}
        if "\ninclude" not in page.text and "\n-include" not in page.text:
            known = _BUILT_IN.union(match[1] for match in _VARIABLE.finditer(page.text))
            for match in _USED.finditer(page.text):
                if match[1] not in known:
                    found.setdefault(match[1], match.start())
        for name, offset in sorted(found.items(), key=lambda item: item[1]):
            yield "env", name, page.line(offset)

    def entries(self, page: Page, symbols: list[Symbol]) -> Iterator[Entry]:
        phony = {goal for rule in _RULE.finditer(page.text) if rule[1] == ".PHONY" for goal in rule["needs"].split()}
        for index, symbol in enumerate(symbols):
            if symbol.kind == "target":
                for goal in symbol.name.split():
                    if goal in phony:
                        yield Entry("command", goal, "", symbol.start, index)


LANGUAGE = Make()
