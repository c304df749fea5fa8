"""TypeScript, on top of JavaScript."""

from __future__ import annotations

from .javascript import REFERENCES, SYMBOLS, JavaScript


class TypeScript(JavaScript):
    """TypeScript without JSX."""

    name = "typescript"
    extensions: tuple[str, ...] = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".json")
    symbols = f"""{SYMBOLS}
        (class_declaration name: (type_identifier) @name) @symbol.class
        (abstract_class_declaration name: (type_identifier) @name) @symbol.class
        (interface_declaration name: (type_identifier) @name) @symbol.interface
        (enum_declaration name: (identifier) @name) @symbol.enum
        (enum_body name: (_) @name @symbol.constant)
        (enum_assignment name: (_) @name) @symbol.constant
        (type_alias_declaration name: (type_identifier) @name) @symbol.type
        (internal_module name: (_) @name) @symbol.module
        (module name: (_) @name) @symbol.module
        (function_signature name: (identifier) @name) @symbol.function
        (method_signature name: (_) @name) @symbol.method
        (abstract_method_signature name: (_) @name) @symbol.method
        (interface_body (property_signature name: (_) @name type: (type_annotation (function_type))) @symbol.method)
        (interface_body (property_signature name: (_) @name) @symbol.field)
        (type_alias_declaration value: [
            (object_type (property_signature name: (_) @name) @symbol.field)
            (_ (object_type (property_signature name: (_) @name) @symbol.field))])
        (public_field_definition name: (_) @name value: [(arrow_function) (function_expression)]) @symbol.method
        (public_field_definition name: (_) @name) @symbol.field
        (ambient_declaration (lexical_declaration (variable_declarator name: (identifier) @name) @symbol.constant))
        (ambient_declaration (variable_declaration (variable_declarator name: (identifier) @name) @symbol.variable))
    """
    references = f"""{REFERENCES}
        (extends_clause value: [(identifier) @inherit (member_expression property: (property_identifier) @inherit)
                                (call_expression arguments: (arguments (identifier) @inherit))])
        (implements_clause [(type_identifier) @inherit (nested_type_identifier name: (type_identifier) @inherit)
                            (generic_type name: [(type_identifier) @inherit
                                                 (nested_type_identifier name: (type_identifier) @inherit)])])
        (extends_type_clause [(type_identifier) @inherit (nested_type_identifier name: (type_identifier) @inherit)
                              (generic_type name: [(type_identifier) @inherit
                                                   (nested_type_identifier name: (type_identifier) @inherit)])])
        (type_identifier) @type
        (type_query [(identifier) @type (member_expression property: (property_identifier) @type)])
        (type_parameter name: (type_identifier) @skip)
        (mapped_type_clause name: (type_identifier) @skip)
    """

    def grammar(self) -> object:
        import tree_sitter_typescript

        return tree_sitter_typescript.language_typescript()


LANGUAGE = TypeScript()
