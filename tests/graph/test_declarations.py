"""graph/declarations.py: what one line says of a variable's type."""

from __future__ import annotations

import pytest

from sleepd.graph.declarations import (
    called_before,
    result_type,
    returned,
    said_of,
    said_of_field,
    type_name,
    value_of,
)


@pytest.mark.parametrize(
    ("language", "line", "type_", "value"),
    [
        ("python", "def f(self, x: Shop, y=1):", "Shop", ""),
        ("python", "x = Shop(1)", "", "Shop(1)"),
        ("python", "    with open_shop() as x:", "", "open_shop()"),
        ("typescript", "const x: Shop = make()", "", "make()"),
        ("go", "func f(x *Shop, n int) {", "*Shop", ""),
        ("go", "\tx := shop.New()", "", "shop.New()"),
        ("rust", "fn f(x: &mut Shop) -> u8 {", "&mut Shop", ""),
        ("java", "void f(final Shop x) {", "Shop", ""),
        ("csharp", "Shop x = new Shop();", "", "new Shop();"),
        ("cpp", "void f(const Shop& x) {", "Shop", ""),
    ],
)
def test_what_a_line_says(language: str, line: str, type_: str, value: str) -> None:
    said = next(said_of(line, "x", language))
    assert (said.type.strip(), said.value) == (type_, value)


@pytest.mark.parametrize("line", ["y = x", "max_x = 3", "self.x = 3", "if x == 3:", "f(x)"])
def test_what_a_line_does_not_say(line: str) -> None:
    assert not list(said_of(line, "x", "python"))


def test_fields() -> None:
    said = said_of_field("self.x: Shop = shop", "x")
    assert said and (said.type.strip(), said.value) == ("Shop", "shop")
    assert said_of_field("self.xs = 3", "x") is None
    assert said_of_field("@x = Shop.new", "x")


@pytest.mark.parametrize(
    ("expression", "kind", "name"),
    [
        ("Shop(1)", "call", "Shop"),
        ("await shop.make(a)", "call", "shop.make"),
        ("new Shop<Item>(1)", "call", "Shop"),
        ("&Shop{}", "call", "Shop"),
        ("Shop::<T>::new()", None, ""),
        ("chain as RealChain", "type", "RealChain"),
        ("(Shop) thing", "type", "Shop"),
        ("other;", "variable", "other"),
        ("'text'", "literal", ""),
        ("[1, 2]", "literal", ""),
        ("a + b", None, ""),
    ],
)
def test_values(expression: str, kind: str | None, name: str) -> None:
    value = value_of(expression)
    assert (value and value.kind, value.name if value else "") == (kind, name)


@pytest.mark.parametrize(
    ("language", "signature", "type_"),
    [
        ("python", "def make(self) -> Shop", "Shop"),
        ("python", "def make(self)", ""),
        ("kotlin", "fun make(a: Int): Shop", "Shop"),
        ("go", "func Make(a int) *Shop", "*Shop"),
        ("go", "func Make(a int) (*Shop, error)", "*Shop"),
        ("java", "public static Shop make(int a)", "Shop"),
    ],
)
def test_results(language: str, signature: str, type_: str) -> None:
    name = "Make" if language == "go" else "make"
    assert result_type(signature, name, language) == type_


def test_types_without_what_wraps_them() -> None:
    assert type_name("Optional[shop.Shop]") == "shop.Shop"
    assert type_name("&mut Box<dyn Shop>") == "Shop"
    assert type_name("list[Shop]") == "list"
    assert type_name("'Shop | None'") == "Shop"
    assert type_name("") == ""


def test_returns_and_calls_before_a_name() -> None:
    assert returned("    return Shop(1)") == "Shop(1)"
    assert returned("returned = 1") == ""
    assert called_before("    Shop(1).sell()", "sell") == "Shop"
    assert called_before("    shop.sell()", "sell") == ""
