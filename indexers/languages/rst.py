"""reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..documents import NAME, DocumentLanguage, Heading, is_mention, names_in_literal, split_name

_RULE = re.compile(r"\n([!-/:-@\[-`{-~])\1{2,}[ \t]*(?=\n)")
_ABOVE_TITLE = re.compile(
    r"\.\. (?:_`?(?P<label>[^\n]+?)`?:|(?:(?:py:)?(?:current)?module|highlight|index|rst-class|setting|templatetag"
    r"|templatefilter|fieldlookup|django-admin)::[^\n]*)"
)
_LITERAL = re.compile(r"::[^\n]*(?=\n)")
_CODE_DIRECTIVE = re.compile(
    r"[ \t]*\.\. (?:code-block|code|sourcecode|parsed-literal|ipython|testcode|testsetup|doctest|prompt|console|tab)::"
)
_INLINE = re.compile(
    rf":(?P<role>[a-z][\w-]*):`(?:[^`<]{{0,200}}<)?[~!.]*(?P<target>{NAME.pattern})(?:\(\))?>?`"
    rf"|``(?P<literal>[^`\n]{{1,300}})``"
    rf"|`(?P<default>{NAME.pattern})(?:\(\))?`(?!_)"
    r"|\.\. (?:py:)?(?:auto)?(?:function|class|method|attribute|data|exception|module|currentmodule|decorator|property"
    r"|classmethod|staticmethod|setting|envvar|templatetag|templatefilter|fieldlookup|django-admin)::[ \t]*"
    rf"(?P<documented>{NAME.pattern})"
)
_NO_CODE_ROLES = frozenset(
    {"ref", "doc", "term", "numref", "download", "abbr", "kbd", "math", "guilabel", "menuselection", "sub", "sup",
     "user", "issue", "pull", "pr"}
)  # fmt: skip
_MARKUP = re.compile(r"(?::[\w-]+:)?`+[~!]?([^`<]*?)(?:[ \t]*<[^>`]*>)?`+_{0,2}|\*\*([^*]+)\*\*|\|([^|\s]+)\|")


class Rst(DocumentLanguage):
    """reStructuredText with the roles and directives of Sphinx."""

    name = "rst"

    def headings(self, text: str) -> Iterator[Heading]:
        return titles(text)

    def blocks(self, text: str) -> Iterator[tuple[int, int]]:
        return literal_blocks(text)

    def inline(self, text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
        return names_in_markup(text, start, end)


def titles(text: str) -> Iterator[Heading]:
    """Titles with a line of one sign under them, and perhaps the same above. Their levels come by order of use."""
    levels: dict[tuple[str, bool], int] = {}
    above = 0
    for match in _RULE.finditer(text):
        sign = match[1]
        end = match.start()
        start = text.rfind("\n", 0, end)
        title = text[start + 1 : end].rstrip()
        if start < above or not title.strip() or len(match[0].rstrip()) <= len(title.strip()):
            continue
        over_start = text.rfind("\n", 0, max(start, 0))
        over = text[over_start + 1 : start].rstrip()
        has_over = len(over) > 2 and over == sign * len(over)
        if not has_over and (title[0] in " \t" or (over and not _ABOVE_TITLE.fullmatch(over))):
            continue
        above = match.end()
        level = levels.setdefault((sign, has_over), len(levels) + 1)
        start, labels = _with_labels(text, over_start if has_over else start)
        yield Heading(level, plain(title), start, match.end(), labels)


def _with_labels(text: str, start: int) -> tuple[int, tuple[str, ...]]:
    """Where a title begins with the labels and one-line directives above it, and these labels."""
    labels = []
    here = start
    while (before := text.rfind("\n", 0, here)) >= 0:
        line = text[before + 1 : here].strip()
        if match := _ABOVE_TITLE.fullmatch(line):
            start = before
            labels += [match["label"]] * bool(match["label"])
        elif line:
            break
        here = before
    return start, tuple(reversed(labels))


def literal_blocks(text: str) -> Iterator[tuple[int, int]]:
    """The indented blocks of code: those after `::` and those of code directives."""
    end = 0
    for match in _LITERAL.finditer(text):
        if match.start() < end:
            continue
        line_start = text.rfind("\n", 0, match.start()) + 1
        line = text[line_start : match.end()]
        indent = len(line) - len(line.lstrip())
        if _CODE_DIRECTIVE.match(line) or (match[0].strip() == "::" and not line.lstrip().startswith(".. ")):
            block = _deeper_than(indent).match(text, match.end())
            if block and block[0]:
                end = block.end()
                yield block.span()


def names_in_markup(text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    """The names of code in roles, inline literals and directives."""
    for match in _INLINE.finditer(text, start, end):
        if match["literal"]:
            yield from names_in_literal(match["literal"], match.start("literal"))
        elif match["role"] not in _NO_CODE_ROLES:
            name, qualifier = split_name(match["target"] or match["default"] or match["documented"])
            if not match["default"] or is_mention(name, qualifier):
                yield name, qualifier, match.start()


def plain(title: str) -> str:
    """A title without its markup.

    >>> plain("The :class:`~flask.Flask` ``object``")
    'The flask.Flask object'
    """
    return " ".join(_MARKUP.sub(lambda match: match[match.lastindex or 0], title).split())


@lru_cache(maxsize=64)
def _deeper_than(indent: int) -> re.Pattern[str]:
    return re.compile(rf"(?:\n[ \t]{{{indent + 1}}}[^\n]*|\n[ \t]*(?=\n))*")


LANGUAGE = Rst()
