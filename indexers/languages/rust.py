"""Rust."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ...facts import Import, Symbol
from ..nodes import text_of
from ..syntax import Definition, SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node

_TYPE = """[(type_identifier) @{0} (scoped_type_identifier name: (type_identifier) @{0})
    (generic_type type: [(type_identifier) @{0} (scoped_type_identifier name: (type_identifier) @{0})])]"""
_STANDARD = frozenset({"std", "core", "alloc", "proc_macro", "test"})
_CRATE_ROOTS = frozenset({"lib", "main", "mod", "build"})


class Rust(SyntaxLanguage):
    """Rust, its macros read as far as their tokens look like calls."""

    name = "rust"
    decorators = frozenset({"attribute_item"})
    symbols = f"""
        (function_item name: (_) @name) @symbol.function
        (function_signature_item name: (_) @name) @symbol.function
        (struct_item name: (type_identifier) @name) @symbol.struct
        (union_item name: (type_identifier) @name) @symbol.struct
        (enum_item name: (type_identifier) @name) @symbol.enum
        (enum_variant name: (identifier) @name) @symbol.constant
        (trait_item name: (type_identifier) @name) @symbol.trait
        (impl_item type: {_TYPE.format("name")}) @symbol.impl
        (impl_item type: (reference_type type: {_TYPE.format("name")})) @symbol.impl
        (impl_item type: (_) @name) @symbol.impl
        (mod_item name: (identifier) @name body: (_)) @symbol.module
        (type_item name: (type_identifier) @name) @symbol.type
        (associated_type name: (type_identifier) @name) @symbol.type
        (const_item name: (identifier) @name) @symbol.constant
        (static_item name: (identifier) @name) @symbol.variable
        (field_declaration name: (field_identifier) @name) @symbol.field
        (macro_definition name: (identifier) @name) @symbol.macro
        (let_declaration pattern: (identifier) @name value: (closure_expression)) @symbol.function
    """
    references = f"""
        (call_expression function: [(identifier) @call (scoped_identifier name: (identifier) @call)
            (field_expression field: (field_identifier) @call)
            (generic_function function: [(identifier) @call (scoped_identifier name: (identifier) @call)
                                         (field_expression field: (field_identifier) @call)])])
        (struct_expression name: [(type_identifier) @call (scoped_type_identifier name: (type_identifier) @call)])
        (macro_invocation macro: [(identifier) @call (scoped_identifier name: (identifier) @call)])
        (macro_invocation macro: (identifier) @raise
            (#any-of? @raise "panic" "bail" "ensure" "anyhow" "unreachable" "todo" "unimplemented"))
        (call_expression function: (identifier) @_error arguments: (arguments . [
            (scoped_identifier name: (identifier) @raise)
            (struct_expression name: [(type_identifier) @raise (scoped_type_identifier name: (type_identifier) @raise)])
            (call_expression function: (identifier) @raise)
            (call_expression function: (scoped_identifier name: (identifier) @raise))])
            (#eq? @_error "Err") (#match? @raise "^[A-Z]"))
        (call_expression function: (identifier) @_error arguments: (arguments . (call_expression
            function: (scoped_identifier path: (identifier) @raise name: (identifier) @_made)))
            (#eq? @_error "Err") (#match? @raise "^[A-Z]") (#match? @_made "^[a-z]"))
        (token_tree (identifier) @call . (token_tree . "("))
        (field_expression field: (field_identifier) @attribute)
        (field_initializer field: (field_identifier) @attribute)
        (scoped_identifier name: (identifier) @attribute)
        ((scoped_identifier path: [(identifier) @type (scoped_identifier name: (identifier) @type)])
            (#match? @type "^[A-Z]"))
        ((type_identifier) @type (#not-eq? @type "Self"))
        (impl_item trait: {_TYPE.format("inherit")})
        (trait_item bounds: (trait_bounds {_TYPE.format("inherit")}))
        (scoped_identifier path: (scoped_identifier name: (identifier) @skip))
        (use_declaration argument: (scoped_identifier name: (identifier) @skip))
        (use_declaration argument: (use_as_clause path: (scoped_identifier name: (identifier) @skip)))
        (scoped_use_list path: (scoped_identifier name: (identifier) @skip))
        (use_list [(scoped_identifier name: (identifier) @skip)
                   (use_as_clause path: (scoped_identifier name: (identifier) @skip))])
        (use_wildcard (scoped_identifier name: (identifier) @skip))
        (arguments (identifier) @value)
        (field_initializer value: (identifier) @value)
        (let_declaration value: (identifier) @value)
        (use_declaration) @import
        (extern_crate_declaration) @import
        (mod_item !body) @import
    """
    environment = re.compile(rb"""\b(?:option_)?env(?:::var(?:_os)?\(|!\(|\s*=)\s*"([A-Za-z_]\w*)\"""")
    route = re.compile(r"""^(?:\w+::)*(get|post|put|patch|delete|head|options)\(\s*"([^"]*)""")
    route_call = re.compile(
        rb"""\.route\(\s*(?="[^"\n]*"\s*,\s*(?:\w+::)*(get|post|put|patch|delete|head|options)\()"""
        rb""""(/[^"\n]*)"\s*,\s*(?:\w+::)*\w+\(\s*([\w:]+)?"""
    )

    def grammar(self) -> object:
        import tree_sitter_rust

        return tree_sitter_rust.language()

    def is_private(self, name: str, header: str) -> bool:
        return not header.startswith("pub")

    def _symbol(self, definition: Definition, around: Symbol, parent: int, source: bytes) -> Symbol:
        symbol = super()._symbol(definition, around, parent, source)
        inherits = around.kind in ("trait", "enum") or (around.kind == "impl" and " for " in around.signature)
        return symbol._replace(visibility="public") if inherits or symbol.kind in ("impl", "macro") else symbol

    def imports_of(self, node: Node) -> Iterable[Import]:
        line = node.start_point[0] + 1
        if node.type == "use_declaration":
            tree = node.child_by_field_name("argument")
            return _used(tree, "", _inline_depth(node)) if tree else ()
        name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if name is None:
            return ()
        module = text_of(name)
        return [Import(f"self::{module}" if node.type == "mod_item" else module, "", text_of(alias or name), line)]

    def module_paths(self, module: str, importer: str) -> list[str]:
        first, *rest = module.replace("::", ".").split(".")
        folder, name = posixpath.split(importer)
        own = folder if posixpath.splitext(name)[0] in _CRATE_ROOTS else posixpath.splitext(importer)[0]
        if first == "crate":
            roots = _crate_roots(folder)
            files = [path for root in roots for path in _module_files(root, rest)]
            return files + [path for root in roots if len(rest) < 2 for path in _roots(root)]
        if first == "self":
            return [*_module_files(own, rest), f"./{importer}"]
        if first == "super":
            own = posixpath.dirname(own)
            while rest[:1] == ["super"]:
                own, rest = posixpath.dirname(own), rest[1:]
            return _module_files(own, rest) + _module_file(own)
        if first in _STANDARD:
            return []
        return _module_files(own, [first, *rest]) + _other_crate(first, rest)


def _used(tree: Node, prefix: str, depth: int) -> Iterator[Import]:
    """The names of one use tree under the path `prefix`, inside `depth` modules of the same file."""
    line = tree.start_point[0] + 1
    if tree.type == "use_list":
        for child in tree.named_children:
            yield from _used(child, prefix, depth)
    elif tree.type == "scoped_use_list":
        path, uses = tree.child_by_field_name("path"), tree.child_by_field_name("list")
        if uses is not None:
            yield from _used(uses, _joined(prefix, text_of(path) if path else ""), depth)
    elif tree.type == "use_wildcard":
        yield Import(_local(_joined(prefix, text_of(tree).removesuffix("*").rstrip(":")), depth), "*", "", line)
    elif tree.type == "use_as_clause":
        path, alias = tree.child_by_field_name("path"), tree.child_by_field_name("alias")
        if path is not None and alias is not None:
            bound = _bound(_joined(prefix, text_of(path)), text_of(alias), line, depth)
            yield bound._replace(alias="") if bound.alias == "_" else bound
    elif tree.type != "line_comment" and tree.type != "block_comment":
        yield _bound(_joined(prefix, text_of(tree)), "", line, depth)


def _joined(prefix: str, path: str) -> str:
    path = "".join(path.split())
    return f"{prefix}::{path}" if prefix and path else prefix or path


def _bound(path: str, alias: str, line: int, depth: int) -> Import:
    module, _, name = path.removesuffix("::self").rpartition("::")
    if not module:
        return Import(_local(name, depth), "", alias or name, line)
    return Import(_local(module, depth), name, alias or name, line)


def _local(module: str, depth: int) -> str:
    """`super` of a module inside a file is the file itself."""
    while depth and module.partition("::")[0] == "super":
        module = f"self{module.removeprefix('super')}".replace("self::super", "super")
        depth -= 1
    return module


def _inline_depth(node: Node) -> int:
    depth, parent = 0, node.parent
    while parent is not None:
        depth += parent.type == "mod_item"
        parent = parent.parent
    return depth


def _crate_roots(folder: str) -> list[str]:
    """Where the crate's first file may lie: in the last `src` above, or else in any folder above, the nearest first."""
    parts = folder.split("/") if folder else []
    if "src" in parts:
        return ["/".join(parts[: len(parts) - parts[::-1].index("src")])]
    return ["/".join(parts[:count]) for count in range(len(parts), -1, -1)]


def _roots(folder: str) -> list[str]:
    return [posixpath.join("./", folder, name) for name in ("lib.rs", "main.rs", "mod.rs")]


def _module_file(folder: str) -> list[str]:
    """Where the module lies whose submodules lie in `folder`."""
    return [f"./{folder}.rs", *_roots(folder)] if folder else _roots(folder)


def _module_files(folder: str, names: list[str]) -> list[str]:
    """The file of a module below `folder`; its last name may also be an item of the module above."""
    paths = [posixpath.join("./", folder, *names[:count]) for count in (len(names), len(names) - 1) if count > 0]
    return [f"{path}{ending}" for path in paths for ending in (".rs", "/mod.rs")]


def _other_crate(crate: str, names: list[str]) -> list[str]:
    folders = dict.fromkeys((crate.replace("_", "-"), crate, crate.partition("_")[2]))
    path = "/".join(names)
    return [
        f"{folder}/src/{file}"
        for folder in folders
        if folder
        for file in ([f"{path}.rs", f"{path}/mod.rs"] if path else []) + ["lib.rs"]
    ]


LANGUAGE = Rust()
