"""C, and headers of C++ that say so only by what is in them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import FileFacts, Import
from ..nodes import text_of
from ..syntax import Definition, Match, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_CPP = re.compile(
    rb"\n[ \t]*(?:class\s+\w+|namespace\b|template\s*<|using\s+\w+|(?:public|private|protected)\s*:)|std::"
)
_LINE_MACRO = re.compile(
    rb"""\n[ \t]*(?:((?:[A-Z0-9]+_|__)*(?:BEGIN|END|OBJECT)(?:_[A-Z0-9_]+)?)[ \t]*(?=\r?\n)"""
    rb"""|(?:(?:static|inline|extern|virtual|friend)[ \t]+)*((?:[A-Z][A-Z0-9]*_[A-Z0-9_]*[ \t]+)+)"""
    rb"""(?=(?:[a-z_][\w:<>,]*[ \t*&]+)+[\w:~]+[^\w\s(]*[ \t]*\())"""
)
_CLASS_MACRO = rb"""[ \t]+([A-Z][A-Z0-9_]+)(?=[ \t]+[A-Za-z_][\w:]*(?:<[^;{}()\n]*>)?(?:[ \t]+final)?\s*[:{])"""
_MACROS = (_LINE_MACRO, re.compile(b"class" + _CLASS_MACRO), re.compile(b"struct" + _CLASS_MACRO))
"""Macros where the grammar expects none: alone on a line, before a function, before the name of a class."""
_STANDARD = frozenset({
    "assert.h", "complex.h", "ctype.h", "dirent.h", "errno.h", "fcntl.h", "fenv.h", "float.h", "inttypes.h", "limits.h",
    "locale.h", "math.h", "pthread.h", "setjmp.h", "signal.h", "stdarg.h", "stdatomic.h", "stdbool.h", "stddef.h",
    "stdint.h", "stdio.h", "stdlib.h", "string.h", "strings.h", "time.h", "unistd.h", "wchar.h", "wctype.h",
})  # fmt: skip
_NAMES = frozenset({
    "identifier", "field_identifier", "type_identifier", "qualified_identifier", "destructor_name", "operator_name",
    "operator",
})  # fmt: skip
_LISTS = ("translation_unit", "preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif")

SYMBOLS = """
    (function_definition declarator: (_) @declarator) @symbol.function
    (field_declaration declarator: (_) @declarator) @symbol.field
    (type_definition type: (struct_specifier !name body: (_)) declarator: (type_identifier) @name) @symbol.struct
    (type_definition type: (union_specifier !name body: (_)) declarator: (type_identifier) @name) @symbol.struct
    (type_definition type: (enum_specifier !name body: (_)) declarator: (type_identifier) @name) @symbol.enum
    (type_definition type: (_ name: (_) @_tag body: (_)) declarator: (type_identifier) @name @symbol.type
        (#not-eq? @name @_tag))
    (type_definition type: (_ !body) declarator: (_) @declarator) @symbol.type
    (struct_specifier name: (type_identifier) @name body: (_)) @symbol.struct
    (union_specifier name: (type_identifier) @name body: (_)) @symbol.struct
    (enum_specifier name: (type_identifier) @name body: (_)) @symbol.enum
    (enumerator name: (identifier) @name) @symbol.constant
    (preproc_function_def name: (identifier) @name) @symbol.macro
    (preproc_def name: (identifier) @name value: (_)) @symbol.constant
"""
REFERENCES = """
    (call_expression function: [(identifier) @call (field_expression field: (field_identifier) @call)])
    (field_expression field: (field_identifier) @attribute)
    (field_designator (field_identifier) @attribute)
    (initializer_pair value: (identifier) @attribute)
    (initializer_list (identifier) @attribute)
    (argument_list (identifier) @value)
    (assignment_expression right: (identifier) @value)
    (init_declarator value: (identifier) @value)
    (type_identifier) @type
    (preproc_include) @import
"""


def declarations(*places: str) -> str:
    """Patterns for what is declared outside of any function."""
    return "\n".join(
        f"({place} (declaration declarator: (_) @declarator) @symbol.variable)" for place in _LISTS + places
    )


class CFamily(SyntaxLanguage):
    """C or C++ with the preprocessor left as it stands: what a macro expands to is not seen."""

    carriers = frozenset({"type_definition", "declaration"})
    environment = re.compile(rb"""getenv\(\s*"(\w+)\"""")

    def parsed(self, source: bytes) -> bytes:
        for macro in _MACROS:
            source = macro.sub(_blanked, source)
        return source

    def imports_of(self, node: Node) -> Iterable[Import]:
        path = node.child_by_field_name("path")
        return [Import(text_of(path)[1:-1], "", "", node.start_point[0] + 1)] if path else ()

    def module_paths(self, module: str, importer: str) -> list[str]:
        beside = f"./{posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))}"
        return [beside] if module in _STANDARD else [beside, posixpath.normpath(module).replace("../", "")]

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        """All but the declarations of functions that the file also defines, and of variables inside of functions."""
        named = [(pattern, found) for pattern, captures in matches if (found := _named(captures))]
        definitions = sorted(super()._definitions(named), key=lambda definition: definition[:3])
        bodies = [item for item in definitions if item.node.type == "function_definition"]
        defined = {(item.owner, item.name) for item in bodies}
        inside = 0
        for item in definitions:
            if item.node.type == "function_definition":
                inside = max(inside, -item.negative_end)
            is_local = item.kind == "variable" and item.start < inside
            is_repeated = item.kind == "function" and (item.owner, item.name) in defined and _is_at_top(item.node)
            if not is_local and not is_repeated:
                yield item


def _blanked(match: re.Match[bytes]) -> bytes:
    start, end = match.span(match.lastindex or 0)
    text = match[0]
    return text[: start - match.start()] + b" " * (end - start) + text[end - match.start() :]


def _named(captures: dict[str, list[Node]]) -> dict[str, list[Node]] | None:
    """The captures of a match, with the name in its declarator and the kind that the declarator makes of it."""
    if "declarator" not in captures:
        return captures
    outermost = node = captures.pop("declarator")[0]
    inner: Node | None
    wrap = ""
    while node.type not in _NAMES:
        if node.type == "operator_cast":
            wrap, inner = "function_declarator", node.children[0]
        elif node.type == "template_function":
            inner = node.child_by_field_name("name")
        else:
            wrap = node.type
            inner = node.child_by_field_name("declarator") or next(iter(node.named_children), None)
        if inner is None:
            return None
        node = inner
    kind, (symbol,) = captures.popitem()
    if wrap == "function_declarator" and kind in ("symbol.variable", "symbol.field"):
        kind = "symbol.function"
    if kind == "symbol.function" and node.type == "qualified_identifier":
        kind = "symbol.method"
    before = outermost.prev_sibling
    return {"name": [node], kind: [outermost if before is not None and before.type == "," else symbol]}


def _is_at_top(node: Node) -> bool:
    parent = node.parent
    return node.type == "declaration" and parent is not None and parent.type != "field_declaration_list"


class C(CFamily):
    """C; a file that is plainly C++ is read as that."""

    name = "c"
    symbols = SYMBOLS + declarations("declaration_list")
    references = REFERENCES

    def grammar(self) -> object:
        import tree_sitter_c

        return tree_sitter_c.language()

    def read(self, source: bytes) -> FileFacts:
        if _CPP.search(source):
            from .cpp import LANGUAGE

            return LANGUAGE.read(source)._replace(language=self.name)
        return super().read(source)

    def is_private(self, name: str, header: str) -> bool:
        return header.startswith("static ") and " inline " not in header


LANGUAGE = C()
