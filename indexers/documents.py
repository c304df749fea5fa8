"""What all documents share: sections by their headings, and the names of code that the text mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from .outline import OutlineLanguage, Page, Part

MAX_SECTIONS = 2_000

_NAME = r"(?:[A-Za-z_$][\w$]*+(?:\.|::|->|#))*+[A-Za-z_$][\w$]*+"
NAME = re.compile(_NAME)
_WHOLE_NAME = re.compile(rf"[~!&@$]*({_NAME})[!?]?(?:\([^()]*\))?")
"""An inline literal that is nothing but a name, called or not."""
_NAME_IN_CODE = re.compile(rf"((?<=[\s)\]}}\"'?])\.|(?<![\w.$/\\\"'-]))({_NAME})(?:(!?\()|(?![\w/-]))")
"""The dot of a method of an expression, a name, and its parenthesis if it is called."""
_LOOKS_LIKE_CODE = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]|[.:>#]")
_DEFINES = re.compile(r"\b(?:def|class|func|function|fn|fun|struct|interface|trait|enum|type)\s+$")
_FROM_IMPORT = re.compile(r"from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]{0,2000}|[^\n]*)")
_IMPORT_FROM = re.compile(r"import[ \t]+([\w*{}\s,$]{1,400}?)\s+from\s+[\"']([^\"'\n]+)")
_IMPORT = re.compile(
    rf"\n[ \t>.]*(?:import[ \t]+(?:static[ \t]+)?|use[ \t]+)({_NAME})(?=[ \t]*(?:[\n;,]| as\b|\.\*|::))"
)
_IMPORTED = re.compile(r"(?:^|[(,{])\s*(?:>>>|\.\.\.)?\s*([A-Za-z_$][\w$]*)")
_PROSE_CALL = re.compile(r"\(\)")
_REVERSED_NAME = re.compile(r"[\w$]+(?:\.[\w$]+)*")
_LAST_NAME = re.compile(r"(\.|::|->|#)([\w$]+)$")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*+\S[^\n]*)*")
_FENCE = re.compile(r"(?:^|\n)[ \t]*(?:```|~~~)")
_NO_PROSE = re.compile(r"\.\. |<|!\[|\[!|\||[-=*_+:.]{3}|:[\w -]+:|\[[^\]\n]*\](?::|\n|$)|//|import |export |\{")
_KEYWORDS = frozenset(
    {"and", "as", "assert", "async", "await", "case", "catch", "def", "defer", "do", "elif", "else", "except",
     "export", "false", "for", "from", "func", "function", "go", "if", "import", "in", "is", "lambda", "let", "loop",
     "match", "new", "nil", "none", "not", "null", "or", "raise", "return", "self", "super", "switch", "this",
     "throw", "true", "try", "typeof", "undefined", "unless", "until", "use", "var", "void", "when", "while", "with",
     "yield", "True", "False", "None"}
)  # fmt: skip
_ENDINGS = frozenset(
    {"adoc", "bat", "c", "cfg", "cc", "cjs", "com", "conf", "cpp", "cs", "css", "csv", "dev", "ex", "exs", "gif",
     "git", "go", "gradle", "gz", "h", "hpp", "html", "ico", "in", "ini", "io", "ipynb", "java", "jpg", "js", "json",
     "jsx", "kt", "kts", "lock", "log", "lua", "md", "mdx", "mjs", "mo", "net", "org", "pdf", "php", "pl", "png",
     "po", "pot", "properties", "py", "pyc", "pyi", "rb", "rs", "rst", "scala", "sh", "sql", "sqlite3", "svg",
     "swift", "tar", "tf", "tmpl", "toml", "ts", "tsx", "txt", "vue", "whl", "xml", "xsd", "yaml", "yml", "zip"}
)  # fmt: skip
"""A name that ends like this in a document is a file or a host."""


class Heading(NamedTuple):
    """A section's title: its level, where the title's first line begins (at its newline) and the text after it."""

    level: int
    title: str
    start: int
    body: int
    labels: tuple[str, ...] = ()


class DocumentLanguage(OutlineLanguage):
    """A document. Subclasses find headings, blocks of code and inline code."""

    remark = re.compile(r"(?:<!--|\.\.)[ \t]+(?:todo::)?[ \t]*(TODO|FIXME|HACK|XXX)\b[:( ]*([^\n]{0,300})")

    def headings(self, text: str) -> Iterable[Heading]:
        """The document's headings, in order."""
        raise NotImplementedError

    def blocks(self, text: str) -> Iterable[tuple[int, int]]:
        """Where blocks of code begin and end, in order."""
        return ()

    def inline(self, text: str, start: int, end: int) -> Iterable[tuple[str, str, int]]:
        """Names in inline code of the prose from `start` to `end`: name, qualifier, offset."""
        return ()

    def parts(self, page: Page) -> Iterator[Part]:
        """The sections."""
        headings = [heading for heading in self.headings(page.text) if heading.title][:MAX_SECTIONS]
        starts = [heading.start for heading in headings] + [len(page.text)]
        for heading, end in zip(headings, starts[1:], strict=True):
            yield Part(
                "section", heading.title, heading.level, page.line(heading.start),
                doc=first_paragraph(page.text, heading.body, end), decorators=heading.labels,
            )  # fmt: skip

    def references(self, page: Page) -> list[tuple[str, str, str, int]]:
        """The names of code that the document mentions, each once per line."""
        found = {("mention", name, qualifier, page.line(at)) for name, qualifier, at in self._mentions(page.text)}
        return sorted(found, key=itemgetter(3, 1, 2))

    def _mentions(self, text: str) -> Iterator[tuple[str, str, int]]:
        here = 0
        for start, end in [*self.blocks(text), (len(text), len(text))]:
            yield from self.inline(text, here, start)
            yield from _called_in_prose(text, here, start)
            yield from names_in_block(text, start, end)
            here = end


def split_name(dotted: str) -> tuple[str, str]:
    """A name and what stands before it.

    >>> split_name("os.path.join")
    ('join', 'os.path')
    >>> split_name("main")
    ('main', '')
    """
    if dotted.isidentifier():
        return dotted, ""
    match = _LAST_NAME.search(dotted)
    return (match[2], dotted[: match.start()]) if match else (dotted, "")


def is_mention(name: str, qualifier: str) -> bool:
    """Whether a name can be one of the code, not a keyword, a file or a host."""
    return name not in _KEYWORDS and not (qualifier and name in _ENDINGS)


def names_in_literal(literal: str, offset: int) -> Iterator[tuple[str, str, int]]:
    """The names in inline code: it is one, or those inside it that look like code."""
    if match := _WHOLE_NAME.fullmatch(literal):
        name, qualifier = split_name(match[1])
        if is_mention(name, qualifier):
            yield name, qualifier, offset
        return
    for match in _NAME_IN_CODE.finditer(literal):
        if match[3] or _LOOKS_LIKE_CODE.search(match[2]):
            name, qualifier = split_name(match[2])
            if is_mention(name, qualifier):
                yield name, qualifier or "?" * len(match[1]), offset + match.start()


def names_in_block(text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    """The names that a block of code calls or imports, and those that look like a class's."""
    if start == end:
        return
    for match in _FROM_IMPORT.finditer(text, start, end):
        for imported in _IMPORTED.finditer(match[2]):
            yield imported[1], match[1], match.start(2) + imported.start(1)
    for match in _IMPORT_FROM.finditer(text, start, end):
        for imported in _IMPORTED.finditer(match[1]):
            yield imported[1], match[2], match.start(1) + imported.start(1)
    for match in _IMPORT.finditer(text, start, end):
        yield *split_name(match[1]), match.start(1)
    for match in _NAME_IN_CODE.finditer(text, start, end):
        name, qualifier = split_name(match[2])
        used = match[3] or (qualifier and name[0].isupper())
        if used and is_mention(name, qualifier) and not _DEFINES.search(text, match.start() - 20, match.start()):
            yield name, qualifier or "?" * len(match[1]), match.start(2)


def first_paragraph(text: str, start: int, end: int) -> str:
    """The first paragraph of prose between two offsets; "" if something else stands there for long."""
    for match in islice(_PARAGRAPH.finditer(text, start, end), 5):
        if _FENCE.match(match[0]):
            break
        if text[match.start() - 1] == "\n" and not _NO_PROSE.match(match[0]):
            return _FENCE.split(match[0], 1)[0].rstrip()
    return ""


def _called_in_prose(text: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    for match in _PROSE_CALL.finditer(text, start, end):
        at = match.start()
        reversed_name = _REVERSED_NAME.match(text[max(start, at - 100) : at][::-1])
        if reversed_name and NAME.fullmatch(dotted := reversed_name[0][::-1]):
            yield *split_name(dotted), at - len(dotted)
