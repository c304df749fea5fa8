"""JSON, with comments where it has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING

from ...facts import Entry, Symbol
from ..nodes import leading_comment, text_of
from ..outline import MAX_DEPTH, MAX_KEYS, OutlineLanguage, Page, Part

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_VALUE = re.compile(r'"(?:[^"\\]|\\.)*"\s*:\s*"((?:[^"\\]|\\.)*)')
_ENTRIES = {"scripts": "command", "bin": "script"}
"""What one types to develop it, and what an installation gives."""


class Json(OutlineLanguage):
    """The keys of objects inside objects; those inside arrays are data."""

    name = "json"

    @cached_property
    def _parser(self) -> Parser:
        import tree_sitter
        import tree_sitter_json

        return tree_sitter.Parser(tree_sitter.Language(tree_sitter_json.language()))

    def parts(self, page: Page) -> list[Part]:
        source = page.text.encode()
        root = self._parser.parse(source).root_node
        page.broken = root.has_error
        objects = [node for node in islice(root.named_children, 10) if node.type == "object"]
        parts: list[tuple[int, Part]] = []
        for level in range(1, MAX_DEPTH + 1):
            pairs = list(islice(chain.from_iterable(map(_pairs, objects)), MAX_KEYS + 1))
            if parts and len(parts) + len(pairs) > MAX_KEYS:
                break
            parts += [(pair.start_byte, part) for pair in pairs if (part := _part(pair, level, source))]
            values = [pair.child_by_field_name("value") for pair in pairs]
            objects = [value for value in values if value and value.type == "object"]
        return [part for _, part in sorted(parts)][:MAX_KEYS]

    def entries(self, page: Page, symbols: list[Symbol]) -> Iterator[Entry]:
        """The scripts and binaries of a package.json."""
        top = {symbol.name: symbol for symbol in symbols if symbol.parent == 0}
        if "name" not in top and "version" not in top:
            return
        for index, symbol in enumerate(symbols):
            value = _VALUE.match(symbol.signature)
            if not value:
                continue
            target = value[1].replace('\\"', '"')
            if symbol.parent == 0 and symbol.name == "bin":
                name = _VALUE.match(top["name"].signature) if "name" in top else None
                yield Entry("script", name[1].rpartition("/")[2] if name else "", target, symbol.start, index)
            elif symbol.parent > 0 and symbols[symbol.parent].qualname in _ENTRIES:
                yield Entry(_ENTRIES[symbols[symbol.parent].qualname], symbol.name, target, symbol.start, index)


def _pairs(node: Node) -> Iterator[Node]:
    cursor = node.walk()
    more = cursor.goto_first_child()
    while more:
        if cursor.node and cursor.node.type == "pair":
            yield cursor.node
        more = cursor.goto_next_sibling()


def _part(pair: Node, level: int, source: bytes) -> Part | None:
    key = pair.child_by_field_name("key")
    name = text_of(key).strip('"') if key else ""
    if not name:
        return None
    head = source[pair.start_byte : min(pair.end_byte, pair.start_byte + 600)].split(b"\n", 1)[0]
    return Part(
        "key", name, level, pair.start_point[0], pair.end_point[0],
        head.decode("utf-8", "replace").rstrip(" [{"), leading_comment(pair),
    )  # fmt: skip


LANGUAGE = Json()
