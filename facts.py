"""The vocabulary of facts: what an indexer can say about one file, whatever its path.

Facts of a file depend on its bytes and its language only, so they are kept once per blob and shared by every branch
and copy. They are plain tuples: cheap to make by the hundred thousand, and JSON without conversion.
"""

from __future__ import annotations

from typing import NamedTuple

CLASS_KINDS = frozenset({"class", "interface", "struct", "enum", "trait", "impl", "module", "type"})
CALLABLE_KINDS = frozenset({"function", "method", "macro"})
DATA_KINDS = frozenset({"constant", "variable", "field"})


class Symbol(NamedTuple):
    """Something with a name and a place. A file's first symbol is the file itself (kind "file", no name)."""

    kind: str
    """file, module, class, interface, struct, enum, trait, impl, type, function, method, macro, constant, variable,
    field, section (of a document), key (of a configuration), target (of a build), resource, table or rule."""
    name: str
    qualname: str
    """The names of the enclosing symbols and its own, joined by dots; the file is left out."""
    parent: int
    """Index of the enclosing symbol among the file's symbols; -1 for the file itself."""
    start: int
    """First line, counted from 1, decorators included."""
    end: int
    """Last line, included."""
    signature: str = ""
    doc: str = ""
    decorators: tuple[str, ...] = ()
    visibility: str = "public"
    """public or private, by the language's own convention."""


class Reference(NamedTuple):
    """A use of a name. What it resolves to is decided across files (see graph/), not here."""

    kind: str
    """call, attribute, inherit, type, raise, import, or mention (in a document)."""
    name: str
    qualifier: str
    """What stands before the name: "self", "os.path"; "" when it stands alone, "?" when it is an expression."""
    line: int
    scope: int
    """Index of the innermost symbol around it."""


class Import(NamedTuple):
    """One imported name: `from module import name as alias`. A whole module has an empty name."""

    module: str
    name: str
    alias: str
    """The name it has in this file; "" when the import binds nothing by name."""
    line: int


class Setting(NamedTuple):
    """A configuration key or environment variable that the code reads."""

    kind: str
    """env or config."""
    key: str
    line: int
    scope: int


class Entry(NamedTuple):
    """A place where execution enters from outside."""

    kind: str
    """main, route, script or command."""
    name: str
    """What the outside calls it: "GET /users", "sleepd"."""
    target: str
    """What runs: a symbol or `module:function`; "" when it is the enclosing symbol."""
    line: int
    scope: int


class Remark(NamedTuple):
    """A comment that asks for something: TODO, FIXME, HACK, XXX."""

    kind: str
    text: str
    line: int
    scope: int


class FileFacts(NamedTuple):
    """Everything known of one blob read as one language."""

    language: str
    lines: int
    broken: bool
    """The parser met something it could not read; the rest is still here."""
    symbols: list[Symbol]
    references: list[Reference]
    imports: list[Import]
    settings: list[Setting]
    entries: list[Entry]
    remarks: list[Remark]
    passages: list[Passage]


class Passage(NamedTuple):
    """What full-text search finds of one symbol, without the symbols inside it that have a passage of their own."""

    symbol: int
    once: str
    """The words that occur once in its lines, as written, separated by blanks; then those that occur twice."""
    twice: str
    often: str
    """Those that occur more often: how much more hardly matters to BM25."""
