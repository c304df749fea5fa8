"""notes/what.py and notes/overview.py: what a symbol, file, folder and the repository are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_symbol(view: View) -> None:
    note = told(view, "what", "src/shop/cart.py::Cart.total")
    assert note.answer.split("\n") == [
        "Cart.total is a method (src/shop/cart.py:28).",
        "def total(self)",
        "It overrides Basket.total (src/shop/cart.py:15).",
        "It calls Money.",
        "Used by Cart.pay.",
    ]
    assert shown(note) == ["src/shop/cart.py:28", "src/shop/cart.py:36"]


def test_class(view: View) -> None:
    note = told(view, "what", "src/shop/cart.py::Cart")
    assert note.answer.split("\n") == [
        "Cart is a class (src/shop/cart.py:19): A cart of one customer.",
        "class Cart(Basket)",
        "It inherits from Basket.",
        "It holds total and pay.",
        "Used by main.",
    ]


def test_file(view: View) -> None:
    note = told(view, "what", "src/shop/money.py")
    assert note.answer.startswith("src/shop/money.py is a python file of 20 lines: Amounts of money.\n")
    assert shown(note)[0] == "src/shop/money.py:1"


def test_folder(view: View) -> None:
    note = told(view, "what", "src/shop/")
    assert note.answer.startswith("src/shop/: Everything that sells.\n")
    assert "  cart.py (36 lines): Carts and how they are paid." in note.answer
    assert "src/shop/__init__.py:1" in shown(note)


def test_repository(view: View) -> None:
    note = told(view, "what", "")
    lines = note.answer.split("\n")
    assert lines[0] == "repo: Sells things online, with taxes."
    assert "94 % python" in lines[1]
    assert "  src/shop/ (4 files): Everything that sells." in lines
    assert "  tests/ (2 files): tests" in lines
    assert "  shop runs shop.cli:main (pyproject.toml:6)" in lines
    assert "  Cart (src/shop/cart.py:19)" in lines
    assert lines[-1] == "Last commit: 2024-03-01 by Ada: Unused is unused"
    assert shown(note)[:2] == ["README.md:5", "pyproject.toml:6"]


@pytest.mark.parametrize(
    ("path", "text", "about"),
    [
        ("README.md", "# Title\n\nSee the [site](x) for documents.\n\nIt counts sheep while you are asleep.\n", True),
        ("README.md", "Title\n-----\nIt counts sheep while you are asleep.\n\nMore.\n", True),
        ("README.rst", "Title\n=====\n\n.. image:: a.png\n\nIt counts sheep while you are asleep.\n", True),
        ("package.json", '{"name": "x", "description": "It counts sheep while you are asleep."}\n', True),
        ("README.md", "# Title\n\n- one\n- two\n", False),
    ],
)
def test_the_repositorys_own_words(
    repo: Repo, look: Callable[[Repo], View], path: str, text: str, about: bool
) -> None:
    repo.write(path, text)
    repo.write("a.py", "x = 1\n")
    first = told(look(repo), "what", "").answer.split("\n")[0]
    bare = "repo has 2 files, 1 line of code: 100 % python."
    assert first == ("repo: It counts sheep while you are asleep." if about else bare)


@pytest.mark.parametrize(
    ("path", "text", "head"),
    [
        ("a.js", "#!/usr/bin/env node\n/*\n * Copyright me\n * MIT\n */\n\n/** Counts the sheep of a herd. */\n", True),
        ("a.rs", "//! Counts the sheep of a herd.\n//!\n//! More.\n", True),
        ("a.go", "// Package herd.\n//\n// Licensed to you.\n\n// Counts the sheep of a herd.\npackage herd\n", True),
        ("a.py", "# -*- coding: utf-8 -*-\n'''\nHerds\n=====\n\nCounts the sheep of a herd.\n'''\n", True),
        ("a.py", "import os\n# Counts the sheep of a herd.\n", False),
    ],
)
def test_a_files_own_words(repo: Repo, look: Callable[[Repo], View], path: str, text: str, head: bool) -> None:
    repo.write(path, text)
    assert ("Counts the sheep of a herd." in told(look(repo), "what", path).answer) == head


def test_what_is_not_there(view: View) -> None:
    assert all(write(view, "what", unit) is None for unit in ("src/none.py", "src/none/", "src/shop/cart.py::None"))


def test_nothing_to_read(repo: Repo, look: Callable[[Repo], View]) -> None:
    assert write(look(repo), "what", "") is None


def test_main_folders_are_where_the_code_is(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("README.md", "# Shop\n\nShop sells things to people who want them.\n")
    repo.write("shop/src/main/java/org/shop/Cart.java", "package org.shop;\n\nclass Cart {}\n")
    repo.write("shop/src/test/java/org/shop/CartTest.java", "package org.shop;\n\nclass CartTest {}\n")
    repo.write("shop/pom.xml", "<project/>\n")
    answer = told(look(repo), "what", "").answer
    assert "  shop/src/main/java/org/shop/ (1 file): Cart.java" in answer
    assert "  shop/src/test/ (1 file): tests" in answer


def test_files_beside_the_readme_are_told_and_examples_are_one_folder(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("cart.go", "package shop\n\nfunc price() {}\n")
    for name in ("small", "large"):
        repo.write(f"examples/{name}/main.go", "package main\n\nfunc main() {}\n")
    answer = told(look(repo), "what", "").answer
    assert "Main files:\n  cart.go (3 lines): price\nMain folders:\n  examples/ (2 files): examples" in answer


def test_a_folder_of_code_with_documents_is_of_code(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("api/README.txt", "x\n")
    repo.write("api/NOTES.md", "x\n")
    repo.write("api/serve.py", "def serve():\n    pass\n")
    assert "api/ (3 files): serve.py" in told(look(repo), "what", "").answer


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("main.rs", "/*!\nThe main entry into the shop.\n*/\n\nfn main() {}\n", "The main entry into the shop."),
        ("a.rb", "# frozen_string_literal: true\n\nclass Cart\nend\n", ""),
        ("a.ts", '/// <reference types="react" />\nexport const cart = 1\n', ""),
    ],
)  # fmt: skip
def test_what_a_file_says_of_itself(repo: Repo, look: Callable[[Repo], View], path: str, text: str, said: str) -> None:
    repo.write(path, text)
    first = told(look(repo), "what", path).answer.split("\n")[0]
    assert first.endswith(f"lines: {said}" if said else "lines.") or (not said and first.endswith("line."))


def test_a_program_holds_its_private_functions(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("main.rs", "fn main() {}\n\nfn run() {}\n")
    assert "It holds main and run." in told(look(repo), "what", "main.rs").answer


def test_a_file_with_one_class_says_what_that_is(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.rb", "module Shop\n  # What is bought.\n  class Cart\n    def pay\n    end\n  end\nend\n")
    assert told(look(repo), "what", "a.rb").answer.split("\n")[1:] == [
        "It holds Shop.", "Shop holds Cart: What is bought.", "Cart holds pay."
    ]  # fmt: skip
