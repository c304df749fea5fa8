from __future__ import annotations

import time

import pytest

from sleepd.answers.trace import Frame, frames, path_here, place_at
from sleepd.graph.view import View

PYTHON = """Traceback (most recent call last):
  File "/home/me/venv/lib/python3.12/site-packages/shop/payment.py", line 10, in pay_with_backoff
  File "C:\\work\\src\\shop\\cart.py", line 19, in total
  File "/usr/lib/python3.12/json/cart.py", line 3, in load
ValueError: x"""


def test_python_innermost_first(view: View) -> None:
    assert frames(view, PYTHON) == [
        Frame("src/shop/cart.py", 19, "total"), Frame("src/shop/payment.py", 10, "pay_with_backoff")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("lib/app.js", "TypeError: x\n    at Foo.use (/home/u/node_modules/shop/lib/app.js:2:11)", ("Foo.use", 2)),
        ("lib/app.js", "    at file:///srv/lib/app.js:2:1", ("", 2)),
        ("lib/app.js", "    at new Cart (C:\\srv\\lib\\app.js:2:1)", ("Cart", 2)),
        ("src/main/java/a/b/Cart.java", "\tat a.b.Cart.total(Cart.java:2)", ("a.b.Cart.total", 2)),
        ("src/a/Cart.kt", "\tat a.Cart$Item.total(Cart.kt:2)", ("a.Cart$Item.total", 2)),
        ("src/Cart.cs", "   at Shop.Cart.Total(Int32 x) in /build/src/Cart.cs:line 2", ("Shop.Cart.Total", 2)),
        ("cart.go", "main.total(...)\n\t/home/me/repo/cart.go:2 +0x1d", ("", 2)),
        ("cart.go", "\t/home/gopher/go/pkg/mod/example.org/repo@v1.2.3/cart.go:2 +0x1d", ("", 2)),
        ("lib/cart.rb", "lib/cart.rb:2:in `total': no (RuntimeError)", ("total", 2)),
        ("lib/cart.rb", "\tfrom /srv/lib/cart.rb:2:in `total'", ("total", 2)),
        ("src/cart.rs", "thread 'main' panicked at src/cart.rs:2:9:\nno", ("", 2)),
        ("src/cart.rs", "thread 'main' panicked at 'no', src/cart.rs:2:9", ("", 2)),
        ("src/cart.rs", "error[E0308]: mismatched\n --> src/cart.rs:2:5", ("", 2)),
        ("src/Cart.php", "#0 /srv/src/Cart.php(2): Shop\\Cart->total()", ("Shop\\Cart->total", 2)),
        ("src/Cart.cs", "   at Shop.Cart.Sum[T](T x, String y) in C:\\b\\src\\Cart.cs:line 2", ("Shop.Cart.Sum", 2)),
        ("src/Cart.php", "PHP Fatal error:  Uncaught Shop\\No: x in /srv/src/Cart.php:2", ("", 2)),
        ("src/Cart.php", "Warning: Undefined variable $x in /srv/src/Cart.php on line 2", ("", 2)),
        ("lib/shop/cart.ex", "    (shop 1.7.1) lib/shop/cart.ex:2: Shop.Cart.total/2", ("Shop.Cart.total", 2)),
        ("Source/Cart.swift", "4 Shop 0x0104 Cart.total(_:) + 120 (Cart.swift:2)", ("Cart.total", 2)),
        ("Source/Cart.swift", "Fatal error: nil: file Shop/Cart.swift, line 2", ("", 2)),
        ("lib/cart.lua", "lua: ./lib/cart.lua:2: attempt to index nil\nstack traceback:", ("", 2)),
        ("src/cart.c", "src/cart.c:2:5: error: expected ';'", ("", 2)),
    ],
)
def test_other_languages(look, repo, path: str, text: str, expected: tuple[str, int]) -> None:
    repo.write(path, "//\n//\n//\n")
    assert [(frame.path, frame.name, frame.line) for frame in frames(look(repo), text)] == [(path, *expected)]


def test_java_files_of_one_name_are_told_apart_by_their_package(look, repo) -> None:
    for package in ("a", "b"):
        repo.write(f"src/shop/{package}/Cart.java", f"package shop.{package};\n\nclass Cart {{}}\n")
    found = frames(look(repo), "\tat shop.b.Cart.total(Cart.java:3)\n\tat java.base/shop.a.Cart.x(Cart.java:3)")
    assert [frame.path for frame in found] == ["src/shop/b/Cart.java", "src/shop/a/Cart.java"]


def test_installed_packages_must_agree_in_more_than_a_name(view: View) -> None:
    assert path_here(view, "/venv/site-packages/other/money.py") == ""
    assert path_here(view, "/venv/site-packages/shop/money.py") == "src/shop/money.py"
    assert path_here(view, "/app/money.py") == "src/shop/money.py"


def test_the_symbol_named_counts_when_the_line_is_of_another_version(view: View) -> None:
    assert place_at(view, Frame("src/shop/cart.py", 19, "Cart.total")).symbol.qualname == "Cart.total"
    assert place_at(view, Frame("src/shop/cart.py", 14, "total")).symbol.qualname == "Cart.total"
    assert place_at(view, Frame("src/shop/cart.py", 14, "")).symbol.qualname == "Cart.add_item"
    assert place_at(view, Frame("src/shop/cart.py", 99_999, "")).symbol.qualname == ""


@pytest.mark.parametrize(
    "text", ["\n" * 50_000 + "1", "at " + "a " * 25_000 + "1", "a/" * 25_000 + "1", 'File "' * 8_000 + "1"]
)
def test_no_text_takes_long(view: View, text: str) -> None:
    started = time.process_time()
    frames(view, text[:20_000])
    assert time.process_time() - started < 1
