"""HCL: Terraform and its relatives."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...facts import Import
from ..nodes import text_of
from ..syntax import SyntaxLanguage

if TYPE_CHECKING:
    from tree_sitter import Node


class Hcl(SyntaxLanguage):
    """Blocks by their labels: `aws_s3_bucket.logs`, `variable.region`."""

    name = "hcl"
    symbols = """
        (config_file (body (block . (identifier) @_type
            . (string_lit (template_literal) @owner) . (string_lit (template_literal) @name)) @symbol.resource)
            (#eq? @_type "resource"))
        (config_file (body (block . (identifier) @owner
            . (string_lit (template_literal) @owner) . (string_lit (template_literal) @name)) @symbol.resource)
            (#not-eq? @owner "resource"))
        (config_file (body (block . (identifier) @owner
            . (string_lit (template_literal) @name) . (block_start)) @symbol.resource))
        (config_file (body (block . (identifier) @name . (block_start)) @symbol.resource))
        (config_file (body (block . (identifier) @_type (body (attribute . (identifier) @name) @symbol.resource)))
            (#eq? @_type "locals"))
        (config_file (body (attribute . (identifier) @name) @symbol.key))
    """
    references = """
        (function_call . (identifier) @call)
        (expression (variable_expr (identifier) @_root) . (get_attr (identifier) @attribute) (#not-eq? @_root "data"))
        (expression (variable_expr (identifier) @_root) . (get_attr) . (get_attr (identifier) @attribute)
            (#eq? @_root "data"))
        (config_file (body (block . (identifier) @_type) @import (#eq? @_type "module")))
    """

    def grammar(self) -> object:
        import tree_sitter_hcl

        return tree_sitter_hcl.language()

    def imports_of(self, node: Node) -> Iterator[Import]:
        labels = [text_of(child).strip('"') for child in node.named_children if child.type == "string_lit"]
        body = next((child for child in node.named_children if child.type == "body"), None)
        for attribute in body.named_children if body else ():
            parts = attribute.named_children
            if len(parts) == 2 and text_of(parts[0]) == "source" and labels:
                yield Import(text_of(parts[1]).strip('"'), "", labels[0], attribute.start_point[0] + 1)

    def module_paths(self, module: str, importer: str) -> list[str]:
        if not module.startswith("."):
            return []
        folder = posixpath.normpath(posixpath.join(posixpath.dirname(importer), module))
        return [f"./{folder}/main.tf", f"./{folder}/variables.tf"]


LANGUAGE = Hcl()
