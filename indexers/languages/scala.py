"""Scala 2 and 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Import, Symbol
from ..nodes import strip_markers, text_of
from ..syntax import Definition, Match, SyntaxLanguage
from .jvm import imported, package_paths

if TYPE_CHECKING:
    from tree_sitter import Node

_LAST = """[(type_identifier) @{0} (generic_type type: (type_identifier) @{0})
            (stable_type_identifier (type_identifier) @{0})
            (generic_type type: (stable_type_identifier (type_identifier) @{0}))]"""
_VALUE = """[(val_definition pattern: (identifier) @name) (var_definition pattern: (identifier) @name)
             (val_declaration name: (identifier) @name) (var_declaration name: (identifier) @name)]"""


class Scala(SyntaxLanguage):
    """Scala, with the tests of FunSuite and munit."""

    name = "scala"
    decorators = frozenset({"annotation"})
    unimported_types = True
    symbols = f"""
        (class_definition name: (_) @name) @symbol.class
        (trait_definition name: (_) @name) @symbol.trait
        (object_definition name: (_) @name) @symbol.class
        (package_object name: (_) @name) @symbol.module
        (enum_definition name: (_) @name) @symbol.enum
        (simple_enum_case name: (_) @name) @symbol.constant
        (full_enum_case name: (_) @name) @symbol.constant
        (type_definition name: (_) @name) @symbol.type
        (extension_definition parameters: (parameters . (parameter type: [(type_identifier) @owner
            (generic_type type: (type_identifier) @owner)]))
            (function_definition name: (_) @name) @symbol.method)
        (function_definition name: (_) @name) @symbol.function
        (function_declaration name: (_) @name) @symbol.function
        (given_definition name: (_) @name) @symbol.field
        (class_definition "case" class_parameters: (class_parameters (class_parameter name: (_) @name) @symbol.field))
        (class_parameter ["val" "var"] name: (_) @name) @symbol.field
        (template_body {_VALUE} @symbol.field)
        (enum_body {_VALUE} @symbol.field)
        (compilation_unit {_VALUE} @symbol.variable)
        (call_expression function: (call_expression function: (identifier) @_test
            arguments: (arguments . (string) @name)) arguments: (block) (#eq? @_test "test")) @symbol.function
    """
    references = f"""
        (call_expression function: [(identifier) @call (field_expression field: (identifier) @call)])
        (generic_function function: [(identifier) @call (field_expression field: (identifier) @call)])
        (instance_expression {_LAST.format("call")})
        (infix_expression operator: (identifier) @call)
        (annotation name: [(type_identifier) @call (generic_type type: (type_identifier) @call)])
        (field_expression field: (identifier) @attribute)
        (extends_clause {_LAST.format("inherit")})
        (throw_expression [(instance_expression {_LAST.format("raise")})
                           (call_expression function: (identifier) @raise)])
        (type_identifier) @type
        (field_expression value: (identifier) @value)
        (arguments (identifier) @value)
        (import_declaration) @import
    """
    environment = re.compile(rb"""\b(?:sys\.env(?:\.\w+)?|getenv|envOr\w+)\s*\(\s*"(\w+)\"""")

    def grammar(self) -> object:
        import tree_sitter_scala

        return tree_sitter_scala.language()

    def split_name(self, name: str) -> tuple[str, str]:
        return "", name.strip('`"')

    def doc_of(self, node: Node) -> str:
        before = node.prev_sibling
        if before is None or "comment" in before.type:
            return super().doc_of(node)
        comment = _last(before, comments=True)
        ends = comment.end_point[0]
        return strip_markers(text_of(comment)) if "comment" in comment.type and ends == node.start_point[0] - 1 else ""

    def is_private(self, name: str, header: str) -> bool:
        return re.match(r"(?:[a-z]+\s+)*(?:private|protected)\b", header) is not None

    def is_main(self, symbol: Symbol) -> bool:
        if symbol.kind == "class":
            return re.search(r"\bobject\b.*\bextends\s+(?:\w+\s+with\s+)*(?:App|IOApp)\b", symbol.signature) is not None
        return "main" in symbol.decorators or (symbol.name == "main" and "Array[String]" in symbol.signature)

    def imports_of(self, node: Node) -> Iterable[Import]:
        line = node.start_point[0] + 1
        path: list[str] = []
        for child in node.children[1:]:
            if child.type in ("identifier", "operator_identifier"):
                path.append(text_of(child))
            elif child.type == ",":
                yield from _named(path, path[-1:], line)
                path = []
            elif child.is_named:
                selectors = child.named_children if child.type == "namespace_selectors" else [child]
                for selector in selectors:
                    yield from _selected(path, selector)
                path = []
        yield from _named(path, path[-1:], line)

    def module_paths(self, module: str, importer: str) -> list[str]:
        return package_paths(module, (".scala", ".java"))

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        for definition in super()._definitions(matches):
            last = _last(definition.outer, comments=False)
            yield definition._replace(negative_end=-last.end_byte, outer=last)


def _last(node: Node, comments: bool) -> Node:
    """The last leaf of a node, with or without its comments: a body without braces goes on to the next statement."""
    leaf: Node | None = node
    while leaf is not None:
        node = leaf
        leaf = node.child(node.child_count - 1) if node.child_count and "comment" not in node.type else None
        while leaf is not None and not comments and "comment" in leaf.type:
            leaf = leaf.prev_sibling
    return node


def _selected(path: list[str], selector: Node) -> Iterable[Import]:
    """What stands after the path: `_`, `Name`, `Name => Other`."""
    line = selector.start_point[0] + 1
    names = [text_of(name) for name in selector.named_children] or [text_of(selector)]
    if selector.type == "namespace_wildcard":
        yield Import(".".join(path), "*", "", line)
    elif names[-1] != "_":
        yield from _named([*path, names[0]], names[-1:], line)


def _named(path: list[str], alias: list[str], line: int) -> Iterable[Import]:
    if path:
        yield imported(".".join(path), alias[0], line)


LANGUAGE = Scala()
