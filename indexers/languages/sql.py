"""SQL of any dialect: what is created, and which tables are used."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..outline import OutlineLanguage, Page, Part

MAX_PARTS = 2_000

_BLANKED = re.compile(r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^'\\\n]|\\[^\n]?|'')*+(?:'|(?=\n))", re.DOTALL)
_WORD = r"""(?:[\w$#@]+|"[^"\n]+"|`[^`\n]+`|\[[^\]\n]+\])"""
_NAME = rf"(?P<name>{_WORD}(?:\.{_WORD}){{0,3}})"
_CREATE = re.compile(
    r"\n[ \t]*CREATE\s+(?:(?!(?:TABLE|VIEW|INDEX|FUNCTION|PROC|TRIGGER|TYPE)\b)[\w=@`'%.]+\s+){0,6}"
    r"(?P<kind>TABLE|VIEW|INDEX|FUNCTION|PROCEDURE|PROC|TRIGGER|TYPE)\s+(?:CONCURRENTLY\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"
    + _NAME,
    re.IGNORECASE,
)
_KINDS = {"TABLE": "table", "VIEW": "table", "INDEX": "table", "TYPE": "type"}
_END = re.compile(r";[ \t]*\n|\n[ \t]*GO[ \t]*\n", re.IGNORECASE)
_DOLLARS = re.compile(r"\$\w*\$")
_BEGIN = re.compile(r"\bBEGIN\b(?!\s*;)", re.IGNORECASE)
_LAST_END = re.compile(r".*\bEND\b[^\n]*", re.DOTALL | re.IGNORECASE)
_COLUMN = re.compile(rf"\s*(?P<name>{_WORD})\s+[A-Za-z]")
_NO_COLUMN = frozenset(
    {"check", "constraint", "exclude", "foreign", "fulltext", "index", "key", "like", "period", "primary", "spatial",
     "unique"}
)  # fmt: skip
_USE = re.compile(
    r"\b(?:FROM|JOIN|INTO|UPDATE|REFERENCES|TABLE|TRUNCATE|CALL|EXECUTE\s+(?:FUNCTION|PROCEDURE)"
    r"|ON(?=\s+[\w.\"`\[\]]+\s*(?:\(|USING\b|FOR\b)))\s+(?:(?:ONLY|IF\s+EXISTS)\s+)?" + _NAME,
    re.IGNORECASE,
)
_NO_TABLE = frozenset(
    {"as", "begin", "cascade", "current_timestamp", "delete", "dual", "each", "exists", "for", "from", "if", "in",
     "insert", "is", "lateral", "new", "no", "not", "null", "of", "old", "on", "only", "or", "restrict", "select",
     "set", "skip", "table", "the", "this", "to", "unnest", "using", "values", "where", "with"}
)  # fmt: skip


class Sql(OutlineLanguage):
    """Tables with their columns, views, indexes, functions, procedures and triggers."""

    name = "sql"
    comment = ("--", "/*", "*")

    def parts(self, page: Page) -> list[Part]:
        text = _blanked(page.text)
        created = list(_CREATE.finditer(text))
        limits = [match.start() for match in created[1:]] + [len(text)]
        found = []
        for match, limit in zip(created, limits, strict=False):
            line, end = page.line(match.start()), _end(text, match, limit)
            kind = _KINDS.get(match["kind"].upper(), "function")
            found.append(
                Part(kind, _split(match["name"])[1], 1, line, page.line(end), page.lines[line - 1].strip(" \t("),
                     self.doc_above(page, line))
            )  # fmt: skip
            if match["kind"].upper() == "TABLE":
                found += _columns(page, text, match.end(), end)
        return found[:MAX_PARTS]

    def references(self, page: Page) -> Iterator[tuple[str, str, str, int]]:
        text = _blanked(page.text)
        created = {match.start("name") for match in _CREATE.finditer(text)}
        for match in _USE.finditer(text):
            qualifier, name = _split(match["name"])
            if match.start("name") not in created and name.lower() not in _NO_TABLE and not name.isdigit():
                keyword = match[0][:4].upper()
                called = keyword in ("CALL", "EXEC") or (keyword in ("FROM", "JOIN") and text[match.end()] == "(")
                yield "call" if called else "type", name, qualifier, page.line(match.start("name"))


def _blanked(text: str) -> str:
    """The text with spaces for what comments and strings say."""
    return _BLANKED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def _split(name: str) -> tuple[str, str]:
    """What stands before a name, and the name, both without quotes."""
    qualifier, _, last = re.sub(r'["`\[\]]', "", name).rpartition(".")
    return qualifier, last


def _end(text: str, created: re.Match[str], limit: int) -> int:
    """Where the statement ends: at its semicolon, after the body of a function, or before the next one."""
    start = created.end()
    if created["kind"].upper() in ("FUNCTION", "PROCEDURE", "PROC", "TRIGGER"):
        dollars = _DOLLARS.search(text, start, limit)
        if dollars:
            start = max(dollars.end(), text.find(dollars[0], dollars.end(), limit))
        elif begin := _BEGIN.search(text, start, limit):
            last = _LAST_END.match(text, begin.end(), limit)
            return last.end() - 1 if last else limit - 1
    end = _END.search(text, start, limit + 1)
    return end.start() - (end[0][0] == "\n") if end else max(start, len(text[:limit].rstrip()) - 1)


def _columns(page: Page, text: str, start: int, end: int) -> Iterator[Part]:
    """The columns between the parentheses that follow a table's name."""
    if not re.compile(r"\s*\(").match(text, start):
        return
    depth = 0
    column: re.Match[str] | None = None
    for sign in re.compile(r"[(),]").finditer(text, start, end + 1):
        depth += {"(": 1, ")": -1, ",": 0}[sign[0]]
        if depth < (sign[0] != ")") or depth > 1 or (depth == 1 and sign[0] == ")"):
            continue
        if column and column["name"].lower() not in _NO_COLUMN:
            line = page.line(column.start("name"))
            name = column["name"].strip('"`[]')
            yield Part("field", name, 2, line, page.line(sign.start()), page.lines[line - 1].strip(" \t,"))
        if depth == 0:
            return
        column = _COLUMN.match(text, sign.end(), end)


LANGUAGE = Sql()
