"""Kotlin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import text_of
from ..syntax import SyntaxLanguage
from .jvm import imported, package_paths

if TYPE_CHECKING:
    from tree_sitter import Node

_BODIES = frozenset({"function_body", "class_body", "enum_class_body", "block", "getter", "setter"})
_PATH = r"""(?:\((?:[^)]*?\b(?:value|path)\s*=)?\s*\[?\s*"([^"]*)")"""
_TYPE = "(user_type . (identifier) @owner . (identifier)? @owner)"
_RECEIVER = f"[{_TYPE} (nullable_type {_TYPE})]"


class Kotlin(SyntaxLanguage):
    """Kotlin, with the annotations of Spring and the routes of Ktor."""

    name = "kotlin"
    decorators = frozenset({"annotation", "annotated_expression"})
    """The grammar takes several annotations at the top level, the last with arguments, for an expression."""
    unimported_types = True
    symbols = f"""
        (class_declaration "interface" name: (identifier) @name) @symbol.interface
        (class_declaration name: (identifier) @name (enum_class_body)) @symbol.enum
        (class_declaration name: (identifier) @name) @symbol.class
        (object_declaration name: (identifier) @name) @symbol.class
        (companion_object name: (identifier) @name) @symbol.class
        (enum_entry (identifier) @name) @symbol.constant
        (type_alias type: (identifier) @name) @symbol.type
        (function_declaration {_RECEIVER} . name: (identifier) @name) @symbol.method
        (function_declaration name: (identifier) @name) @symbol.function
        (secondary_constructor "constructor" @name) @symbol.method
        (class_parameter ["val" "var"] (identifier) @name) @symbol.field
        (property_declaration (modifiers (property_modifier) @_const) (variable_declaration . (identifier) @name)
            (#eq? @_const "const")) @symbol.constant
        (property_declaration {_RECEIVER} . (variable_declaration . (identifier) @name)) @symbol.field
        (class_body (property_declaration (variable_declaration . (identifier) @name)) @symbol.field)
        (enum_class_body (property_declaration (variable_declaration . (identifier) @name)) @symbol.field)
        (source_file (property_declaration (variable_declaration . (identifier) @name)) @symbol.variable)
    """
    references = """
        (call_expression . [(identifier) @call (navigation_expression (identifier) @call .)])
        (constructor_invocation (user_type (identifier) @call))
        (annotation (user_type (identifier) @call))
        (infix_expression (_) . (identifier) @call)
        (callable_reference (identifier) @call .)
        (navigation_expression (_) (identifier) @skip . (#eq? @skip "class"))
        (navigation_expression (_) (identifier) @attribute .)
        (delegation_specifier [(user_type (identifier) @inherit)
            (constructor_invocation (user_type (identifier) @inherit))
            (explicit_delegation (user_type (identifier) @inherit))])
        (throw_expression (call_expression . [(identifier) @raise (navigation_expression (identifier) @raise .)]))
        (user_type (identifier) @type)
        (navigation_expression . (identifier) @value)
        (import) @import
    """
    environment = re.compile(rb"""\bgetenv\((?:\)\s*(?:\[|\.get(?:OrDefault)?\())?\s*"(\w+)\"""")
    route = re.compile(
        r"""^(?=(?:RequestMapping\(.*\bRequestMethod\.)?(Get|Post|Put|Patch|Delete|GET|POST|PUT|PATCH|DELETE))"""
        rf"""\w+Mapping{_PATH}?"""
    )
    route_prefix = re.compile(rf"^RequestMapping{_PATH}")
    route_call = re.compile(rb'^[ \t]*(get|post|put|patch|delete|head|options)\("(/[^"\n]*)"\)\s*\{()', re.MULTILINE)

    def grammar(self) -> object:
        import tree_sitter_kotlin

        return tree_sitter_kotlin.language()

    def parsed(self, source: bytes) -> bytes:
        """The parser hangs on an annotation that the end of the file cuts off without a newline."""
        return source if source.endswith(b"\n") else source + b"\n"

    def split_name(self, name: str) -> tuple[str, str]:
        return "", name.strip("`")

    def body_of(self, node: Node) -> Node | None:
        return next((child for child in node.children if child.type in _BODIES), None)

    def decorators_of(self, node: Node) -> tuple[str, ...]:
        found = super().decorators_of(node)
        return tuple(one for several in found for one in re.split(r"\s@(?=[A-Z])", several))

    def is_private(self, name: str, header: str) -> bool:
        return re.match(r"(?:[a-z]+\s+)*(?:private|protected)\s", header) is not None

    def imports_of(self, node: Node) -> Iterable[Import]:
        path, *aliases = node.named_children
        module = text_of(path).replace("`", "")
        line = node.start_point[0] + 1
        if text_of(node).rstrip().endswith("*"):
            yield Import(module, "*", "", line)
        else:
            renamed = [text_of(alias) for alias in aliases if alias.type == "identifier"]
            yield imported(module, renamed[0] if renamed else module.rpartition(".")[2], line)

    def module_paths(self, module: str, importer: str) -> list[str]:
        return package_paths(module, (".kt", ".java"))


LANGUAGE = Kotlin()
