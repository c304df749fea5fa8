from __future__ import annotations

import pytest

from sleepd.answers.question import MAX_CHARACTERS, code_names, did_you_mean, has_words, shortened, understand
from sleepd.graph.view import View


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("who calls round_price", "callers", "src/shop/money.py::round_price"),
        ("Who calls `Cart.total()`?", "callers", "src/shop/cart.py::Cart.total"),
        ("what does pay_with_backoff do", "what", "src/shop/payment.py::pay_with_backoff"),
        ("why is round_price like this?", "why", "src/shop/money.py::round_price"),
        ("what changed in src/shop last month", "changes", "src/shop/"),
        ("what changed in money.py since v1", "changes", "src/shop/money.py"),
        ("who should review a change to Cart", "owners", "src/shop/cart.py::Cart"),
        ("which tests cover Cart.total", "tests", "src/shop/cart.py::Cart.total"),
        ("what would break if I rename add_item", "breaks", "src/shop/cart.py::Cart.add_item"),
        ("which exceptions can add_item raise", "raises", "src/shop/cart.py::Cart.add_item"),
        ("where is the class Cart defined", "where", "src/shop/cart.py::Cart"),
        ("how do I run the tests", "testing", ""),
        ("what is this project", "overview", ""),
        ("where are env vars read", "settings", ""),
        ("cart", "what", "src/shop/cart.py::Cart"),
        ("src/shop/cart.py", "what", "src/shop/cart.py"),
        ("./src/shop", "what", "src/shop/"),
        ("where is the retry logic", "search", ""),
        ("wie wird bezahlt", "search", ""),
    ],
)  # fmt: skip
def test_kind_and_unit(view: View, text: str, kind: str, unit: str) -> None:
    question = understand(view, text)
    assert (question.kind, question.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "kind", "meant"),
    [
        ("who calls round_prise", "callers", ("round_price",)),
        ("pay_with_backof", "what", ("pay_with_backoff",)),
        ("where is Crat.totl", "where", ("total",)),
        ("who calls Cart.totl", "callers", ("Cart.total",)),
        ("who calls basket.add_item", "callers", ("Cart.add_item",)),
        ("who calls qqqqqq", "search", ()),
    ],
)
def test_a_misspelt_name(view: View, text: str, kind: str, meant: tuple[str, ...]) -> None:
    question = understand(view, text)
    assert (question.kind, question.meant) == (kind, meant)


def test_an_ordinary_word_is_not_misspelt(view: View) -> None:
    """`cents` stands in the code, though a constant of nearly that name may exist."""
    assert understand(view, "where are prices").kind == "search"
    assert understand(view, "where are prices").meant == ()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("where is the cart filled in the tests?", "test"),
        ("in the docs, what is said of retries", "doc"),
        ("how is the cart used in the test client of the shop", ""),
        ("who calls add_item", ""),
    ],
)
def test_role(view: View, text: str, role: str) -> None:
    assert understand(view, text).role == role


def test_public_types_come_before_their_implementations_and_private_ones(look, repo) -> None:
    repo.write("a/private.rs", "struct Glob;\n\nimpl Flag for Glob {\n    fn name(&self) {}\n}\n")
    repo.write("b/public.rs", "impl Clone for Glob {\n    fn clone(&self) {}\n}\n\npub struct Glob {}\n")
    assert [place.path for place in understand(look(repo), "Glob").places[:2]] == ["b/public.rs", "a/private.rs"]


def test_a_qualified_name_means_what_ends_with_just_it(look, repo) -> None:
    """`Glob.new` is in the class Glob, though another class's `new` lies in a file called glob."""
    other = "pub enum Aaa {}\nimpl Aaa {\n    pub fn new() {}\n}\n\n"
    repo.write("src/glob.rs", f"{other}pub struct Glob {{}}\nimpl Glob {{\n    pub fn new() {{}}\n}}\n")
    assert [place.title for place in understand(look(repo), "who calls Glob::new").places] == ["Glob.new"]
    assert [place.title for place in understand(look(repo), "glob::new").places] == ["Glob.new"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("who calls save!", "Cart.save!"),
        ("who calls save", "Cart.save"),
        ("what does save! do", "Cart.save!"),
        ("save!", "Cart.save!"),
        ("Cart#save!", "Cart.save!"),
        ("who calls empty?", "Cart.empty?"),
        ("who calls save?", "Cart.save"),
        ("who calls call!", "Cart.call!"),
    ],
)
def test_a_mark_may_be_part_of_a_name(look, repo, text: str, title: str) -> None:
    repo.write("cart.rb", "class Cart\n  def save\n  end\n\n  def save!\n  end\n\n  def empty?\n  end\nend\n")
    repo.write("call.rb", "class Cart\n  def call\n  end\n\n  def call!\n  end\nend\n")
    assert [place.title for place in understand(look(repo), text).places] == [title]


def test_the_constructor_of_a_class_is_no_other_thing_of_its_name(look, repo) -> None:
    repo.write("Cart.java", "public class Cart {\n    public Cart() {}\n}\n")
    assert [place.title for place in understand(look(repo), "Cart").places] == ["Cart"]


def test_a_definition_is_meant_and_not_its_declaration(look, repo) -> None:
    repo.write("index.d.ts", "export function merge(a: any): any;\nexport class Headers {}\n")
    repo.write("lib/merge.js", "export default function merge(a) {}\n")
    repo.write("src/aa.h", "int push(int value);\nint pull(int value);\n")
    repo.write("src/list.c", "int push(int value) { return value; }\n")
    view = look(repo)
    expected = {"merge": ["lib/merge.js"], "push": ["src/list.c"], "pull": ["src/aa.h"], "Headers": ["index.d.ts"]}
    assert {name: [place.path for place in understand(view, name).places] for name in expected} == expected


def test_a_word_for_a_kind_may_be_the_name(look, repo) -> None:
    repo.write("a.js", "class Odd extends Error {}\n")
    question = understand(look(repo), "who extends Error")
    assert (question.kind, question.subject, question.outside) == ("heirs", "Error", True)


def test_spelling_keeps_to_the_case_as_typed(look, repo) -> None:
    repo.write("a.py", "class GlobSet:\n    pass\n\n\ndef globset():\n    pass\n")
    assert did_you_mean(look(repo), "GlobSte") == ["GlobSet"]


def test_underscores_before_a_name_may_be_left_out(look, repo) -> None:
    repo.write("a.py", "def _send_all():\n    pass\n")
    assert did_you_mean(look(repo), "send_all") == ["_send_all"]


def test_several_names_spelt_alike_are_all_offered(look, repo) -> None:
    repo.write("a.py", "def parse_a():\n    pass\n\n\ndef parse_b():\n    pass\n")
    question = understand(look(repo), "who calls parse_c")
    assert (question.kind, set(question.meant), question.places) == ("search", {"parse_a", "parse_b"}, [])


def test_code_names() -> None:
    assert code_names("call `foo bar` or App.run, snake_case, camelCase and run() on words") == [
        "foo bar", "App.run", "snake_case", "camelCase", "run"
    ]  # fmt: skip


def test_text_is_shortened_to_its_beginning_and_end() -> None:
    text = shortened("a" * 30_000 + "b" * 30_000)
    assert len(text) == MAX_CHARACTERS + 1 and text[0] == "a" and text[-1] == "b"
    assert shortened("half \ud83d of an emoji") == "half ? of an emoji"


@pytest.mark.parametrize(
    ("text", "expected"), [("", False), (" \n?!", False), ("🎉", False), ("x", True), ("价", True)]
)
def test_has_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected
