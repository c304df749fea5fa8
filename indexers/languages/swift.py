"""Swift."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...facts import Import, Symbol
from ..nodes import leading_comment, text_of
from ..syntax import SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_BOUND = "name: (pattern bound_identifier: (simple_identifier) @name)"
_VARIABLE = f"(property_declaration {_BOUND})"


class Swift(SyntaxLanguage):
    """Swift. An extension is an impl that bears the name of the type it extends."""

    name = "swift"
    decorators = frozenset({"attribute"})
    unimported_types = True
    symbols = f"""
        (class_declaration declaration_kind: ["class" "actor"] name: (type_identifier) @name) @symbol.class
        (class_declaration declaration_kind: "struct" name: (type_identifier) @name) @symbol.struct
        (class_declaration declaration_kind: "enum" name: (type_identifier) @name) @symbol.enum
        (class_declaration declaration_kind: "extension" name: (user_type) @name) @symbol.impl
        (protocol_declaration name: (type_identifier) @name) @symbol.interface
        (typealias_declaration name: (type_identifier) @name) @symbol.type
        (associatedtype_declaration name: (type_identifier) @name) @symbol.type
        (enum_entry name: (simple_identifier) @name @symbol.constant)
        (function_declaration name: [(simple_identifier) (custom_operator)] @name) @symbol.function
        (function_declaration "func" . _ @name) @symbol.function
        (protocol_function_declaration name: (simple_identifier) @name) @symbol.method
        (init_declaration name: "init" @name) @symbol.method
        (deinit_declaration "deinit" @name) @symbol.method
        (subscript_declaration "subscript" @name) @symbol.method
        (protocol_property_declaration {_BOUND}) @symbol.field
        (class_body {_VARIABLE} @symbol.field)
        (enum_class_body {_VARIABLE} @symbol.field)
        (source_file (property_declaration (value_binding_pattern mutability: "let") {_BOUND}) @symbol.constant)
        (source_file {_VARIABLE} @symbol.variable)
    """
    references = """
        (call_expression . [(simple_identifier) @call
            (navigation_expression suffix: (navigation_suffix suffix: (simple_identifier) @call))
            (prefix_expression target: (simple_identifier) @call)])
        (constructor_expression constructed_type: (user_type (type_identifier) @call))
        (attribute (user_type (type_identifier) @call))
        (navigation_suffix suffix: (simple_identifier) @attribute)
        (prefix_expression operation: "." target: (simple_identifier) @attribute)
        (inheritance_specifier inherits_from: (user_type (type_identifier) @inherit))
        (control_transfer_statement (throw_keyword) . [
            (call_expression . [(simple_identifier) @raise (navigation_expression target: (simple_identifier) @raise)])
            (navigation_expression target: (simple_identifier) @raise)])
        (user_type (type_identifier) @type)
        (navigation_expression target: (simple_identifier) @value)
        (import_declaration) @import
    """
    environment = re.compile(rb"""\b(?:environment\[|getenv\(|Environment\.get\()\s*"(\w+)\"""")

    def grammar(self) -> object:
        import tree_sitter_swift

        return tree_sitter_swift.language()

    def split_name(self, name: str) -> tuple[str, str]:
        owner, _, last = re.sub(r"<.*>|`|\s", "", name, flags=re.DOTALL).rpartition(".")
        return owner, last

    def first_of(self, node: Node) -> Node:
        """A case that begins its line begins with `case`."""
        entry = node.parent if node.type == "simple_identifier" else None
        if entry is not None and entry.child_by_field_name("name") == node:
            return entry
        return node

    def body_of(self, node: Node) -> Node | None:
        return next((child for child in node.children if child.type.endswith(("_body", "_property", "_block"))), None)

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        return super().header_of(node.parent or node if kind == "constant" else node, kind, source)

    def doc_of(self, node: Node) -> str:
        return leading_comment(node.parent or node if node.type == "simple_identifier" else node)

    def is_private(self, name: str, header: str) -> bool:
        return re.match(r"(?:[a-z]+\s+)*(?:file)?private\s", header) is not None

    def is_main(self, symbol: Symbol) -> bool:
        return "main" in symbol.decorators

    def imports_of(self, node: Node) -> Iterable[Import]:
        module = text_of(node.named_children[-1])
        yield Import(module, "", module.rpartition(".")[2], node.start_point[0] + 1)

    def module_paths(self, module: str, importer: str) -> list[str]:
        return [f"Sources/{module.partition('.')[0]}/"]


LANGUAGE = Swift()
