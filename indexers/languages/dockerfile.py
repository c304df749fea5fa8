"""Dockerfiles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts import Entry, Import, Symbol
from ..outline import OutlineLanguage, Page, Part

_FROM = re.compile(r"\nFROM[ \t]+(?:--\S+[ \t]+)*(\S+)(?:[ \t]+AS[ \t]+(\S+))?[^\n]*", re.IGNORECASE)
_START = re.compile(r"\n(ENTRYPOINT|CMD)[ \t]+((?:[^\n]*\\\n)*[^\n]*)", re.IGNORECASE)
_DECLARED = re.compile(r"\n(ENV|ARG)[ \t]+((?:[^\n]*\\\n)*[^\n]*)", re.IGNORECASE)
_ASSIGNED = re.compile(r"""(?:^|\s)([A-Za-z_]\w*)=(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']*)""")
_COPIED = re.compile(r"\n(?:COPY|ADD|RUN)[ \t][^\n]*?--?(?:from=|mount=[^\s]*from=)([\w.-]+)", re.IGNORECASE)
_EXEC_FORM = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Dockerfile(OutlineLanguage):
    """Stages, what they are made from, their variables and what runs in the end."""

    name = "dockerfile"
    comment = ("#",)

    def parts(self, page: Page) -> Iterator[Part]:
        for match in _FROM.finditer(page.text):
            line = page.line(match.start())
            yield Part(
                "target", match[2] or match[1], 1, line, 0, page.lines[line - 1].strip(), self.doc_above(page, line)
            )

    def imports(self, page: Page) -> Iterator[Import]:
        for match in _FROM.finditer(page.text):
            yield Import(match[1], "", match[2] or "", page.line(match.start()))

    def references(self, page: Page) -> Iterator[tuple[str, str, str, int]]:
        stages = {match[2] for match in _FROM.finditer(page.text)}
        for kind, pattern in (("inherit", _FROM), ("mention", _COPIED)):
            for match in pattern.finditer(page.text):
                if match[1] in stages:
                    yield kind, match[1], "", page.line(match.start())

    def settings(self, page: Page) -> Iterator[tuple[str, str, int]]:
        for match in _DECLARED.finditer(page.text):
            kind = "env" if match[1].upper() == "ENV" else "config"
            names = _ASSIGNED.findall(match[2]) or re.findall(r"\w+", match[2])[:1]
            for name in names:
                yield kind, name, page.line(match.start())

    def entries(self, page: Page, symbols: list[Symbol]) -> Iterator[Entry]:
        for match in _START.finditer(page.text):
            line = page.line(match.start())
            scope = max((index for index, symbol in enumerate(symbols) if symbol.start <= line), default=0)
            written = match[2].replace("\\\n", " ")
            words = _EXEC_FORM.findall(written) if written.startswith("[") else written.split()
            yield Entry("main", match[1].upper(), " ".join(words), line, scope)


LANGUAGE = Dockerfile()
