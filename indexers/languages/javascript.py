"""JavaScript, with JSX. TypeScript builds on it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import signature_of, text_of
from ..syntax import SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTION = "[(arrow_function) (function_expression) (generator_function)]"
_DATA = '(variable_declarator name: (identifier) @name value: (_)? @value (#not-match? @value "^require\\\\("))'
_DECLARED = f"""[(lexical_declaration kind: "const" {_DATA} @symbol.constant)
                 (lexical_declaration kind: "let" {_DATA} @symbol.variable)
                 (variable_declaration {_DATA} @symbol.variable)]"""

_TEST = f"""function: [(identifier) @_kind (member_expression object: (identifier) @_kind)]
    arguments: (arguments . (_ . (string_fragment) @name) . {_FUNCTION})"""
"""The anchors keep it cheap: without them the query remembers every call with a string."""

SYMBOLS = f"""
    (function_declaration name: (identifier) @name) @symbol.function
    (generator_function_declaration name: (identifier) @name) @symbol.function
    (method_definition name: (_) @name) @symbol.method
    (variable_declarator name: (identifier) @name value: {_FUNCTION}) @symbol.function
    (variable_declarator name: (identifier) @name value: (class)) @symbol.class
    (variable_declarator name: (identifier) @name value: (call_expression
        function: [(identifier) @_wrapper (member_expression property: (property_identifier) @_wrapper)]
        arguments: (arguments . {_FUNCTION})
        (#any-of? @_wrapper "memo" "forwardRef" "observer" "useCallback"))) @symbol.function
    (pair key: [(property_identifier) @name (string (string_fragment) @name)] value: {_FUNCTION}) @symbol.method
    (assignment_expression left: (identifier) @name right: {_FUNCTION}) @symbol.function
    (assignment_expression left: (member_expression
        object: [(identifier) @_exports (member_expression property: (property_identifier) @_exports) (this)]
        property: (property_identifier) @name) right: {_FUNCTION}
        (#any-of? @_exports "exports" "self")) @symbol.function
    (assignment_expression left: (member_expression) right: (class name: (_) @name)) @symbol.class
    (assignment_expression left: (member_expression
        object: (identifier) @_exports property: (property_identifier) @name) right: (class)
        (#any-of? @_exports "exports" "module")) @symbol.class
    (assignment_expression left: (member_expression object: (identifier) @_module)
        right: (function_expression name: (identifier) @name) (#eq? @_module "module")) @symbol.function
    (assignment_expression left: (member_expression
        object: (member_expression object: (_) @owner property: (property_identifier) @_prototype)
        property: (property_identifier) @name) right: {_FUNCTION} (#eq? @_prototype "prototype")) @symbol.method
    (assignment_expression left: (member_expression object: (identifier) @_module property: (property_identifier) @name)
        right: {_FUNCTION} (#eq? @_module "module")) @symbol.function
    (assignment_expression left: (member_expression
        object: [(identifier) (member_expression)] @owner property: (property_identifier) @name)
        right: {_FUNCTION}) @symbol.method
    (export_statement "default" @name value: {_FUNCTION} @symbol.function)
    (export_statement "default" @name value: (class !name) @symbol.class)
    (expression_statement . (call_expression arguments: (arguments
        (function_expression name: (identifier) @name) @symbol.function .)))
    (return_statement (function_expression name: (identifier) @name) @symbol.function)
    (expression_statement . (call_expression {_TEST}) (#any-of? @_kind "describe" "context" "suite")) @symbol.module
    (expression_statement . (call_expression {_TEST}) (#any-of? @_kind "it" "test" "specify")) @symbol.function
    (program {_DECLARED})
    (export_statement {_DECLARED})
    (program (expression_statement (assignment_expression
        left: (member_expression object: [(identifier) @_exports (member_expression property: (_) @_exports)]
                                 property: (property_identifier) @name)
        (#eq? @_exports "exports")) @symbol.variable))
"""
"""What all dialects share: the patterns that name a thing more exactly come first."""

REFERENCES = """
    (call_expression function: [(identifier) @call
        (member_expression property: [(property_identifier) (private_property_identifier)] @call)])
    (new_expression constructor: [(identifier) @call (member_expression property: (property_identifier) @call)])
    (decorator (identifier) @call)
    (throw_statement (new_expression
        constructor: [(identifier) @raise (member_expression property: (property_identifier) @raise)]))
    (member_expression property: [(property_identifier) (private_property_identifier)] @attribute)
    (import_statement) @import
    (export_statement source: (string)) @import
    (call_expression function: [(import) (identifier) @_require] arguments: (arguments . (string))
        (#eq? @_require "require")) @import
    (arguments (identifier) @value)
    (array (identifier) @value)
    (arrow_function body: (identifier) @value)
    (assignment_expression right: (identifier) @value)
    (assignment_pattern right: (identifier) @value)
    (binary_expression (identifier) @value)
    (export_specifier name: (identifier) @value)
    (export_statement value: (identifier) @value)
    (member_expression object: (identifier) @value)
    (object (shorthand_property_identifier) @value)
    (pair value: (identifier) @value)
    (return_statement (identifier) @value)
    (spread_element (identifier) @value)
    (subscript_expression (identifier) @value)
    (template_substitution (identifier) @value)
    (ternary_expression (identifier) @value)
    (variable_declarator value: (identifier) @value)
"""

JSX_REFERENCES = """
    ([(jsx_opening_element name: (identifier) @call) (jsx_self_closing_element name: (identifier) @call)]
        (#match? @call "^[A-Z]"))
    (jsx_opening_element name: (member_expression property: (property_identifier) @call))
    (jsx_self_closing_element name: (member_expression property: (property_identifier) @call))
    (jsx_expression (identifier) @value)
"""

_BUILT_IN = frozenset({
    "assert", "buffer", "child_process", "cluster", "console", "crypto", "dns", "events", "fs", "http", "http2",
    "https", "inspector", "module", "net", "os", "path", "perf_hooks", "process", "querystring", "readline", "stream",
    "string_decoder", "timers", "tls", "tty", "url", "util", "v8", "vm", "worker_threads", "zlib",
})  # fmt: skip
_PARTS_OF_REQUIRE = frozenset({"await_expression", "call_expression", "member_expression"})


class JavaScript(SyntaxLanguage):
    """ECMAScript modules, CommonJS and JSX."""

    name = "javascript"
    extensions: tuple[str, ...] = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".json")
    """What an import without an extension may mean, likeliest first."""
    wrappers = frozenset({"export_statement"})
    carriers = frozenset({
        "arguments", "assignment_expression", "call_expression", "expression_statement", "lexical_declaration",
        "return_statement", "variable_declaration",
    })  # fmt: skip
    decorators = frozenset({"decorator"})
    symbols = f"""{SYMBOLS}
        (class_declaration name: (identifier) @name) @symbol.class
        (field_definition property: (_) @name value: {_FUNCTION}) @symbol.method
        (field_definition property: (_) @name) @symbol.field
    """
    references = f"""{REFERENCES} {JSX_REFERENCES}
        (class_heritage [(identifier) @inherit (member_expression property: (property_identifier) @inherit)
                         (call_expression arguments: (arguments (identifier) @inherit))])
    """
    environment = re.compile(
        rb"""\.env(?:(?:(?<=process\.env)|(?<=import\.meta\.env)|(?<=Bun\.env))(?:[!?]?\.|(?:\?\.)?\[\s*["'`])"""
        rb"""|(?<=Deno\.env)\.get\(\s*["'`])(\w+)\b(?!["'`]?\]?\s*=(?![=>]))"""
    )
    configuration = (
        re.compile(rb"""onfig(?:Service)?\.(?:get|getOrThrow|has)(?:<[^<>()]*>)?\(\s*["'`]([\w.:-]+)["'`]"""),
        re.compile(rb"""ettings\.(?:get|has)\(\s*["'`]([\w.:-]+)["'`]"""),
    )
    route = re.compile(r"""^(Get|Post|Put|Patch|Delete|Options|Head|All)\((?:\s*\[?["'`]([^"'`]*))?""")
    route_prefix = re.compile(r"""^Controller\(\s*(?:\{\s*path:\s*)?["'`]([^"'`]*)""")
    route_call = re.compile(
        rb"""\.(?:(?<=[aA]pp\.)|(?<=[rR]outer\.)|(?<=server\.)|(?<=fastify\.))"""
        rb"""(get|post|put|patch|delete|options|head|all)\(\s*["'`](/[^"'`\n]*)["'`]\s*,\s*"""
        rb"""(?:[\w$.]+\s*,\s*)*(?:([\w$.]+)\s*\))?"""
    )

    def grammar(self) -> object:
        import tree_sitter_javascript

        return tree_sitter_javascript.language()

    def split_name(self, name: str) -> tuple[str, str]:
        return "", name.strip("[]\"'`")

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        value = node.child_by_field_name("value") or node.child_by_field_name("right")
        body = value.child_by_field_name("body") if value else None
        if body is not None:
            return signature_of(node, source, until=body).removesuffix("=>").rstrip()
        kind = kind if node.type.endswith("signature") else ""
        return super().header_of(node, kind, source).removesuffix("=>").rstrip()

    def is_private(self, name: str, header: str) -> bool:
        return name.startswith(("_", "#")) or header.startswith(("private ", "protected "))

    def imports_of(self, node: Node) -> Iterable[Import]:
        if node.type == "call_expression":
            return _required(node)
        return _imported(node)

    def module_paths(self, module: str, importer: str) -> list[str]:
        if module.startswith("."):
            base = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
            return [f"./{path}" for path in self._files("" if base == "." else base)]
        head, _, path = module.partition("/")
        if head in ("@", "~", "#") or head.startswith("#"):
            return self._files(path) if path else []
        if module in _BUILT_IN or ":" in module:
            return []
        if not head.startswith("@"):
            path = module
        package = [f"{path}/{folder}index{extension}" for folder in ("src/", "") for extension in self.extensions]
        return [*self._files(path), *package] if "/" in path else package

    def _files(self, base: str) -> list[str]:
        folder = f"{base}/" if base else ""
        index = [f"{folder}index{extension}" for extension in self.extensions]
        if not base:
            return index
        stem, extension = posixpath.splitext(base)
        exact = [base] if extension else []
        compiled = extension in (".js", ".jsx", ".mjs", ".cjs")
        sources = [f"{stem}{source}" for source in (".ts", ".tsx", ".d.ts", ".mts", ".cts")] if compiled else []
        return [*exact, *sources, *[f"{base}{extension}" for extension in self.extensions], *index]


def _imported(node: Node) -> Iterator[Import]:
    """The names of an `import` or of an `export ... from`."""
    line = node.start_point[0] + 1
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type.endswith(("_clause", "_export"))), None)
    if source is None and clause is not None:
        source = clause.child_by_field_name("source")
    if source is None:
        return
    module = _unquoted(source)
    if clause is None:
        yield Import(module, "*" if node.type == "export_statement" else "", "", line)
        return
    for child in clause.named_children:
        if child.type == "identifier":
            name = "default" if clause.type == "import_clause" else ""
            yield Import(module, name, text_of(child), line)
        elif child.type == "namespace_import":
            yield Import(module, "", text_of(child.named_children[-1]), line)
        elif child.type == "named_imports":
            yield from _specifiers(child, module)
    if clause.type == "export_clause":
        yield from _specifiers(clause, module)


def _specifiers(node: Node, module: str) -> Iterator[Import]:
    for specifier in node.named_children:
        name = specifier.child_by_field_name("name")
        if name is not None:
            alias = specifier.child_by_field_name("alias") or name
            yield Import(module, text_of(name), text_of(alias), specifier.start_point[0] + 1)


def _required(node: Node) -> Iterator[Import]:
    """The names that `const ... = require("x")` or `await import("x")` binds."""
    line = node.start_point[0] + 1
    arguments = node.child_by_field_name("arguments")
    module = _unquoted(arguments.named_children[0]) if arguments else ""
    name, value = "", node
    while (parent := value.parent) is not None and parent.type in _PARTS_OF_REQUIRE:
        member = parent.child_by_field_name("property")
        name, value = (text_of(member) if member else name), parent
    target = parent.child_by_field_name("name") if parent is not None and parent.type == "variable_declarator" else None
    if target is None:
        yield Import(module, name, "", line)
    elif target.type == "identifier":
        yield Import(module, name, text_of(target), line)
    else:
        for part in target.named_children:
            key, alias = part.child_by_field_name("key"), part.child_by_field_name("value")
            left = part.child_by_field_name("left") or part
            yield Import(module, text_of(key or left), text_of(alias or left), part.start_point[0] + 1)


def _unquoted(string: Node) -> str:
    return text_of(string)[1:-1]


LANGUAGE = JavaScript()
