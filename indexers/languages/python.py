"""Python."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Entry, Import, Symbol
from ..nodes import text_of
from ..syntax import SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_QUOTES = ("'", '"')
_TRIPLE = ("'''", '"""')
_KEY = rb"""(?:\.(?:get|pop|setdefault))?\s*[\[(]\s*["']([\w.-]+)["'](?!\s*\]\s*=[^=])"""
"""What follows the name of a mapping where a key of it is read, and not set."""


class Python(SyntaxLanguage):
    """Python 3, and what of Python 2 still parses."""

    name = "python"
    package_file = "__init__.py"
    wrappers = frozenset({"decorated_definition"})
    symbols = """
        (function_definition name: (identifier) @name) @symbol.function
        (class_definition name: (identifier) @name) @symbol.class
        (module (expression_statement (assignment left: (identifier) @name) @symbol.variable))
        (class_definition body: (block (expression_statement (assignment left: (identifier) @name) @symbol.field)))
        (type_alias_statement left: (type (identifier) @name)) @symbol.type
    """
    references = """
        (call function: [(identifier) @call (attribute attribute: (identifier) @call)])
        (decorator [(identifier) @call (attribute attribute: (identifier) @call)])
        (attribute attribute: (identifier) @attribute)
        (class_definition superclasses: (argument_list
            [(identifier) @inherit (attribute attribute: (identifier) @inherit)
             (subscript value: (identifier) @inherit)]))
        (raise_statement . [(identifier) @raise (attribute attribute: (identifier) @raise)
            (call function: [(identifier) @raise (attribute attribute: (identifier) @raise)])])
        (type [(identifier) @type (attribute attribute: (identifier) @type)
               (generic_type (identifier) @type)
               (binary_operator [(identifier) @type (attribute attribute: (identifier) @type)])])
        (except_clause value: [(identifier) @type (tuple (identifier) @type) (as_pattern (identifier) @type)])
        (import_statement) @import
        (import_from_statement) @import
        (argument_list (identifier) @value)
        (assignment right: (identifier) @value)
        (attribute object: (identifier) @value)
        (comparison_operator (identifier) @value)
        (default_parameter value: (identifier) @value)
        (typed_default_parameter value: (identifier) @value)
        (for_statement right: (identifier) @value)
        (keyword_argument value: (identifier) @value)
        (list (identifier) @value)
        (pair value: (identifier) @value)
        (return_statement (identifier) @value)
        (set (identifier) @value)
        (subscript value: (identifier) @value)
        (tuple (identifier) @value)
    """
    environment = re.compile(
        rb"""env(?:iron(?:\.get|\.pop|\.setdefault)?|(?<=getenv))\s*[\[(]\s*["'](\w+)["'](?!\s*\]\s*=(?!=))"""
    )
    configuration = (
        re.compile(rb"onfig(?:Attribute(?:\[.*\])?)?" + _KEY),
        re.compile(rb"ettings" + _KEY),
        re.compile(rb"""ettings(?:\.|,\s*["'])([A-Z][A-Z0-9_]+)\b(?!\s*=[^=])"""),
    )
    route = re.compile(
        r"""\.(route|get|post|put|patch|delete|websocket|api_route)\(\s*(?:path\s*=\s*)?r?["']([^"']*)""", re.IGNORECASE
    )

    def grammar(self) -> object:
        import tree_sitter_python

        return tree_sitter_python.language()

    def doc_of(self, node: Node) -> str:
        body = node.child_by_field_name("body")
        first = body.named_child(0) if body and body.named_child_count else None
        if first is None or first.type != "expression_statement" or first.named_child_count == 0:
            return ""
        string = first.named_child(0)
        return _docstring(text_of(string)) if string is not None and string.type == "string" else ""

    def decorators_of(self, node: Node) -> tuple[str, ...]:
        outer = node.parent
        if outer is None or outer.type != "decorated_definition":
            return ()
        return tuple(" ".join(text_of(c)[1:].split()) for c in outer.named_children if c.type == "decorator")

    def imports_of(self, node: Node) -> Iterable[Import]:
        return _import_from(node) if node.type == "import_from_statement" else _import(node)

    def module_paths(self, module: str, importer: str) -> list[str]:
        level = len(module) - len(module.lstrip("."))
        tail = module[level:].replace(".", "/")
        if not level:
            return [f"{tail}.py", f"{tail}/__init__.py", f"{tail}.pyi"]
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(importer), *[".."] * (level - 1)))
        base = posixpath.normpath(posixpath.join(folder, tail))
        return [f"./{base}.py", f"./{base}/__init__.py"]

    def _entries(self, symbols: list[Symbol]) -> list[Entry]:
        return [entry for entry in super()._entries(symbols) if not symbols[entry.scope].name.startswith("test")]


def _docstring(literal: str) -> str:
    import ast
    from inspect import cleandoc

    if literal[:1] in _QUOTES and "\\" not in literal and "\r" not in literal:
        quotes = 3 if literal.startswith(_TRIPLE) else 1
        return cleandoc(literal[quotes:-quotes])
    try:
        value = ast.literal_eval(literal)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        value = literal.strip("rbuRBU\"'")
    return cleandoc(value) if isinstance(value, str) else ""


def _import(node: Node) -> Iterator[Import]:
    line = node.start_point[0] + 1
    for child in node.named_children:
        if child.type == "aliased_import":
            module, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if module and alias:
                yield Import(text_of(module), "", text_of(alias), line)
        elif child.type == "dotted_name":
            yield Import(text_of(child), "", text_of(child), line)


def _import_from(node: Node) -> Iterator[Import]:
    module_node = node.child_by_field_name("module_name")
    module = text_of(module_node) if module_node else ""
    for child in node.children_by_field_name("name"):
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name and alias:
                yield Import(module, text_of(name), text_of(alias), child.start_point[0] + 1)
        else:
            yield Import(module, text_of(child), text_of(child), child.start_point[0] + 1)
    if any(child.type == "wildcard_import" for child in node.named_children):
        yield Import(module, "*", "", node.start_point[0] + 1)


LANGUAGE = Python()
