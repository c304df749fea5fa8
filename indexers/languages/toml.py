"""TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts import Entry, Symbol
from ..outline import OutlineLanguage, Page, Part, shallowest

_LINE = re.compile(
    r"""\n[ \t]*(?:\[\[?([^\[\]\n]+)\]\]?[ \t]*(?:\#[^\n]*)?(?=\n)"""
    r"""|((?:[\w-]+|"[^"\n]*"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|"[^"\n]*"|'[^'\n]*'))*)[ \t]*="""
    r"""[ \t]*(?:\"{3}.*?(?:\"{3}|\Z)|'{3}.*?(?:'{3}|\Z)|\[[^\]\n]*(?=\n)(?:\n(?![ \t]*\])[^\n]*)*)?)""",
    re.DOTALL,
)
_NAME = re.compile(r""""([^"]*)"|'([^']*)'|([^\s."']+)""")
_SCRIPTS = frozenset(
    {"project.scripts", "project.gui-scripts", "project.entry-points.console_scripts", "tool.poetry.scripts",
     "tool.pdm.scripts", "tool.taskipy.tasks"}
)  # fmt: skip
_STRING = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")


class Toml(OutlineLanguage):
    """TOML's tables and their keys; a table is inside the nearest one before it whose name begins its own."""

    name = "toml"
    comment = ("#",)

    def parts(self, page: Page) -> list[Part]:
        return shallowest(list(self._keys(page)))

    def _keys(self, page: Page) -> Iterator[Part]:
        tables: list[tuple[str, ...]] = []
        for match in _LINE.finditer(page.text):
            line = page.line(match.start())
            path = tuple("".join(name) for name in _NAME.findall(match[1] or match[2]))
            if match[1]:
                while tables and (tables[-1] == path or tables[-1] != path[: len(tables[-1])]):
                    tables.pop()
                tables.append(path)
                path = path[len(tables[-2]) :] if len(tables) > 1 else path
            if any(path):
                yield self.key(page, ".".join(path), len(tables) + (not match[1]), line)

    def entries(self, page: Page, symbols: list[Symbol]) -> Iterator[Entry]:
        """The scripts of a pyproject.toml and the binaries of a Cargo.toml."""
        for index, symbol in enumerate(symbols):
            value = _STRING.search(symbol.signature)
            if not value or symbol.parent < 0:
                continue
            table = symbols[symbol.parent]
            if table.qualname in _SCRIPTS:
                yield Entry("script", symbol.name, value[1] or value[2] or "", symbol.start, index)
            elif table.qualname == "bin" and symbol.name == "name":
                paths = [_STRING.search(s.signature) for s in symbols if s.parent == symbol.parent and s.name == "path"]
                yield Entry("script", value[1], paths[0][1] if paths and paths[0] else "", symbol.start, index)


LANGUAGE = Toml()
