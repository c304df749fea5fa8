"""C, and headers of C++ that say so only by what is in them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import FileFacts, Import
from ..syntax import Definition, SyntaxLanguage, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_CPP = re.compile(
    rb"^\s*(?:class\s+\w+|namespace\b|template\s*<|using\s+\w+|(?:public|private|protected)\s*:)|\bstd::", re.MULTILINE
)


def declarators(name: str) -> str:
    """Alternatives for the declarator of `name`: itself, pointers to it, arrays and functions of it."""
    pointer, array = "(pointer_declarator declarator: {})".format, "(array_declarator declarator: {})".format
    function = f"(function_declarator declarator: (parenthesized_declarator {pointer(name)}))"
    shapes = (name, pointer(name), pointer(pointer(name)), array(name), array(array(name)), pointer(array(name)))
    return f"[{' '.join(shapes)} {function}]"


def returning(function: str, *wraps: str) -> str:
    """Alternatives for a `function` declarator that returns what it says, pointers, or what else `wraps` it."""
    pointer = "(pointer_declarator declarator: {})".format
    returned = f"(function_declarator declarator: (parenthesized_declarator {pointer(function)}))"
    wrapped = " ".join(f"({wrap} {function})" for wrap in wraps)
    return f"[{function} {pointer(function)} {pointer(pointer(function))} {returned} {wrapped}]"


def at_top(pattern: str, *places: str) -> str:
    """`pattern` outside of any function."""
    sections = ("translation_unit", "preproc_ifdef", "preproc_if", "preproc_else", "preproc_elif", "declaration_list")
    return "\n".join(f"({place} {pattern})" for place in sections + places)


_VARIABLE = declarators("(identifier) @name")
_FIELD = declarators("(field_identifier) @name")
_FUNCTION = returning("(function_declarator declarator: (identifier) @name)")

TYPES = "\n".join(
    f"""
    (type_definition type: ({node} !name body: (_)) declarator: (type_identifier) @name) @symbol.{kind}
    (type_definition type: ({node} name: (_) @_tag body: (_)) declarator: (type_identifier) @name @symbol.type
        (#not-eq? @name @_tag))
    ({node} name: (type_identifier) @name body: (_)) @symbol.{kind}
    """
    for node, kind in (("struct_specifier", "struct"), ("union_specifier", "struct"), ("enum_specifier", "enum"))
)
SYMBOLS = f"""
    {TYPES}
    (type_definition type: (_ !body) declarator: {declarators("(type_identifier) @name")}) @symbol.type
    (enumerator name: (identifier) @name) @symbol.constant
    (field_declaration declarator: {_FIELD}) @symbol.field
    (field_declaration "," . declarator: {_FIELD} @symbol.field)
    (preproc_function_def name: (identifier) @name) @symbol.macro
    (preproc_def name: (identifier) @name value: (_)) @symbol.constant
    {at_top(f"(declaration declarator: [{_VARIABLE} (init_declarator declarator: {_VARIABLE})]) @symbol.variable")}
    {at_top(f'(declaration "," . declarator: [{_VARIABLE} (init_declarator declarator: {_VARIABLE})] @symbol.variable)')}
"""
REFERENCES = """
    (call_expression function: [(identifier) @call (field_expression field: (field_identifier) @call)])
    (field_expression field: (field_identifier) @attribute)
    (field_designator (field_identifier) @attribute)
    (initializer_pair value: (identifier) @attribute)
    (initializer_list (identifier) @attribute)
    (type_identifier) @type
    (preproc_include) @import
"""


class CFamily(SyntaxLanguage):
    """C or C++ with the preprocessor left as it stands: what a macro expands to is not seen."""

    carriers = frozenset({"type_definition", "declaration"})
    environment = re.compile(rb"""getenv\(\s*"(\w+)\"""")

    def imports_of(self, node: Node) -> Iterable[Import]:
        path = node.child_by_field_name("path")
        return [Import(text_of(path)[1:-1], "", "", node.start_point[0] + 1)] if path else ()

    def module_paths(self, module: str, importer: str) -> list[str]:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
        return [f"./{beside}", posixpath.normpath(module).removeprefix("../")]

    def _definitions(self, matches: list[tuple[int, dict[str, list[Node]]]]) -> Iterator[Definition]:
        """All but the declarations of functions that the file also defines, and of variables inside of functions."""
        found = list(super()._definitions(matches))
        bodies = [item for item in found if item.node.type == "function_definition"]
        defined = {(item.owner, item.name) for item in bodies}
        inside = 0
        for item in sorted(found, key=lambda item: item[:3]):
            if item.node.type == "function_definition":
                inside = max(inside, -item.negative_end)
            elif item.kind == "function" and (item.owner, item.name) in defined and not _is_member(item.node):
                continue
            elif item.kind == "variable" and item.start < inside:
                continue
            yield item


def _is_member(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "field_declaration_list"


class C(CFamily):
    """C; a file that is plainly C++ is read as that."""

    name = "c"
    symbols = f"""
        (function_definition declarator: {_FUNCTION}) @symbol.function
        {at_top(f"(declaration declarator: {_FUNCTION}) @symbol.function")}
        {SYMBOLS}
    """
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
