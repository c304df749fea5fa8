"""Facts from a syntax tree: the part that all tree-sitter languages share.

A language says with two queries what its symbols and its references are; everything else (nesting, spans, comments
above, qualifiers, passages) is found here, the same way for all.

Symbols query: each match captures `@symbol.KIND` (the whole definition) and `@name`, and `@owner` where the definition
names the symbol it belongs to without standing in it (`void A::b()`). Of two patterns that match one definition, the
first in the query counts.
References query: captures `@call`, `@attribute`, `@inherit`, `@type`, `@raise` on the node that is the used name, and
`@import` on a whole import statement (see `SyntaxLanguage.imports_of`); a name that is `@skip` too is no reference.
`@value` is on a bare name that stands for a value or before a dot: an attribute use, unless it is a local variable's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ..facts import (
    CALLABLE_KINDS,
    CLASS_KINDS,
    DATA_KINDS,
    Entry,
    FileFacts,
    Import,
    Reference,
    Remark,
    Setting,
    Symbol,
)
from .mending import mended
from .nodes import (
    Lines,
    decorators_in,
    leading_comment,
    qualifier_before,
    signature_of,
    text_of,
    unmarked,
)
from .passages import passages_of
from .scopes import Scopes
from .trees import tree_of

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Query, Tree

Match = tuple[int, dict[str, list["Node"]]]
"""The number of a pattern in its query, and the nodes that its captures took."""
REFERENCE_KINDS = ("raise", "inherit", "call", "type", "attribute")
"""In order of precedence: a name that is both a call and an attribute use is a call."""

_REMARK = re.compile(rb"(?:#|//|/\*|\*|--|;|%|<!--)[ \t]*[^\n]{0,40}?\b(TODO|FIXME|HACK|XXX)\b[:( ]?([^\n]{0,300})")
_REMARK_WORDS = (b"TODO", b"FIXME", b"HACK", b"XXX")
_BINDINGS = (
    " {} = ", "\t{} = ", " {} := ", "\t{} := ", " as {}:", " as {}\n", "for {} in ", "for {} of ", "{} => "
)  # fmt: skip
"""How a function makes a name its own."""
_MAX_DOC = 4_000


class SyntaxLanguage:
    """A language read through its tree-sitter grammar. Subclasses fill in the class attributes."""

    name: str
    symbols: str
    """Query for definitions."""
    references: str = ""
    """Query for uses."""
    wrappers: frozenset[str] = frozenset()
    """Node types that wrap a definition and belong to its span, such as a decorated definition."""
    carriers: frozenset[str] = frozenset()
    """Node types around a definition that begin on its line and have its comment above them, such as `const` in Go."""
    decorators: frozenset[str] = frozenset()
    """Node types of decorators, annotations and attributes, inside a definition or right before it."""
    parameter: re.Pattern[str] = re.compile(r"[(,*{\s](\w+)\s*(?=[,:=)}?]|$)")
    """Finds the names of the parameters in a signature."""
    package_file: str = ""
    """See `Language.package_file`."""
    unimported_types: bool = False
    """Whether types are used without an import of each: a capital letter tells them from variables."""
    environment: re.Pattern[bytes] | None = None
    """Finds reads of environment variables in the source; group 1 is the variable."""
    configuration: tuple[re.Pattern[bytes], ...] = ()
    """Find reads of configuration keys, likewise. Each begins with letters, which makes it a tenth as dear."""
    route: re.Pattern[str] | None = None
    """Finds routes in a decorator or annotation; groups: method, path."""
    route_prefix: re.Pattern[str] | None = None
    """Finds what the routes of a class begin with in its own annotations; group 1 is the path."""
    route_call: re.Pattern[bytes] | None = None
    """Finds routes that the source registers by a call; groups: method, path, what runs."""

    def grammar(self) -> object:
        """The grammar's capsule, from its own wheel."""
        raise NotImplementedError

    def parsed(self, source: bytes) -> bytes:
        """What the parser gets for `source`: as long as it, with spaces for what would mislead the grammar."""
        return source

    def module_paths(self, module: str, importer: str) -> list[str]:
        """See `Language.module_paths`. By default imports resolve by name only."""
        return []

    def imports_of(self, node: Node) -> Iterable[Import]:
        """The names that one `@import` node binds."""
        return ()

    def split_name(self, name: str) -> tuple[str, str]:
        """The owner that stands in a definition's name, with dots, and the name alone: for Ruby's `A::B::C`, "A.B" and
        "C".
        """
        return "", name

    def first_of(self, node: Node) -> Node:
        """Where a definition begins: the first of the decorators beside it, or itself."""
        before = node.prev_sibling if self.decorators else None
        while before is not None and before.type in self.decorators:
            node, before = before, before.prev_sibling
        return node

    def body_of(self, node: Node) -> Node | None:
        """Where the signature of a definition ends: its body, or a comment right before that."""
        body = node.child_by_field_name("body")
        while body is not None and (before := body.prev_sibling) is not None and "comment" in before.type:
            body = before
        return body

    def header_of(self, node: Node, kind: str, source: bytes) -> str:
        """The definition up to its body, without its decorators, on one line; without a body only a function goes on
        after its first line.
        """
        decorators = list(decorators_in(node, self.decorators))
        begin = node.start_byte
        for decorator in decorators:
            if not source[begin : decorator.start_byte].strip():
                begin = decorator.end_byte
        header = signature_of(node, source, kind in ("function", "method"), self.body_of(node), begin)
        for decorator in decorators:
            if decorator.start_byte > begin:
                header = header.replace(" ".join(text_of(decorator).split()), "", 1).lstrip()
        return header

    def doc_of(self, node: Node) -> str:
        """The documentation of a definition: by default the comment that stands right above it."""
        node = self.first_of(node)
        row = node.start_point[0]
        while (parent := node.parent) is not None and (
            parent.type in self.wrappers or (parent.type in self.carriers and parent.start_point[0] == row)
        ):
            node = parent
        return leading_comment(node)

    def decorators_of(self, node: Node) -> tuple[str, ...]:
        """Decorators, annotations or attributes of a definition, as written, without their marker."""
        if not self.decorators:
            return ()
        found = list(decorators_in(node, self.decorators))
        before = node.prev_sibling
        while before is not None and before.type in self.decorators:
            found.insert(0, before)
            before = before.prev_sibling
        if node.parent is not None and node.parent.type in self.wrappers:
            found = [*decorators_in(node.parent, self.decorators), *found]
        return tuple(unmarked(" ".join(text_of(decorator).split())) for decorator in found)

    def is_private(self, name: str, header: str) -> bool:
        """Whether a definition is private; `header` is its signature as written."""
        return name.startswith("_") and not name.endswith("__")

    def is_main(self, symbol: Symbol) -> bool:
        """Whether the program starts at this symbol."""
        return symbol.name == "main" and symbol.kind in CALLABLE_KINDS and symbol.parent == 0

    @cached_property
    def _tools(self) -> tuple[Parser, Query, int]:
        """The parser, both queries as one, since a walk over the tree costs most, and where references begin in it."""
        import tree_sitter

        language = tree_sitter.Language(self.grammar())
        query = tree_sitter.Query(language, self.symbols + self.references)
        end = len(self.symbols.encode())
        patterns = sum(query.start_byte_for_pattern(index) < end for index in range(query.pattern_count))
        return tree_sitter.Parser(language), query, patterns

    def read(self, source: bytes) -> FileFacts:
        """The facts of one file. Never raises on any input."""
        parser = self._tools[0]
        text = source.decode("utf-8", "replace")
        if "\ufffd" in text:  # a query that compares texts fails on bytes that are not UTF-8
            source = text.encode()
        parsed = self.parsed(source)
        tree = tree_of(parser, parsed)
        if tree is None:
            return self._unparsed(source)
        facts = self._facts(tree, parsed, source, Lines(source, text))
        if tree.root_node.has_error and (without := mended(parser, parsed, tree)):
            whole = self._facts(without[1], without[0], source, Lines(source, text))
            if len(whole.symbols) >= len(facts.symbols) and _names(whole) != _names(facts):
                return whole._replace(broken=True)
        return facts

    def _facts(self, tree: Tree, parsed: bytes, source: bytes, lines: Lines) -> FileFacts:
        """The facts of a source that was `parsed` as one with perhaps less in it."""
        from tree_sitter import QueryCursor

        _, query, symbol_patterns = self._tools
        root = tree.root_node
        definitions: list[Match] = []
        uses: dict[str, list[Node]] = defaultdict(list)
        for match in QueryCursor(query).matches(root):
            if match[0] < symbol_patterns:
                definitions.append(match)
            else:
                for kind, nodes in match[1].items():
                    uses[kind] += nodes
        symbols = self._symbols(definitions, parsed, lines)
        scopes = Scopes(symbols)
        names = [captures.get(key, ()) for _, captures in definitions for key in ("name", "owner")]
        no_uses = {node.start_byte for nodes in (*names, uses["skip"]) for node in nodes}
        statements = sorted(uses["import"], key=lambda node: node.start_byte)
        imports = [item for node in statements for item in self.imports_of(node)]
        if uses["value"]:
            own = {symbol.name for symbol in symbols[1:] if symbol.parent == 0}
            known = {name.encode() for name in own.union(item.alias for item in imports)}
            uses["attribute"] += self._values(uses["value"], source, known, symbols, scopes, lines)
        references = _references(uses, source, scopes, no_uses)
        references += [
            Reference("import", item.name, item.module, item.line, scopes.at(item.line))
            for item in imports
            if item.name
        ]
        return FileFacts(
            self.name, len(lines), root.has_error, symbols, references, imports,
            self._settings(source, lines, scopes), self._entries(symbols) + self._route_calls(source, lines, scopes),
            _remarks(source, lines, scopes), passages_of(symbols, lines.text),
        )  # fmt: skip

    def _values(
        self, nodes: list[Node], source: bytes, known: set[bytes], symbols: list[Symbol], scopes: Scopes, lines: Lines
    ) -> Iterator[Node]:
        """The bare names that mean something of the file or its imports, or a type; no local variables."""
        local: dict[tuple[bytes, int], bool] = {}
        for node in nodes:
            name = source[node.start_byte : node.end_byte]
            if name in known:
                key = name, scopes.at(node.start_point[0] + 1)
                if key not in local:
                    local[key] = self._is_local(name.decode(), key[1], symbols, lines)
                if not local[key]:
                    yield node
            elif self.unimported_types and name[:1].isupper():
                yield node

    def _is_local(self, name: str, scope: int, symbols: list[Symbol], lines: Lines) -> bool:
        """Whether a function around a scope has a parameter or variable of a name."""
        while scope > 0:
            symbol = symbols[scope]
            if symbol.kind in CALLABLE_KINDS:
                if name in symbol.signature and name in self.parameter.findall(symbol.signature):
                    return True
                text = "\n".join(line for line in lines.text[symbol.start - 1 : symbol.end] if name in line)
                if any(binding.format(name) in text for binding in _BINDINGS):
                    return True
            scope = symbol.parent
        return False

    def _unparsed(self, source: bytes) -> FileFacts:
        lines = Lines(source, source.decode("utf-8", "replace"))
        symbols = [Symbol("file", "", "", -1, 1, max(1, len(lines)))]
        passages = passages_of(symbols, lines.text)
        return FileFacts(self.name, len(lines), True, symbols, [], [], [], [], [], passages)

    def _symbols(self, matches: list[Match], source: bytes, lines: Lines) -> list[Symbol]:
        definitions = sorted(self._definitions(matches), key=lambda definition: definition[:3])
        symbols = [Symbol("file", "", "", -1, 1, max(1, len(lines)))]
        ends = [float("inf")]
        open_symbols = [0]
        seen = set()
        for definition in definitions:
            span = definition[:2]
            if span in seen:
                continue
            seen.add(span)
            while -definition.negative_end > ends[-1]:
                ends.pop()
                open_symbols.pop()
            parent = open_symbols[-1]
            if definition.kind == symbols[parent].kind and definition.kind in DATA_KINDS:  # `a, b int` declares both
                parent = symbols[parent].parent
            symbols.append(self._symbol(definition, symbols[parent], parent, source))
            ends.append(-definition.negative_end)
            open_symbols.append(len(symbols) - 1)
        return symbols

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        for pattern, captures in matches:
            inner, name = self.split_name(text_of(captures["name"][0])) if "name" in captures else ("", "")
            if not name:
                continue
            owner = ".".join(filter(None, (*map(text_of, captures.get("owner", ())), inner)))
            for capture, (node, *_) in captures.items():
                if capture.startswith("symbol."):
                    outer = node.parent if self.wrappers else None
                    if outer is None or outer.type not in self.wrappers:
                        outer = node
                    first = self.first_of(outer)
                    yield Definition(
                        first.start_byte, -outer.end_byte, pattern, capture[7:], owner, name, node, first, outer
                    )

    def _symbol(self, definition: Definition, around: Symbol, parent: int, source: bytes) -> Symbol:
        kind, owner, name, node, first, outer, private = definition[3:]
        if kind == "function" and around.kind in CLASS_KINDS and around.kind != "module":
            kind = "method"
        header = self.header_of(node, kind, source)
        start, end = first.start_point[0], outer.end_point
        return Symbol(
            kind, name, ".".join(filter(None, (around.qualname, owner, name))), parent,
            start + 1, end[0] + (1 if end[1] or end[0] == start else 0),
            header, self.doc_of(node)[:_MAX_DOC], self.decorators_of(node),
            "private" if private or self.is_private(name, header) else "public",
        )  # fmt: skip

    def _settings(self, source: bytes, lines: Lines, scopes: Scopes) -> list[Setting]:
        patterns = [("env", self.environment)] if self.environment else []
        patterns += [("config", pattern) for pattern in self.configuration]
        settings = [
            Setting(kind, match[1].decode(errors="replace"), line := lines.at(match.start()), scopes.at(line))
            for kind, pattern in patterns
            for match in pattern.finditer(source)
        ]
        return sorted(settings, key=lambda setting: setting.line)

    def _entries(self, symbols: list[Symbol]) -> list[Entry]:
        entries = [Entry("main", s.qualname, "", s.start, i) for i, s in enumerate(symbols) if self.is_main(s)]
        if self.route:
            entries += [
                Entry("route", _route_name(match[1] or "", self._routed(symbols[symbol.parent], match[2] or "")), "",
                      symbol.start, index)
                for index, symbol in enumerate(symbols)
                for decorator in symbol.decorators
                if (match := self.route.search(decorator))
            ]  # fmt: skip
        return entries

    def _routed(self, around: Symbol, path: str) -> str:
        if self.route_prefix is None:
            return path
        prefix = next((match[1] for match in map(self.route_prefix.search, around.decorators) if match), "")
        return "/" + "/".join(filter(None, (prefix.strip("/"), path.strip("/"))))

    def _route_calls(self, source: bytes, lines: Lines, scopes: Scopes) -> list[Entry]:
        if self.route_call is None:
            return []
        return [
            Entry("route", _route_name(method, path), target, line := lines.at(match.start()), scopes.at(line))
            for match in self.route_call.finditer(source)
            for method, path, target in [[(group or b"").decode("utf-8", "replace") for group in match.groups()]]
        ]


class Definition(NamedTuple):
    """One match of the symbols query; sorts by its place, the outermost first."""

    start: int
    negative_end: int
    pattern: int
    kind: str
    owner: str
    name: str
    node: Node
    first: Node
    """Where its span begins."""
    outer: Node
    """Where its span ends."""
    private: bool = False
    """Private by where it stands; what its own header says comes on top."""


def _names(facts: FileFacts) -> set[str]:
    return {symbol.qualname for symbol in facts.symbols}


def _references(uses: dict[str, list[Node]], source: bytes, scopes: Scopes, no_uses: set[int]) -> list[Reference]:
    """The uses, in order, but those that begin at one of the bytes in `no_uses`."""
    found: dict[int, tuple[str, Node] | None] = dict.fromkeys(no_uses)
    for kind in REFERENCE_KINDS:
        for node in uses[kind]:
            if (start := node.start_byte) not in found:
                found[start] = kind, node
    references = []
    for start in sorted(found):
        if use := found[start]:
            kind, node = use
            line = node.start_point[0] + 1
            owner, _, name = source[start : node.end_byte].decode("utf-8", "replace").rpartition(".")
            scope = scopes.at(line, of_class=kind == "inherit")
            references.append(Reference(kind, name, owner or qualifier_before(source, start), line, scope))
    return references


def _route_name(method: str, path: str) -> str:
    return f"{method.upper()} {path}".strip()


def _remarks(source: bytes, lines: Lines, scopes: Scopes) -> list[Remark]:
    if not any(word in source for word in _REMARK_WORDS):
        return []
    return [
        Remark(match[1].decode(), match[2].decode("utf-8", "replace").strip(" \t\r*/"), line := lines.at(match.start()),
               scopes.at(line))
        for match in _REMARK.finditer(source)
    ]  # fmt: skip
