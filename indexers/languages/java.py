"""Java."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...facts import Import, Symbol
from ..nodes import text_of
from ..syntax import SyntaxLanguage
from .jvm import imported, package_paths

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE = """[(type_identifier) @{0} (scoped_type_identifier (type_identifier) @{0} .)
    (generic_type . [(type_identifier) @{0} (scoped_type_identifier (type_identifier) @{0} .)])]"""
_PATH = r"""(?:\((?:[^)]*?\b(?:value|path)\s*=)?\s*\{?\s*"([^"]*)")"""


class Java(SyntaxLanguage):
    """Java, with records and sealed types."""

    name = "java"
    decorators = frozenset({"annotation", "marker_annotation"})
    unimported_types = True
    symbols = """
        (class_declaration name: (identifier) @name) @symbol.class
        (record_declaration name: (identifier) @name) @symbol.class
        (interface_declaration name: (identifier) @name) @symbol.interface
        (annotation_type_declaration name: (identifier) @name) @symbol.interface
        (enum_declaration name: (identifier) @name) @symbol.enum
        (enum_constant name: (identifier) @name) @symbol.constant
        (method_declaration name: (identifier) @name) @symbol.method
        (constructor_declaration name: (identifier) @name) @symbol.method
        (compact_constructor_declaration name: (identifier) @name) @symbol.method
        (annotation_type_element_declaration name: (identifier) @name) @symbol.method
        (field_declaration (modifiers "static" "final") . type: (_)
            . declarator: (variable_declarator name: (identifier) @name)) @symbol.constant
        (field_declaration (modifiers "static" "final") "," . declarator:
            (variable_declarator name: (identifier) @name) @symbol.constant)
        (field_declaration type: (_) . declarator: (variable_declarator name: (identifier) @name)) @symbol.field
        (field_declaration "," . declarator: (variable_declarator name: (identifier) @name) @symbol.field)
        (constant_declaration declarator: (variable_declarator name: (identifier) @name)) @symbol.constant
        (record_declaration parameters: (formal_parameters (formal_parameter name: (identifier) @name) @symbol.field))
    """
    references = f"""
        (method_invocation name: (identifier) @call)
        (object_creation_expression type: {_TYPE.format("call")})
        (method_reference (_) . (identifier) @call)
        (marker_annotation name: (identifier) @call)
        (annotation name: (identifier) @call)
        (throw_statement (object_creation_expression type: {_TYPE.format("raise")}))
        (superclass {_TYPE.format("inherit")})
        (super_interfaces (type_list {_TYPE.format("inherit")}))
        (extends_interfaces (type_list {_TYPE.format("inherit")}))
        (field_access field: (identifier) @attribute)
        (type_identifier) @type
        (method_invocation object: (identifier) @value)
        (field_access object: (identifier) @value)
        (import_declaration) @import
    """
    environment = re.compile(rb"""System\.getenv\(\s*"(\w+)\"""")
    route = re.compile(
        r"""^(?=(?:RequestMapping\(.*\bRequestMethod\.)?(Get|Post|Put|Patch|Delete|GET|POST|PUT|PATCH|DELETE))"""
        rf"""\w+Mapping{_PATH}?"""
    )
    route_prefix = re.compile(rf"^RequestMapping{_PATH}")

    def grammar(self) -> object:
        import tree_sitter_java

        return tree_sitter_java.language()

    def is_private(self, name: str, header: str) -> bool:
        return header.startswith("private ")

    def is_main(self, symbol: Symbol) -> bool:
        return symbol.name == "main" and "static void main" in symbol.signature

    def imports_of(self, node: Node) -> Iterable[Import]:
        path = next((child for child in node.named_children if child.type in ("identifier", "scoped_identifier")), None)
        if path is None:
            return ()
        line = node.start_point[0] + 1
        module = "".join(text_of(path).split())
        if any(child.type == "asterisk" for child in node.named_children):
            return [Import(module, "*", "", line)]
        return [imported(module, module.rpartition(".")[2], line)]

    def module_paths(self, module: str, importer: str) -> list[str]:
        return package_paths(module, (".java", ".kt"))


LANGUAGE = Java()
