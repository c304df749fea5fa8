"""INI files and Java properties."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts import Entry, Symbol
from ..outline import OutlineLanguage, Page, Part, shallowest

_LINE = re.compile(r"\n(?:\[([^\]\n]+)\]|([^\s#;!\[=:][^\s=:]*)[ \t]*[=:])")
_SCRIPTS = re.compile(r"\n(?:console|gui)_scripts[ \t]*=((?:\n?[ \t]+[^\n]*|\n(?=\n))+)")
_SCRIPT = re.compile(r"^[ \t]*([\w.-]+)[ \t]*=[ \t]*([\w.:]+)", re.MULTILINE)


class Ini(OutlineLanguage):
    """Sections and their keys, or keys alone."""

    name = "ini"
    comment = ("#", ";")

    def parts(self, page: Page) -> list[Part]:
        return shallowest(list(self._keys(page)))

    def _keys(self, page: Page) -> Iterator[Part]:
        level = 0
        for match in _LINE.finditer(page.text):
            line = page.line(match.start())
            if match[1]:
                level = 1
                yield self.key(page, match[1].strip() or match[1], 1, line)
            else:
                yield self.key(page, match[2], level + 1, line)

    def entries(self, page: Page, symbols: list[Symbol]) -> Iterator[Entry]:
        """The scripts of a setup.cfg."""
        scopes = {symbol.start: index for index, symbol in enumerate(symbols)}
        for block in _SCRIPTS.finditer(page.text):
            scope = scopes.get(page.line(block.start()), 0)
            for match in _SCRIPT.finditer(page.text, *block.span(1)):
                yield Entry("script", match[1], match[2], page.line(match.start(1)), scope)


LANGUAGE = Ini()
