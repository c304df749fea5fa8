"""CSS."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ...facts import Import
from ..nodes import strip_markers
from ..outline import MAX_KEYS, OutlineLanguage, Page, Part

_TOKEN = re.compile(r"/\*.*?(?:\*/|\Z)|\"[^\"\n]*\"|'[^'\n]*'|[{};]", re.DOTALL)
_COMMENTS = re.compile(r"\s*(?:/\*.*?(?:\*/|\Z)\s*)*", re.DOTALL)
_COMMENT_ABOVE = re.compile(r"/\*(?:(?!\*/).)*\*/[ \t]*\n?[ \t]*\Z", re.DOTALL)
_USED = re.compile(r"var\(\s*(--[\w-]+)")
_IMPORT = re.compile(r"""@(?:import|use|forward)\s+(?:url\(\s*)?["']?([^"'\s);]+)""")


class Css(OutlineLanguage):
    """Rules by their selectors, at-rules around them, and custom properties."""

    name = "css"
    remark = re.compile(r"/\*[ \t]*(TODO|FIXME|HACK|XXX)\b[:( ]*([^\n]{0,300}?)(?=\*/|\n)")

    def parts(self, page: Page) -> list[Part]:
        found: list[Part] = []
        around: list[int] = []
        before = 0
        for match in _TOKEN.finditer(page.text):
            sign, end = match[0], match.start()
            if len(sign) > 1:
                continue
            if len(found) >= MAX_KEYS and not around:
                break
            frames = around and around[-1] >= 0 and found[around[-1]].name.startswith("@keyframes")
            part = _part(page, before, end, sign, len(around) + 1) if len(found) < MAX_KEYS and not frames else None
            if part:
                found.append(part)
            if sign == "{":
                around.append(len(found) - 1 if part else -1)
            elif sign == "}" and around and (index := around.pop()) >= 0:
                found[index] = found[index]._replace(end=page.line(end))
            before = match.end()
        return found

    def references(self, page: Page) -> Iterator[tuple[str, str, str, int]]:
        for match in _USED.finditer(page.text):
            yield "attribute", match[1], "", page.line(match.start())

    def imports(self, page: Page) -> Iterator[Import]:
        for match in _IMPORT.finditer(page.text):
            yield Import(match[1], "", "", page.line(match.start()))

    def module_paths(self, module: str, importer: str) -> list[str]:
        if "//" in module:
            return []
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
        return [f"./{beside}", module.lstrip("./")]


def _part(page: Page, start: int, end: int, sign: str, level: int) -> Part | None:
    """What ends at a sign: the selector of a rule, or the declaration of a custom property."""
    above = _COMMENTS.match(page.text, start, end)
    start = above.end() if above else start
    written = " ".join(page.text[start : min(end, start + 2_000)].split())
    kind, name = ("rule", written) if sign == "{" else ("variable", written.partition(":")[0].rstrip())
    if not name or (kind == "variable" and not name.startswith("--")):
        return None
    comment = _COMMENT_ABOVE.search(above[0]) if above else None
    last = 0 if kind == "rule" else page.line(start + len(page.text[start:end].rstrip()) - 1)
    doc = strip_markers(comment[0]) if comment else ""
    return Part(kind, name, level, page.line(start), last, written, doc)


LANGUAGE = Css()
