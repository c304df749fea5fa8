"""Ruby."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Entry, Import, Symbol
from ..nodes import Lines, leading_comment, text_of
from ..scopes import Scopes
from ..syntax import Definition, Match, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_CONSTANT = "[(constant) (scope_resolution)]"
_LAST = "[(constant) @{0} (scope_resolution name: (constant) @{0})]"
_ACCESSORS = """ "attr_accessor" "attr_reader" "attr_writer" "attr" "class_attribute" "cattr_accessor" "mattr_accessor"
    "belongs_to" "has_one" "has_many" "has_and_belongs_to_many" """
_PRIVATE = frozenset({"private", "protected"})
_UNHIDDEN = frozenset({"class", "module", "assignment", "operator_assignment", "constant", "singleton_method"})
"""What `private` says nothing about; `private_class_method` and `private_constant` do."""


class Ruby(SyntaxLanguage):
    """Ruby, with the declarations of Rails, rake and the test frameworks."""

    name = "ruby"
    symbols = f"""
        (module name: {_CONSTANT} @name) @symbol.module
        (class name: {_CONSTANT} @name) @symbol.class
        (method name: (_) @name) @symbol.function
        (singleton_method name: (_) @name) @symbol.method
        (alias name: (_) @name) @symbol.method
        (assignment left: {_CONSTANT} @name right: (call receiver: (constant) @_class method: (identifier) @_new
            (#any-of? @_class "Class" "Struct" "Data") (#any-of? @_new "new" "define"))) @symbol.class
        (assignment left: {_CONSTANT} @name) @symbol.constant
        (operator_assignment left: {_CONSTANT} @name) @symbol.constant
        (left_assignment_list (constant) @name @symbol.constant)
        (call !receiver method: (identifier) @_declares arguments: (argument_list (simple_symbol) @name @symbol.field)
            (#any-of? @_declares {_ACCESSORS}))
        (call !receiver method: (identifier) @_declares arguments: (argument_list . (simple_symbol) @name)
            (#any-of? @_declares "define_method" "alias_method" "scope")) @symbol.method
        (call !receiver method: (identifier) @_declares arguments: (argument_list . (string . (string_content) @name .))
            block: (_) (#any-of? @_declares "it" "test" "specify" "scenario")) @symbol.function
        (call !receiver method: (identifier) @_declares arguments: (argument_list .
            [(simple_symbol) @name (string . (string_content) @name .)
             (pair key: [(simple_symbol) (hash_key_symbol)] @name)]) (#eq? @_declares "task")) @symbol.target
        (body_statement (identifier) @section (#any-of? @section "private" "protected" "public" "module_function"))
        (call !receiver method: (identifier) @_hides arguments: (argument_list (simple_symbol) @hidden)
            (#any-of? @_hides "private" "protected" "private_class_method" "private_constant"))
    """
    references = f"""
        (call method: [(identifier) (constant)] @call)
        (call receiver: {_LAST.format("type")})
        (body_statement (identifier) @call)
        (argument_list {_LAST.format("type")})
        (exceptions {_LAST.format("type")})
        (superclass [(constant) @inherit (scope_resolution name: (constant) @inherit)
                     (call receiver: {_LAST.format("inherit")})])
        (call !receiver method: (identifier) @_mixes arguments: (argument_list {_LAST.format("inherit")})
            (#any-of? @_mixes "include" "extend" "prepend"))
        (call receiver: (constant) @_class method: (identifier) @_new
            arguments: (argument_list . {_LAST.format("inherit")}) (#eq? @_class "Class") (#eq? @_new "new"))
        (call !receiver method: (identifier) @_raises arguments: (argument_list .
            [(constant) @raise (scope_resolution name: (constant) @raise) (call receiver: {_LAST.format("raise")})])
            (#any-of? @_raises "raise" "fail"))
        (call !receiver method: (identifier) @_requires arguments: (argument_list (string))
            (#any-of? @_requires "require" "require_relative" "load" "autoload")) @import
    """
    environment = re.compile(
        rb"""\bENV(?:\[|\.(?:fetch|key\?|has_key\?|include\?|delete)[ (])\s*["'](\w+)["'](?!\s*\]\s*=(?![=~]))"""
    )
    route_call = re.compile(
        rb"""^[ \t]*(get|post|put|patch|delete|options|head)[ (]\s*["']([^"'\n]*)["']"""
        rb"""(?:\s*(?:=>|,\s*to:|,\s*:to\s*=>)\s*["']([\w/]+#\w+)["']|[^\n]*\bdo\b|\)\s*\{)""",
        re.MULTILINE,
    )

    _task = re.compile(
        rb"""^(?:multitask|task)[ (]\s*(?::|["'])([\w:.-]+)"""
        rb"""|^[ \t]*[\w:]*(?:Test|Spec|Rake)Task\.(?:new|create)(?:[ (]\s*:["']?([\w:]+))?""",
        re.MULTILINE,
    )
    """Tasks of Rake at the top of a file; those in a namespace are called otherwise."""

    def grammar(self) -> object:
        import tree_sitter_ruby

        return tree_sitter_ruby.language()

    def split_name(self, name: str) -> tuple[str, str]:
        owner, _, last = name.replace("::", ".").rpartition(".") if "::" in name else ("", "", name)
        return owner.lstrip("."), last.lstrip(":")

    def body_of(self, node: Node) -> Node | None:
        comment = next((child for child in node.children if child.type == "comment"), None)
        return comment or super().body_of(node)

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        return super().header_of(_statement(node) if kind == "field" else node, "", source)

    def doc_of(self, node: Node) -> str:
        return leading_comment(_statement(node))

    def is_private(self, name: str, header: str) -> bool:
        return False

    def imports_of(self, node: Node) -> Iterable[Import]:
        method, arguments = node.child_by_field_name("method"), node.child_by_field_name("arguments")
        strings = [child for child in arguments.named_children if child.type == "string"] if arguments else []
        if not method or not arguments or not strings:
            return
        path = text_of(strings[0])[1:-1]
        if text_of(method) == "require_relative":
            path = f"./{path}"
        first = arguments.named_children[0]
        name = text_of(first)[1:] if first.type == "simple_symbol" else ""
        yield Import(path, name, name, node.start_point[0] + 1)

    def module_paths(self, module: str, importer: str) -> list[str]:
        path = module if module.endswith(".rb") else f"{module}.rb"
        if module.startswith("."):
            return [f"./{posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))}"]
        return [path] if "/" in path else [f"{folder}/{path}" for folder in ("lib", "spec", "test")]

    def _route_calls(self, source: bytes, lines: Lines, scopes: Scopes) -> list[Entry]:
        """The routes, and the tasks of Rake."""
        tasks = [
            Entry("command", (match[1] or match[2] or b"test").decode(), "", line := lines.at(match.start()),
                  scopes.at(line))
            for match in self._task.finditer(source)
        ] if b"task" in source or b"Task." in source else []  # fmt: skip
        return super()._route_calls(source, lines, scopes) + tasks

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        sections: dict[int, list[tuple[int, bool]]] = {}
        hidden: set[tuple[int, str]] = set()
        for _, captures in matches:
            for mark in captures.get("section", ()):
                sections.setdefault(_body(mark), []).append((mark.start_byte, text_of(mark) in _PRIVATE))
            for symbol in captures.get("hidden", ()):
                hidden.add((_body(_statement(symbol)), text_of(symbol)[1:]))
        for definition in super()._definitions(matches):
            statement = _statement(definition.node)
            body = _body(statement)
            marks = [private for start, private in sections.get(body, ()) if start < definition.start]
            hides = (marks[-1:] == [True] or _hides(statement)) and definition.node.type not in _UNHIDDEN
            yield definition._replace(private=hides or (body, definition.name) in hidden)

    def _symbol(self, definition: Definition, around: Symbol, parent: int, source: bytes) -> Symbol:
        if definition.kind == "function" and around.kind == "module":
            definition = definition._replace(kind="method")
        return super()._symbol(definition, around, parent, source)


def _statement(node: Node) -> Node:
    """The whole of the statement that a definition is an argument of, such as `private def a`."""
    while (parent := node.parent) is not None and parent.type in ("argument_list", "call"):
        node = parent
    return node


def _body(statement: Node) -> int:
    return statement.parent.id if statement.parent else 0


def _hides(statement: Node) -> bool:
    method = statement.child_by_field_name("method") if statement.type == "call" else None
    return method is not None and text_of(method) in _PRIVATE


LANGUAGE = Ruby()
