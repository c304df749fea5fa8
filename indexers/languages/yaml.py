"""YAML: keys by their indentation, so that templates with Go or Jinja in them are read too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..outline import MAX_DEPTH, OutlineLanguage, Page, Part, shallowest

_LINE = re.compile(
    r"""\n( *)(?:(-)(?=[ \n])"""
    r"""|("[^"\n]*"|'[^'\n]*'|[^\s"'#\-\[\]{},&*!|>%@`?:][^\n#:]*?(?::[^\s:][^\n#:]*?)*)[ ]*:(?=\s))"""
    r"""([ \t]+(?:[&!]\S+[ \t]+)*[|>][-+\d]*[ \t]*(?:\#[^\n]*)?(?=\n))?"""
)
_COMPOSE = re.compile(r"\nservices:[ \t]*(?:#[^\n]*)?\n")
_ENVIRONMENT = re.compile(
    r"\n( *)(?:- +)?(?:environment|env):[ \t]*(?=\n)((?:\n\1 +[^\n]*|\n\1- [^\n]*|\n[ \t]*(?=\n))*)"
)
_VARIABLE = re.compile(r"""\n +(?:- +(?:name: *)?)?["']?([A-Z_][A-Z0-9_]*)["']?(?=\s*[:=\n])""")
_SUBSTITUTED = re.compile(r"(?<!\$)\$\{?([A-Z_][A-Z0-9_]*)")


class Yaml(OutlineLanguage):
    """YAML's block mappings; what is inside a list belongs to the list's key."""

    name = "yaml"
    comment = ("#",)
    filler = ("---", "{{", "{%")

    def parts(self, page: Page) -> list[Part]:
        return shallowest(list(self._keys(page)))

    def _keys(self, page: Page) -> Iterator[Part]:
        indents: list[int] = []
        hidden = len(page.text)
        for match in _LINE.finditer(page.text):
            indent = len(match[1])
            if indent > hidden:
                continue
            hidden = indent if match[2] or match[4] else len(page.text)
            while indents and indents[-1] >= indent:
                indents.pop()
            if match[3] and len(indents) < MAX_DEPTH:
                indents.append(indent)
                yield self.key(page, match[3].strip("\"'") or match[3], len(indents), page.line(match.start()))

    def settings(self, page: Page) -> Iterator[tuple[str, str, int]]:
        """What containers and jobs are given, and what a Compose file takes from outside."""
        found = [
            match
            for block in _ENVIRONMENT.finditer(page.text)
            for match in _VARIABLE.finditer(page.text, *block.span(2))
        ]
        if _COMPOSE.search(page.text):
            found += _SUBSTITUTED.finditer(page.text)
        for line, name in sorted({(page.line(match.start(1)), match[1]) for match in found}):
            yield "env", name, line


LANGUAGE = Yaml()
