"""HTML, and the templates of Jinja and Django in it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from html import unescape

from ...facts import Import
from ..outline import MAX_KEYS, OutlineLanguage, Page, Part

_TAG = re.compile(
    r"<(?:!--.*?(?:-->|\Z)"
    r"|(?P<raw>script|style)\b(?P<raw_attributes>[^<>]*)(?<!/)>.*?(?:</(?P=raw)[^<>]*|\Z)"
    r"|(?P<close>/?)(?P<tag>[a-z][\w:-]*)(?P<attributes>[^<>]*))"
    r"|\{%-?\s*(?:(?P<end>end(?:block|macro))\b|(?P<block>block|macro)\s+(?P<name>\w+(?:-\w+)*)(?P<arguments>[^\n%]*))",
    re.DOTALL | re.IGNORECASE,
)
_ID = re.compile(r"""(?<![\w-])id\s*=\s*(?:"([^"{]+)"|'([^'{]+)'|([^\s"'{/>]+)(?=[\s/>]|$))""", re.IGNORECASE)
_TITLE = re.compile(r">(.{1,400}?)</h[1-6]", re.DOTALL | re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>|\{%.*?%\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}")
_RESOURCE = re.compile(
    r"""<(?:script\b[^<>]*?\ssrc|link\b[^<>]*?\shref)\s*=\s*"""
    r"""(?:"((?:\{[{%][^\n]*?[%}]\}|[^"])+)"|'([^']+)'|([^\s"'>]+))"""
    r"""|\{%-?\s*(?:extends|include|import|from)\s+["']([^"'\n]+)["']""",
    re.IGNORECASE,
)
_STATIC = re.compile(r"""\{[{%].*?["']([^"'\s]+\.\w+)["']""")
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)  # fmt: skip
_BLOCK = "{%"
_MAX_OPEN = 500
_LEVELS = 10
"""From one element to the next inside it: the headings h1 to h6 between them take 1 to 6, the inner element 7."""


class Html(OutlineLanguage):
    """Headings, elements with an id, blocks and macros; what the page includes and loads."""

    name = "html"
    remark = re.compile(r"(?:<!--|\{#|//)[ \t]*(TODO|FIXME|HACK|XXX)\b[:( ]*([^\n]{0,300}?)(?=-->|#\}|\n)")

    def parts(self, page: Page) -> list[Part]:
        return list(_Reader(page).parts())

    def imports(self, page: Page) -> Iterator[Import]:
        for match in _RESOURCE.finditer(page.text):
            module = match[1] or match[2] or match[3] or match[4]
            if "{" in module:
                static = _STATIC.search(module)
                module = static[1] if static else ""
            if module:
                yield Import(module, "", "", page.line(match.start()))

    def module_paths(self, module: str, importer: str) -> list[str]:
        path = re.split(r"[?#]", module, maxsplit=1)[0]
        if not path or "//" in path:
            return []
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
        return [f"./{beside}", path.lstrip("./")] if not path.startswith("/") else [path.lstrip("/")]


class _Reader:
    """One pass over the tags. Whatever is not closed ends with what is around it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._found: list[Part] = []
        self._open: list[tuple[str, int]] = []
        """Open tags, each with the index of its part, or -1."""
        self._depth = 0

    def parts(self) -> list[Part]:
        text = self._page.text
        for match in _TAG.finditer(text):
            if len(self._found) >= MAX_KEYS:
                break
            tag = (match["tag"] or "").lower()
            if match["end"]:
                self._close(_BLOCK, match.start())
            elif match["close"]:
                self._close(tag, match.start())
            elif match["block"]:
                kind = "macro" if match["block"] == "macro" else "section"
                signature = f"{match['block']} {match['name']}{match['arguments']}".rstrip(" -")
                self._add(kind, match["name"], _BLOCK, match.start(), signature)
            elif match["raw"]:
                if found := _ID.search(match["raw_attributes"]):
                    self._add("section", found[1] or found[2] or found[3], match["raw"], match.start(), "")
                    self._close(match["raw"], match.end())
            elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
                self._heading(int(tag[1]), match)
            elif tag:
                self._element(tag, match["attributes"], match.start())
        return self._found

    def _heading(self, level: int, tag: re.Match[str]) -> None:
        title = _TITLE.match(self._page.text, tag.end())
        name = " ".join(unescape(_MARKUP.sub("", title[1])).split()) if title else ""
        found = _ID.search(tag["attributes"])
        labels = (found[1] or found[2] or found[3],) if found else ()
        if not re.search(r"\w", _EXPRESSION.sub("", name)):
            name = labels[0] if labels else ""
        if name:
            self._found.append(
                Part("section", name, self._depth * _LEVELS + level,
                     self._page.line(tag.start()), decorators=labels)
            )  # fmt: skip

    def _element(self, tag: str, attributes: str, start: int) -> None:
        found = _ID.search(attributes) if "id" in attributes.lower() else None
        closed = tag in _VOID or attributes.endswith("/")
        if found:
            self._add("section", (found[1] or found[2] or found[3]).strip(), tag, start, f"<{tag}{attributes}>")
            if closed:
                self._close(tag, start)
        elif not closed:
            self._open.append((tag, -1))

    def _add(self, kind: str, name: str, tag: str, start: int, signature: str) -> None:
        if not name:
            return
        level = self._depth * _LEVELS + 7
        self._found.append(Part(kind, name, level, self._page.line(start), 0, " ".join(signature.split())))
        self._open.append((tag, len(self._found) - 1))
        self._depth += 1

    def _close(self, tag: str, offset: int) -> None:
        """Close the innermost open `tag` and what is open inside it; a tag does not close a block around it."""
        for index in range(len(self._open) - 1, max(-1, len(self._open) - _MAX_OPEN), -1):
            if self._open[index][0] == tag:
                break
            if self._open[index][0] == _BLOCK:
                return
        else:
            return
        line = self._page.line(offset)
        for _, part in self._open[index:]:
            if part >= 0:
                self._depth -= 1
                self._found[part] = self._found[part]._replace(end=line)
        del self._open[index:]


LANGUAGE = Html()
