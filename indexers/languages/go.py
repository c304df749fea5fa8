"""Go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import text_of
from ..syntax import SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_RECEIVER = """receiver: (parameter_list (parameter_declaration type: [
    (type_identifier) @owner (generic_type type: (type_identifier) @owner)
    (pointer_type [(type_identifier) @owner (generic_type type: (type_identifier) @owner)])]))"""
_STANDARD = frozenset({
    "archive", "bufio", "bytes", "cmp", "compress", "container", "context", "crypto", "database", "debug", "embed",
    "encoding", "errors", "expvar", "flag", "fmt", "go", "hash", "html", "image", "index", "io", "iter", "log", "maps",
    "math", "mime", "net", "os", "path", "plugin", "reflect", "regexp", "runtime", "slices", "sort", "strconv",
    "strings", "structs", "sync", "syscall", "testing", "text", "time", "unicode", "unique", "unsafe",
})  # fmt: skip
_VERSION = re.compile(r"v\d+")


class Go(SyntaxLanguage):
    """Go, with generics."""

    name = "go"
    carriers = frozenset({"const_declaration", "type_declaration", "var_declaration"})
    parameter = re.compile(r"[(,]\s*(\w+)(?=\s+[\w*\[.(]|\s*,)")
    symbols = f"""
        (function_declaration name: (identifier) @name) @symbol.function
        (method_declaration {_RECEIVER} name: (field_identifier) @name) @symbol.method
        (type_spec name: (type_identifier) @name type: (struct_type)) @symbol.struct
        (type_spec name: (type_identifier) @name type: (interface_type)) @symbol.interface
        (type_spec name: (type_identifier) @name) @symbol.type
        (type_alias name: (type_identifier) @name) @symbol.type
        (type_spec type: (struct_type (field_declaration_list
            (field_declaration . (field_identifier) @name) @symbol.field)))
        (type_spec type: (struct_type (field_declaration_list
            (field_declaration "," . (field_identifier) @name @symbol.field))))
        (type_spec type: (interface_type (method_elem name: (field_identifier) @name) @symbol.method))
        (source_file (const_declaration (const_spec . (identifier) @name) @symbol.constant))
        (source_file (const_declaration (const_spec "," . (identifier) @name @symbol.constant)))
        (source_file (var_declaration
            (var_spec . (identifier) @name value: (expression_list . (func_literal) .)) @symbol.function))
        (source_file (var_declaration [
            ((var_spec . (identifier) @name) @symbol.variable (#not-eq? @name "_"))
            (var_spec "," . (identifier) @name @symbol.variable)
            (var_spec_list (var_spec . (identifier) @name) @symbol.variable)
            (var_spec_list (var_spec "," . (identifier) @name @symbol.variable))]))
        (short_var_declaration left: (expression_list . (identifier) @name .)
            right: (expression_list . (func_literal) .)) @symbol.function
    """
    references = """
        (call_expression function: [(identifier) @call (selector_expression field: (field_identifier) @call)])
        (composite_literal type: [(type_identifier) @call (qualified_type name: (type_identifier) @call)
            (generic_type type: [(type_identifier) @call (qualified_type name: (type_identifier) @call)])])
        ((call_expression function: (identifier) @raise) (#eq? @raise "panic"))
        (return_statement (expression_list (call_expression function: (selector_expression
            operand: (identifier) @_package field: (field_identifier) @raise)
            (#any-of? @_package "errors" "fmt") (#any-of? @raise "New" "Errorf" "Join"))))
        (return_statement (expression_list [(identifier) @raise (selector_expression field: (field_identifier) @raise)]
            (#match? @raise "^[eE]rr[A-Z]")))
        (return_statement (expression_list [(composite_literal type: (type_identifier) @raise)
            (unary_expression (composite_literal type: (type_identifier) @raise))] (#match? @raise "Err(or)?$")))
        (selector_expression field: (field_identifier) @attribute)
        (keyed_element . (literal_element (identifier) @attribute))
        (field_declaration !name type: [(type_identifier) @inherit (qualified_type name: (type_identifier) @inherit)
            (generic_type type: [(type_identifier) @inherit (qualified_type name: (type_identifier) @inherit)])])
        (interface_type (type_elem . [(type_identifier) @inherit (qualified_type name: (type_identifier) @inherit)] .))
        ((type_identifier) @type (#not-match? @type "^(any|bool|byte|error|float32|float64|rune|string|u?int[0-9]*)$"))
        (argument_list (identifier) @value)
        (keyed_element (_) (literal_element (identifier) @value))
        (literal_value (literal_element (identifier) @value))
        (assignment_statement right: (expression_list (identifier) @value))
        (short_var_declaration right: (expression_list (identifier) @value))
        (return_statement (expression_list (identifier) @value))
        (import_spec) @import
    """
    environment = re.compile(rb"""os\.(?:Getenv|LookupEnv)\(\s*["`](\w+)""")
    route_call = re.compile(
        rb"""\.(?:(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|Get|Post|Put|Patch|Delete|Head|Options)|HandleFunc|Handle|Any)"""
        rb"""\(\s*"((?:[A-Z]+ )?/[^"\n]*)"\s*,\s*(?=[a-zA-Z])(?:[\w.]+\s*,\s*)*(?:([\w.]+)\s*\))?"""
    )

    def grammar(self) -> object:
        import tree_sitter_go

        return tree_sitter_go.language()

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        header = super().header_of(node, kind, source)
        return f"type {header}" if node.type in ("type_spec", "type_alias") else header

    def is_private(self, name: str, header: str) -> bool:
        return not name[0].isupper()

    def imports_of(self, node: Node) -> Iterable[Import]:
        return _imported(node)

    def module_paths(self, module: str, importer: str) -> list[str]:
        parts = module.split("/")
        if parts[0] in _STANDARD:
            return []
        if "." in parts[0]:
            parts = parts[1:]
        shortest = 2 if len(parts) == 2 else 1
        return [f"{'/'.join(parts[start:])}/" for start in range(len(parts) - shortest + 1)]


def _imported(node: Node) -> Iterator[Import]:
    path, name = node.child_by_field_name("path"), node.child_by_field_name("name")
    if path is None:
        return
    module = text_of(path)[1:-1]
    line = node.start_point[0] + 1
    if name is None:
        yield Import(module, "", _package(module), line)
    elif name.type == "dot":
        yield Import(module, "*", "", line)
    else:
        yield Import(module, "", "" if name.type == "blank_identifier" else text_of(name), line)


def _package(module: str) -> str:
    """The name of a package by its path: "yaml" for gopkg.in/yaml.v3, "mux" for example.org/mux/v2."""
    parts = module.split("/")
    last = parts[-2] if len(parts) > 1 and _VERSION.fullmatch(parts[-1]) else parts[-1]
    return last.partition(".v")[0].removeprefix("go-").replace("-", "_")


LANGUAGE = Go()
