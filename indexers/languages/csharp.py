"""C#."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...facts import FileFacts, Import, Symbol
from ..nodes import text_of
from ..syntax import Definition, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE = """[(identifier) @{0} (generic_name . (identifier) @{0})
    (qualified_name name: [(identifier) @{0} (generic_name . (identifier) @{0})])]"""
_ACCESS = re.compile(r"\b(?:public|protected|internal)\b")
_CREF = re.compile(r"""<(?:see|seealso|paramref|typeparamref)\s+\w+="(?:\w:)?([^"]*)"\s*/?>""")
_PARAM = re.compile(r"""<(?:param|typeparam|exception)\s+\w+="(?:\w:)?([^"]*)"\s*/?>""")
_DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(if|elif|else|endif|region|endregion|nullable|pragma|define|undef)\b[^\n]*",
                        re.MULTILINE)  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class CSharp(SyntaxLanguage):
    """C#; namespaces are left out of the names, as a file-scoped namespace holds nothing."""

    name = "csharp"
    decorators = frozenset({"attribute_list"})
    unimported_types = True
    symbols = """
        (class_declaration name: (identifier) @name) @symbol.class
        (record_declaration name: (identifier) @name) @symbol.class
        (struct_declaration name: (identifier) @name) @symbol.struct
        (interface_declaration name: (identifier) @name) @symbol.interface
        (enum_declaration name: (identifier) @name) @symbol.enum
        (enum_member_declaration name: (identifier) @name) @symbol.constant
        (delegate_declaration name: (identifier) @name) @symbol.type
        (method_declaration name: (identifier) @name) @symbol.method
        (constructor_declaration name: (identifier) @name) @symbol.method
        (indexer_declaration "this" @name) @symbol.method
        (operator_declaration operator: _ @name) @symbol.method
        (local_function_statement name: (identifier) @name) @symbol.function
        (property_declaration name: (identifier) @name) @symbol.field
        (event_declaration name: (identifier) @name) @symbol.field
        (event_field_declaration (variable_declaration (variable_declarator name: (identifier) @name))) @symbol.field
        (field_declaration (modifier "const") (variable_declaration
            type: (_) . (variable_declarator name: (identifier) @name))) @symbol.constant
        (field_declaration (modifier "const")
            (variable_declaration "," . (variable_declarator name: (identifier) @name) @symbol.constant))
        (field_declaration (variable_declaration
            type: (_) . (variable_declarator name: (identifier) @name))) @symbol.field
        (field_declaration (variable_declaration "," . (variable_declarator name: (identifier) @name) @symbol.field))
        (record_declaration (parameter_list (parameter name: (identifier) @name) @symbol.field))
    """
    references = f"""
        (invocation_expression function: [(identifier) @call (generic_name . (identifier) @call)
            (member_access_expression name: [(identifier) @call (generic_name . (identifier) @call)])
            (conditional_access_expression
                (member_binding_expression name: [(identifier) @call (generic_name . (identifier) @call)]))])
        (object_creation_expression type: {_TYPE.format("call")})
        (attribute name: {_TYPE.format("call")})
        (throw_statement (object_creation_expression type: {_TYPE.format("raise")}))
        (throw_expression (object_creation_expression type: {_TYPE.format("raise")}))
        (base_list {_TYPE.format("inherit")})
        (base_list (primary_constructor_base_type type: {_TYPE.format("inherit")}))
        (member_access_expression name: (identifier) @attribute)
        (member_binding_expression name: (identifier) @attribute)
        (initializer_expression (assignment_expression left: (identifier) @attribute))
        (_ type: {_TYPE.format("type")})
        (method_declaration returns: {_TYPE.format("type")})
        (type_argument_list {_TYPE.format("type")})
        (member_access_expression expression: (identifier) @value)
        (argument (identifier) @value)
        (using_directive) @import
    """
    environment = re.compile(rb"""Environment\.GetEnvironmentVariable\(\s*@?"(\w+)\"""")
    route = re.compile(r"""(?:^|,\s*)Http(Get|Post|Put|Patch|Delete|Head|Options)\b(?:\(\s*"([^"]*)")?""")
    route_prefix = re.compile(r"""(?:^|,\s*)Route\(\s*"([^"]*)\"""")
    route_call = re.compile(rb"""\.Map(Get|Post|Put|Patch|Delete)\(\s*"(/[^"\n]*)"\s*,\s*(?:([\w.]+)\s*\))?""")

    def grammar(self) -> object:
        import tree_sitter_c_sharp

        return tree_sitter_c_sharp.language()

    def read(self, source: bytes) -> FileFacts:
        """Conditions of the preprocessor that cut through a declaration break the tree: then their first branches are
        read alone.
        """
        found = super().read(source)
        if found.broken and b"#if" in source:
            plain = super().read(_first_branches(source))
            return found if plain.broken else plain
        return found

    def body_of(self, node: Node) -> Node | None:
        return node.child_by_field_name("body") or node.child_by_field_name("accessors")

    def doc_of(self, node: Node) -> str:
        text = _PARAM.sub(r"\1: ", _CREF.sub(r"\1", super().doc_of(node)))
        return "\n".join(filter(None, map(str.strip, _TAG.sub("", text).split("\n"))))

    def _symbol(self, definition: Definition, around: Symbol, parent: int, source: bytes) -> Symbol:
        symbol = super()._symbol(definition, around, parent, source)
        is_member = around.kind in ("class", "struct") and definition.node.type.endswith("_declaration")
        hidden = is_member and not _ACCESS.search(symbol.signature)
        return symbol._replace(visibility="private" if hidden else "public")

    def is_main(self, symbol: Symbol) -> bool:
        return symbol.name == "Main" and " static " in f" {symbol.signature}"

    def _routed(self, around: Symbol, path: str) -> str:
        return super()._routed(around, path).replace("[controller]", around.name.removesuffix("Controller"))

    def imports_of(self, node: Node) -> Iterable[Import]:
        *alias, path = [text_of(child) for child in node.named_children if child.type != "comment"] or [""]
        if alias:
            module, _, name = path.rpartition(".")
            return [Import(module, name, alias[-1], node.start_point[0] + 1)]
        return [Import(path, "*", "", node.start_point[0] + 1)]


def _first_branches(source: bytes) -> bytes:
    """As long as the source, with spaces for directives and for all branches of a condition but the first."""
    kept: list[bytes] = []
    end, hidden = 0, 0  # hidden: how deep in conditions we are since a branch that is left out began
    for match in _DIRECTIVE.finditer(source):
        word = match[1]
        text = source[end : match.start()]
        kept += [_blank(text) if hidden else text, _blank(match[0])]
        end = match.end()
        if hidden:
            hidden += (word == b"if") - (word == b"endif")
        elif word in (b"else", b"elif"):
            hidden = 1
    return b"".join([*kept, _blank(source[end:]) if hidden else source[end:]])


def _blank(text: bytes) -> bytes:
    return re.sub(rb"[^\r\n]", b" ", text)


LANGUAGE = CSharp()
