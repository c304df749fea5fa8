"""Shell scripts: sh, Bash and Bats tests."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import text_of
from ..syntax import Definition, Match, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_BATS_TEST = re.compile(rb"""^@test[ \t]+(["'])([^\n]+?)\1[ \t]*\{""", re.MULTILINE)
_FOLDER = re.compile(r"""^["']*(?:\$\{[^}]*\}|\$\w+|\$\(.*\)|`.*`)["']*/""", re.DOTALL)


class Bash(SyntaxLanguage):
    """What Bash's grammar reads of any shell."""

    name = "bash"
    carriers = frozenset({"declaration_command"})
    symbols = """
        (function_definition name: (word) @name) @symbol.function
        (program (declaration_command "readonly" (variable_assignment name: (variable_name) @name) @symbol.constant))
        (program (declaration_command (variable_assignment name: (variable_name) @name) @symbol.variable))
        (program (variable_assignment name: (variable_name) @name) @symbol.variable)
    """
    references = """
        (command name: (command_name (word) @call))
        (command name: (command_name (word) @_trap) . argument: (word) @call (#eq? @_trap "trap"))
        ((command_name (word) @skip) (#any-of? @skip "." ":" "[" "source" "trap"))
        ((simple_expansion (variable_name) @attribute) (#not-match? @attribute "^[0-9]"))
        ((expansion (variable_name) @attribute) (#not-match? @attribute "^[0-9]"))
        (command name: (command_name (word) @_source) . argument: (_) (#any-of? @_source "source" ".")) @import
    """
    environment = re.compile(rb"\$\{([A-Z][A-Z0-9_]*):?[-=?+]")

    def grammar(self) -> object:
        import tree_sitter_bash

        return tree_sitter_bash.language()

    def parsed(self, source: bytes) -> bytes:
        return _BATS_TEST.sub(_bats_function, source)

    def imports_of(self, node: Node) -> Iterable[Import]:
        argument = node.child_by_field_name("argument")
        path = _FOLDER.sub("", text_of(argument)).strip("\"'") if argument else ""
        return [Import(path, "", "", node.start_point[0] + 1)] if path and "$" not in path else ()

    def module_paths(self, module: str, importer: str) -> list[str]:
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
        return [f"./{beside}", posixpath.normpath(module).replace("../", "")]

    def _definitions(self, matches: list[Match]) -> Iterator[Definition]:
        """Of the assignments to a variable only the first."""
        assigned = set()
        for definition in sorted(super()._definitions(matches), key=lambda definition: definition[:3]):
            if definition.kind == "function" or definition.name not in assigned:
                yield definition
            if definition.kind != "function":
                assigned.add(definition.name)


def _bats_function(match: re.Match[bytes]) -> bytes:
    """A Bats test as the function of the same length that Bats makes of it."""
    return (re.sub(rb"\W", b"_", match[2]) + b"() {").ljust(len(match[0]))


LANGUAGE = Bash()
