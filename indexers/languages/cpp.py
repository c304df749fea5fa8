"""C++, on top of C."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import text_of
from ..syntax import Definition, Match
from .c import REFERENCES, SYMBOLS, CFamily, declarations

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE = """[(type_identifier) @{0} (template_type name: (type_identifier) @{0})
    (qualified_identifier name: [(type_identifier) @{0} (template_type name: (type_identifier) @{0})
        (qualified_identifier name: [(type_identifier) @{0} (template_type name: (type_identifier) @{0})])])]"""
_CALLED = """[(identifier) @{0} (template_function name: (identifier) @{0})
    (qualified_identifier name: [(identifier) @{0} (template_function name: (identifier) @{0})
        (qualified_identifier name: [(identifier) @{0} (template_function name: (identifier) @{0})])])]"""
_TEMPLATE_ARGUMENTS = re.compile(r"<[^<>]*>")
_PLAIN_NAME = re.compile(r"[\w:~]*")
_OPERATOR = re.compile(r"\boperator\b.*", re.DOTALL)


class Cpp(CFamily):
    """C++ up to concepts; macros that stand where no name may are skipped as well as the grammar can."""

    name = "cpp"
    wrappers = frozenset({"template_declaration"})
    decorators = frozenset({"attribute_declaration"})
    symbols = f"""
        (namespace_definition name: (_) @name) @symbol.module
        (class_specifier name: (_) @name body: (_)) @symbol.class
        (struct_specifier name: (_) @name body: (_)) @symbol.struct
        (alias_declaration name: (type_identifier) @name) @symbol.type
        (concept_definition name: (identifier) @name) @symbol.type
        (declaration declarator: (init_declarator
            declarator: (identifier) @name value: (lambda_expression))) @symbol.function
        {SYMBOLS}
        {declarations("declaration_list", "field_declaration_list", "template_declaration")}
    """
    references = f"""{REFERENCES}
        (call_expression function: {_CALLED.format("call")})
        (call_expression function: (field_expression field: (template_method name: (field_identifier) @call)))
        (new_expression type: {_TYPE.format("call")})
        (compound_literal_expression type: {_TYPE.format("call")})
        (throw_statement [(call_expression function: {_CALLED.format("raise")})
                          (compound_literal_expression type: {_TYPE.format("raise")})])
        (base_class_clause {_TYPE.format("inherit")})
        (qualified_identifier name: (identifier) @attribute)
        (field_initializer (field_identifier) @attribute)
        (function_declarator declarator: (qualified_identifier name: [
            (identifier) @skip (qualified_identifier name: (identifier) @skip)]))
        (using_declaration) @import
    """

    def grammar(self) -> object:
        import tree_sitter_cpp

        return tree_sitter_cpp.language()

    def split_name(self, name: str) -> tuple[str, str]:
        operator = _OPERATOR.search(name)
        scope = name[: operator.start()] if operator else name
        while (plain := _TEMPLATE_ARGUMENTS.sub("", scope)) != scope:
            scope = plain
        owner, _, last = "".join(scope.split()).rpartition("::")
        if not _PLAIN_NAME.fullmatch(owner + last):
            return "", ""
        return owner.strip(":").replace("::", "."), " ".join(operator[0].split()) if operator else last

    def is_private(self, name: str, header: str) -> bool:
        return False

    def imports_of(self, node: Node) -> Iterable[Import]:
        if node.type == "preproc_include":
            return super().imports_of(node)
        line = node.start_point[0] + 1
        path = next((text_of(child) for child in node.named_children if "identifier" in child.type), "")
        if any(child.type == "namespace" for child in node.children):
            return [Import(path, "*", "", line)]
        owner, _, name = path.rpartition("::")
        return [Import(owner, name, name, line)]

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        hidden: dict[int, set[int]] = {}
        for definition in super()._definitions(matches):
            member = definition.outer
            body = member.parent
            if body is not None and body.type == "field_declaration":
                member, body = body, body.parent
            if body is not None and body.type == "field_declaration_list":
                if body.id not in hidden:
                    hidden[body.id] = _private_members(body)
                definition = definition._replace(private=member.start_byte in hidden[body.id])
            yield definition


def _private_members(body: Node) -> set[int]:
    """Where the members of a class begin that are private."""
    owner = body.parent
    private = owner is not None and owner.type == "class_specifier"
    found = set()
    for child in body.children:
        if child.type == "access_specifier":
            private = text_of(child).startswith("private")
        elif private:
            found.add(child.start_byte)
    return found


LANGUAGE = Cpp()
