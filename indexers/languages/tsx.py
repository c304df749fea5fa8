"""TypeScript with JSX."""

from __future__ import annotations

from .javascript import JSX_REFERENCES
from .typescript import TypeScript


class Tsx(TypeScript):
    """TypeScript with JSX, as React uses it."""

    name = "tsx"
    extensions = (".tsx", ".ts", ".d.ts", ".jsx", ".js", ".json")
    references = TypeScript.references + JSX_REFERENCES

    def grammar(self) -> object:
        import tree_sitter_typescript

        return tree_sitter_typescript.language_tsx()


LANGUAGE = Tsx()
