"""PHP, also between HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Entry, Import, Symbol
from ..nodes import Lines, leading_comment, text_of
from ..scopes import Scopes
from ..syntax import Definition, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_LAST = "[(name) @{0} (qualified_name (name) @{0}) (relative_name (name) @{0})]"
_CALL, _TYPE, _INHERIT, _RAISE = map(_LAST.format, ("call", "type", "inherit", "raise"))
_ROOTS = ("src/", "app/", "lib/", "tests/")
"""Where PSR-4 usually maps the first parts of a namespace to."""
_ELEMENTS = frozenset({"const_element", "property_element"})


class Php(SyntaxLanguage):
    """PHP 5 to 8, with the routes of Laravel, Slim and Symfony."""

    name = "php"
    decorators = frozenset({"attribute_list"})
    symbols = """
        (class_declaration name: (name) @name) @symbol.class
        (interface_declaration name: (name) @name) @symbol.interface
        (trait_declaration name: (name) @name) @symbol.trait
        (enum_declaration name: (name) @name) @symbol.enum
        (enum_case name: (name) @name) @symbol.constant
        (method_declaration name: (name) @name) @symbol.method
        (function_definition name: (name) @name) @symbol.function
        (const_element . (name) @name) @symbol.constant
        (property_element name: (variable_name (name) @name)) @symbol.field
        (property_promotion_parameter name: (variable_name (name) @name)) @symbol.field
        (function_call_expression function: (name) @_define
            arguments: (arguments . (argument (string (string_content) @name)))
            (#eq? @_define "define")) @symbol.constant
    """
    references = f"""
        (function_call_expression function: {_CALL})
        (member_call_expression name: (name) @call)
        (nullsafe_member_call_expression name: (name) @call)
        (scoped_call_expression scope: {_TYPE})
        (scoped_call_expression name: (name) @call)
        (object_creation_expression {_CALL})
        (attribute {_CALL})
        (member_access_expression name: (name) @attribute)
        (nullsafe_member_access_expression name: (name) @attribute)
        (scoped_property_access_expression name: (variable_name (name) @attribute))
        (class_constant_access_expression . (_) . (name) @skip (#eq? @skip "class"))
        (class_constant_access_expression . {_TYPE})
        (class_constant_access_expression . (_) . (name) @attribute)
        (named_type {_TYPE})
        (binary_expression operator: "instanceof" right: {_TYPE})
        (base_clause {_INHERIT})
        (class_interface_clause {_INHERIT})
        (use_declaration {_INHERIT})
        (throw_expression (object_creation_expression {_RAISE}))
        (throw_expression (scoped_call_expression scope: {_RAISE}))
        (namespace_use_declaration) @import
        [(require_expression) (require_once_expression) (include_expression) (include_once_expression)] @import
    """
    environment = re.compile(rb"""(?:\b(?:getenv|env)\(|\bEnv::get\(|\$_ENV\[)\s*["'](\w+)["']""")
    route = re.compile(r"""^Route\((?=(?:.*?\bmethods:\W*(\w+))?)\s*(?:path:\s*)?["']([^"']*)""")
    route_prefix = re.compile(r"""^Route\(\s*(?:path:\s*)?["']([^"']*)""")
    route_call = re.compile(
        rb"""(?:\bRoute::|\$(?:app|group|routes?|router)->)(get|post|put|patch|delete|options|any)\(\s*"""
        rb"""["']([^"'\n]*)["']\s*,\s*(\[?\s*[\w\\]+::class(?:\s*,\s*["']\w+)?|["'][\w\\]+[@:]\w+)?"""
    )

    def grammar(self) -> object:
        import tree_sitter_php

        return tree_sitter_php.language_php()

    def first_of(self, node: Node) -> Node:
        if node.type in _ELEMENTS and (declaration := node.parent) is not None:
            elements = (child for child in declaration.named_children if child.type == node.type)
            return declaration if next(elements) == node else node
        return node

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        declaration = node.parent if node.type in _ELEMENTS else None
        return super().header_of(declaration or node, kind, source)

    def doc_of(self, node: Node) -> str:
        declaration = node.parent if node.type in _ELEMENTS or node.type.endswith("_expression") else None
        return leading_comment(declaration or node)

    def decorators_of(self, node: Node) -> tuple[str, ...]:
        attributes = (node.parent or node if node.type in _ELEMENTS else node).child_by_field_name("attributes")
        groups = attributes.named_children if attributes else []
        return tuple(" ".join(text_of(attribute).split()) for group in groups for attribute in group.named_children)

    def is_private(self, name: str, header: str) -> bool:
        return re.match(r"(?:[a-z]+\s+)*(?:private|protected)\s", header) is not None

    def imports_of(self, node: Node) -> Iterable[Import]:
        return _used(node) if node.type == "namespace_use_declaration" else _included(node)

    def module_paths(self, module: str, importer: str) -> list[str]:
        if module.endswith((".php", ".inc", ".phtml")):
            if module.startswith("./"):
                return [f"./{posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))}"]
            return [module]
        names = module.split("\\")
        tails = ["/".join(names[start:]) for start in range(min(len(names), 4))]
        paths = [f"{folder}{tail}.php" for tail in tails for folder in ([""] if "/" in tail else _ROOTS)]
        return [path for path in paths if not f"/{importer}".endswith(f"/{path}")]

    def _symbol(self, definition: Definition, around: Symbol, parent: int, source: bytes) -> Symbol:
        symbol = super()._symbol(definition, around, parent, source)
        if definition.node.type == "property_promotion_parameter":
            owner = around.qualname.removesuffix(around.name)
            return symbol._replace(qualname=f"{owner}{symbol.name}")
        return symbol

    def _entries(self, symbols: list[Symbol]) -> list[Entry]:
        entries = super()._entries(symbols)
        prefixed = {symbols[entry.scope].parent for entry in entries}
        return [entry for entry in entries if entry.scope not in prefixed]

    def _route_calls(self, source: bytes, lines: Lines, scopes: Scopes) -> list[Entry]:
        return [
            entry._replace(target=".".join(re.findall(r"\w+(?!\w*\\)", entry.target.replace("::class", ""))))
            for entry in super()._route_calls(source, lines, scopes)
        ]


def _used(node: Node) -> Iterator[Import]:
    """The names of one `use`: `use A\\B, C\\D as E`, `use A\\{B, C as D}`."""
    children = node.named_children
    prefix = f"{text_of(children[0])}\\" if children[0].type == "namespace_name" else ""
    group = node.child_by_field_name("body")
    for clause in group.named_children if group else children:
        names = [child for child in clause.named_children if child.type in ("name", "qualified_name")]
        if clause.type == "namespace_use_clause" and names:
            path = f"{prefix}{text_of(names[0])}".lstrip("\\")
            name = path.rpartition("\\")[2]
            alias = clause.child_by_field_name("alias")
            yield Import(path, name, text_of(alias) if alias else name, clause.start_point[0] + 1)


def _included(node: Node) -> Iterator[Import]:
    """The file of one `require` or `include`, when it ends with a literal."""
    text = text_of(node)
    if match := re.search(r"""["']([^"'\n]+)["']\W*$""", text):
        here = "." if "__DIR__" in text and "dirname" not in text else ""
        yield Import(f"{here}{match[1]}" if here else match[1].lstrip("/"), "", "", node.start_point[0] + 1)


LANGUAGE = Php()
