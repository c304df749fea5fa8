"""Elixir."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import TYPE_CHECKING

from ...facts import Entry, Import
from ..nodes import Lines, leading_comment, text_of
from ..scopes import Scopes
from ..syntax import Definition, Match, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_CLAUSE = """(arguments . [(identifier) @name (call target: (identifier) @name)
    (binary_operator left: [(identifier) @name (call target: (identifier) @name)] operator: "when")])"""
_KEYWORDS = """ "def" "defp" "defmacro" "defmacrop" "defmodule" "defprotocol" "defimpl" "defstruct" "defexception"
    "defguard" "defguardp" "defdelegate" "defoverridable" "alias" "import" "require" "use" "quote" "unquote"
    "unquote_splicing" "case" "cond" "if" "unless" "for" "with" "try" "receive" "raise" "reraise" "super" """
_NOT_CONSTANTS = (
    "^(doc|moduledoc|typedoc|spec|type|typep|opaque|callback|macrocallback|optional_callbacks|impl|behaviour|derive|since"
    "|enforce_keys|deprecated|dialyzer|compile|on_load|before_compile|after_compile|on_definition|external_resource"
    "|vsn|tag|moduletag|describetag)$"
)
_ATTRIBUTES = frozenset({"doc", "typedoc", "spec", "impl", "deprecated", "dialyzer", "tag", "since"})
"""What may stand before a definition and belongs to it."""
_PRIVATE = ("defp ", "defmacrop ", "defguardp ", "defnp ", "@typep ")
_PHOENIX = ("controllers", "live", "components", "views", "plugs", "channels")
_QUOTES = re.compile(r"""^(?:~[sS])?(?:\"{3}|'{3}|["'(\[{|/<])|(?:\"{3}|'{3}|["')\]}|/>])$""")


class Elixir(SyntaxLanguage):
    """Elixir, with the routes of Plug and Phoenix and the tests of ExUnit. The clauses of a function are one symbol."""

    name = "elixir"
    symbols = f"""
        (call target: (identifier) @_def (arguments . (alias) @name) (#eq? @_def "defmodule")) @symbol.module
        (call target: (identifier) @_def (arguments . (alias) @name) (#eq? @_def "defprotocol")) @symbol.interface
        (call target: (identifier) @_def (arguments . (alias) (keywords . (pair value:
            [(alias) @name (identifier) @name (list . (alias) @name)]))) (#eq? @_def "defimpl")) @symbol.impl
        (call target: (identifier) @_def (arguments . (alias) @name .) (#eq? @_def "defimpl")) @symbol.impl
        (call target: (identifier) @_def {_CLAUSE}
            (#any-of? @_def "def" "defp" "defdelegate" "defguard" "defguardp" "defn" "defnp")
            (#not-eq? @name "unquote")) @symbol.function
        (call target: (identifier) @_def {_CLAUSE} (#any-of? @_def "defmacro" "defmacrop")
            (#not-eq? @name "unquote")) @symbol.macro
        (unary_operator operator: "@" operand: (call target: (identifier) @_def (arguments . (binary_operator
            left: (call target: (identifier) @name)))) (#any-of? @_def "callback" "macrocallback")) @symbol.function
        (unary_operator operator: "@" operand: (call target: (identifier) @_def (arguments . (binary_operator
            left: [(identifier) @name (call target: (identifier) @name)])))
            (#any-of? @_def "type" "typep" "opaque")) @symbol.type
        (call target: (identifier) @_def (arguments . (list [(atom) @name @symbol.field
            (keywords (pair key: (keyword) @name) @symbol.field)])) (#any-of? @_def "defstruct" "defexception"))
        (call target: (identifier) @_def (arguments . (keywords (pair key: (keyword) @name) @symbol.field))
            (#any-of? @_def "defstruct" "defexception"))
        (do_block (unary_operator operator: "@" operand: (call target: (identifier) @name (arguments))
            (#not-match? @name "{_NOT_CONSTANTS}")) @symbol.constant)
        (call target: (identifier) @_def (arguments . (string . (quoted_content) @name .)) (do_block)
            (#any-of? @_def "test" "property")) @symbol.function
    """
    references = f"""
        (call target: (identifier) @import . (arguments) (#any-of? @import "alias" "import" "require" "use"))
        (call target: (identifier) @skip (#any-of? @skip {_KEYWORDS}))
        (unary_operator operator: "@" operand: (call target: (identifier) @skip))
        (unary_operator operator: "@" operand: (call target: (identifier) @_spec . (arguments . (binary_operator left:
            [(call target: (identifier) @skip) (binary_operator left: (call target: (identifier) @skip))])))
            (#eq? @_spec "spec"))
        (call target: (identifier) @call)
        (call target: (dot left: (alias) @type right: (identifier) @call))
        (call target: (dot right: (identifier) @call) . (arguments))
        (call target: (dot right: (identifier) @attribute) .)
        (binary_operator operator: "|>" right: (identifier) @call)
        (unary_operator operator: "&" operand: (binary_operator left: (identifier) @call operator: "/"))
        (unary_operator operator: "@" operand: (identifier) @attribute)
        (unary_operator operator: "@" operand: (call target: (identifier) @_behaviour . (arguments (alias) @inherit))
            (#eq? @_behaviour "behaviour"))
        (call target: (identifier) @_use . (arguments . (alias) @inherit) (#any-of? @_use "use" "defimpl"))
        (call target: (identifier) @_raise . (arguments . [(alias) @raise (map (struct (alias) @raise))])
            (#any-of? @_raise "raise" "reraise"))
        (call target: (identifier) @_plain . (arguments (alias) @skip)
            (#any-of? @_plain "defmodule" "defprotocol" "alias" "import" "require"))
        (call (arguments (alias) @type))
        [(struct (alias) @type) (list (alias) @type) (pair value: (alias) @type) (binary_operator right: (alias) @type)]
    """
    environment = re.compile(rb"""\bSystem\.(?:get_env|fetch_env!?)\(?\s*"(\w+)\"""")
    route_call = re.compile(
        rb"""^[ \t]*(get|post|put|patch|delete|options|head|live)[ (]\s*"(/[^"\n]*)"[ \t]*"""
        rb"""(?:,\s*([A-Z][\w.]*(?:\s*,\s*:\w+)?)|(?:,[^\n]*)?\bdo\b)""",
        re.MULTILINE,
    )

    def grammar(self) -> object:
        import tree_sitter_elixir

        return tree_sitter_elixir.language()

    def split_name(self, name: str) -> tuple[str, str]:
        if not name[:1].isupper():
            return "", name.strip(": ")
        owner, _, last = name.rpartition(".")
        return owner, last

    def first_of(self, node: Node) -> Node:
        """Where a definition begins: the first of its `@doc`, `@spec` and the like."""
        for attribute in _attributes_before(node):
            node = attribute
        return node

    def body_of(self, node: Node) -> Node | None:
        last = node.children[-1] if node.children else node
        if last.type == "arguments" and last.named_children and last.named_children[-1].type == "keywords":
            last = last.named_children[-1]
        return last if last.type == "do_block" or text_of(last).startswith("do:") else None

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        return super().header_of(node, kind, source).rstrip(" ,")

    def doc_of(self, node: Node) -> str:
        if node.type not in ("call", "unary_operator"):
            return ""
        definition = text_of(node.children[0])
        if definition in ("defmodule", "defprotocol", "defimpl"):
            body = self.body_of(node)
            inside = body.named_children if body else []
            return next((_string(child) for child in inside if _attribute(child) == "moduledoc"), "")
        for attribute in _attributes_before(node):
            node = attribute
            if _attribute(node) in ("doc", "typedoc") and (doc := _string(node)):
                return doc
        return leading_comment(node)

    def is_private(self, name: str, header: str) -> bool:
        return super().is_private(name, header) or header.startswith(_PRIVATE)

    def imports_of(self, node: Node) -> Iterable[Import]:
        keyword, arguments = text_of(node), node.next_sibling
        names = arguments.named_children if arguments is not None and arguments.type == "arguments" else []
        line = node.start_point[0] + 1
        options = dict(_pairs(names))
        for module in _modules(names[0]) if names else ():
            if keyword == "import":
                imported = [name for name, _ in _pairs([options["only"]])] if "only" in options else []
                yield from (Import(module, name, name, line) for name in imported)
                if not imported:
                    yield Import(module, "*", "", line)
            else:
                name = module.rpartition(".")[2]
                alias = text_of(options["as"]) if "as" in options else name if keyword == "alias" else module
                yield Import(module, name, alias, line)

    def module_paths(self, module: str, importer: str) -> list[str]:
        root, *names = [re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
                        for name in module.split(".")]  # fmt: skip
        path = "/".join([root, *names])
        if not names:
            return [f"lib/{root}.ex", f"test/support/{root}.ex", f"test/support/{root}.exs"]
        if not root.endswith("_web"):
            return [f"{path}.ex", f"{path}.exs"]
        return [f"{path}.ex", *(f"{root}/{folder}/{'/'.join(names)}.ex" for folder in _PHOENIX)]

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        merged: list[Definition] = []
        previous: dict[int, tuple[tuple[str, int], int]] = {}
        for found in sorted(super()._definitions(matches), key=lambda definition: definition[:3]):
            definition = _implementation(found) if found.kind == "impl" else found
            around = definition.node.parent.id if definition.node.parent else 0
            clause = (definition.name, _arity(definition.node))
            known, index = previous.get(around, (None, 0))
            if clause == known and clause[1] >= 0 and definition.first == definition.node:
                merged[index] = merged[index]._replace(negative_end=definition.negative_end, outer=definition.outer)
            else:
                previous[around] = (clause, len(merged))
                merged.append(definition)
        yield from merged

    def _route_calls(self, source: bytes, lines: Lines, scopes: Scopes) -> list[Entry]:
        return [
            entry._replace(target=re.sub(r"\s*,\s*:", ".", entry.target))
            for entry in super()._route_calls(source, lines, scopes)
        ]


def _implementation(definition: Definition) -> Definition:
    """A `defimpl`, with the protocol as the owner of the type."""
    protocol = text_of(definition.node.children[1].named_children[0])
    of = ".".join(filter(None, (definition.owner, definition.name)))
    return definition if of == protocol else definition._replace(owner=f"{protocol}.{of}".rpartition(".")[0])


def _arity(definition: Node) -> int:
    """How many parameters the head of a definition has; -1 for one that has no head."""
    arguments = definition.children[1] if definition.type == "call" else None
    head = arguments.named_children[0] if arguments is not None and arguments.named_children else None
    if head is not None and head.type == "binary_operator":
        head = head.child_by_field_name("left")
    if head is None or head.type not in ("identifier", "call"):
        return -1
    return sum(child.named_child_count for child in head.children if child.type == "arguments")


def _attributes_before(node: Node) -> Iterator[Node]:
    """The `@doc`, `@spec` and the like of a definition, the nearest first."""
    before = node.prev_sibling
    while before is not None:
        if _attribute(before) in _ATTRIBUTES:
            yield before
        elif before.type != "comment":
            return
        before = before.prev_sibling


def _attribute(node: Node) -> str:
    """The name of a module attribute: "doc" for `@doc "..."`; "" when the node is none."""
    if node.type != "unary_operator" or node.child_count < 2 or text_of(node.children[0]) != "@":
        return ""
    target = node.children[1].child_by_field_name("target")
    return text_of(target) if target else ""


def _string(attribute: Node) -> str:
    arguments = attribute.children[1].named_children[1:]
    value = arguments[0].named_children[0] if arguments else None
    if value is None or value.type not in ("string", "sigil"):
        return ""
    return cleandoc(_QUOTES.sub("", text_of(value)))


def _pairs(nodes: list[Node]) -> Iterator[tuple[str, Node]]:
    """The keys and values of keyword lists, with or without brackets."""
    for node in nodes:
        if node.type == "list":
            yield from _pairs(node.named_children)
        elif node.type == "keywords":
            for pair in node.named_children:
                key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
                if key and value:
                    yield text_of(key).strip(": "), value


def _modules(node: Node) -> list[str]:
    """The modules that `A.B` or `A.{B, C}` names."""
    if node.type == "alias":
        return [text_of(node)]
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or right.type != "tuple":
        return []
    return [f"{text_of(left)}.{text_of(name)}" for name in right.named_children]


LANGUAGE = Elixir()
