"""Lua."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import text_of
from ..syntax import SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_MEMBER = "(dot_index_expression table: (_) @owner field: (identifier) @name)"
_NAME = f"[(identifier) @name {_MEMBER}]"
_FUNCTION = "(expression_list . value: (function_definition))"


class Lua(SyntaxLanguage):
    """Lua 5, LuaJIT and the tests of busted. A function belongs to the table it is put in."""

    name = "lua"
    wrappers = frozenset({"variable_declaration"})
    symbols = f"""
        (function_declaration name: {_NAME}) @symbol.function
        (function_declaration
            name: (method_index_expression table: (_) @owner method: (identifier) @name)) @symbol.method
        (assignment_statement (variable_list . name: {_NAME}) {_FUNCTION}) @symbol.function
        (field name: (identifier) @name value: (function_definition)) @symbol.function
        (chunk (variable_declaration (assignment_statement (variable_list . name: (identifier) @name)
            (expression_list . value: (_) @_value)) (#not-match? @_value "^require\\\\b")) @symbol.variable)
        (chunk (assignment_statement (variable_list . name: (identifier) @name)) @symbol.variable)
        (chunk (assignment_statement (variable_list . name: {_MEMBER})) @symbol.field)
        (function_call name: (identifier) @_test arguments: (arguments . (string content: (string_content) @name) .
            (function_definition)) (#any-of? @_test "it" "test")) @symbol.function
    """
    references = """
        (function_call name: [(identifier) @call (dot_index_expression field: (identifier) @call)
                              (method_index_expression method: (identifier) @call)])
        (dot_index_expression field: (identifier) @attribute)
        (field name: (identifier) @_index value: (identifier) @inherit (#eq? @_index "__index"))
        (arguments (identifier) @value)
        (dot_index_expression table: (identifier) @value)
        (field value: (identifier) @value)
        (return_statement (expression_list (identifier) @value))
        (function_call name: (identifier) @_require arguments: (arguments . (string))
            (#eq? @_require "require")) @import
    """
    environment = re.compile(rb"""\bgetenv\s*\(?\s*["'](\w+)["']""")

    def grammar(self) -> object:
        import tree_sitter_lua

        return tree_sitter_lua.language()

    def body_of(self, node: Node) -> Node | None:
        values = node.named_children[-1] if node.type == "assignment_statement" else None
        value = values.named_children[0] if values else node.child_by_field_name("value")
        return (value or node).child_by_field_name("body")

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        outer = node.parent
        local = "local " if outer is not None and outer.type == "variable_declaration" else ""
        return f"{local}{super().header_of(node, '', source).removesuffix(' end')}"

    def doc_of(self, node: Node) -> str:
        return super().doc_of(node).removeprefix("[[").removesuffix("]]").strip()

    def is_private(self, name: str, header: str) -> bool:
        return name.startswith("_") or header.startswith("local ")

    def imports_of(self, node: Node) -> Iterable[Import]:
        arguments = node.child_by_field_name("arguments")
        module = text_of(arguments.named_children[0]).strip("\"'[]") if arguments else ""
        name, value = "", node
        if (member := node.parent) is not None and member.type == "dot_index_expression":
            field = member.child_by_field_name("field")
            name, value = text_of(field) if field else "", member
        target = _target(value)
        yield Import(module, name if target else "", target, node.start_point[0] + 1)

    def module_paths(self, module: str, importer: str) -> list[str]:
        path = module.replace(".", "/")
        return [f"{path}.lua", f"{path}/init.lua"]


def _target(value: Node) -> str:
    """The variable that a value is assigned to, or nothing."""
    values = value.parent
    statement = values.parent if values is not None and values.type == "expression_list" else None
    if values is None or statement is None or statement.type != "assignment_statement":
        return ""
    targets, index = statement.named_children[0].named_children, values.named_children.index(value)
    names = [target for target in targets if target.type != "attribute"]
    return text_of(names[index]) if index < len(names) else ""


LANGUAGE = Lua()
