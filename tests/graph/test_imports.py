"""graph/imports.py: what an import means, by the rules of each language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.imports import binding, exported, imported_symbol, importers, module_files
from sleepd.graph.view import View

from ..conftest import Repo

Look = Callable[[Repo], View]
OUTSIDE = "outside"


def bound(view: View, path: str, name: str) -> str | None:
    found = binding(view, path, name)
    return found and (found.place.unit if found.place else OUTSIDE)


PYTHON = {
    "src/app/__init__.py": "from .core import run as start\nfrom .tools import *\n",
    "src/app/core.py": "import json\nfrom . import tools\nfrom app.tools import fix\ndef run(): pass\n",
    "src/app/tools.py": "def fix(): pass\ndef _hidden(): pass\n",
    "tests/test_core.py": (
        "import app\nimport app.tools\nfrom app import start, fix, tools as t\nfrom app.core import missing\n"
    ),
}


@pytest.mark.parametrize(
    ("path", "name", "unit"),
    [
        ("src/app/core.py", "json", OUTSIDE),
        ("src/app/core.py", "tools", "src/app/tools.py"),
        ("src/app/core.py", "fix", "src/app/tools.py::fix"),
        ("src/app/core.py", "run", None),
        ("tests/test_core.py", "app", "src/app/__init__.py"),
        ("tests/test_core.py", "app.tools", "src/app/tools.py"),
        ("tests/test_core.py", "start", "src/app/core.py::run"),
        ("tests/test_core.py", "fix", "src/app/tools.py::fix"),
        ("tests/test_core.py", "t", "src/app/tools.py"),
        ("tests/test_core.py", "missing", OUTSIDE),
    ],
)
def test_python(repo: Repo, look: Look, path: str, name: str, unit: str | None) -> None:
    for file, text in PYTHON.items():
        repo.write(file, text)
    assert bound(look(repo), path, name) == unit


def test_python_imports_from_above_the_package_only(repo: Repo, look: Look) -> None:
    repo.write("lib/json/__init__.py", "")
    repo.write("lib/json/tool.py", "")
    repo.write("lib/main.py", "import tool\nimport json.tool\n")
    view = look(repo)
    assert bound(view, "lib/main.py", "tool") == OUTSIDE, "a module of a package is not imported by its name alone"
    assert bound(view, "lib/main.py", "json.tool") == "lib/json/tool.py"


@pytest.mark.parametrize("ending", ["js", "ts"])
def test_scripts(repo: Repo, look: Look, ending: str) -> None:
    repo.write(f"src/shapes/circle.{ending}", "export default class Circle {}\nexport function area() {}\n")
    repo.write(f"src/shapes/index.{ending}", "export { area as surface } from './circle'\nexport * from './square'\n")
    repo.write(f"src/shapes/square.{ending}", "export const side = () => 1\n")
    repo.write(
        f"src/main.{ending}",
        "import Circle, { area } from './shapes/circle'\nimport * as shapes from './shapes'\n"
        "import { side } from './shapes'\nimport fs from 'fs'\nimport { api } from '@scope/api'\n",
    )
    view = look(repo)
    main = f"src/main.{ending}"
    assert bound(view, main, "Circle") == f"src/shapes/circle.{ending}::Circle"
    assert bound(view, main, "area") == f"src/shapes/circle.{ending}::area"
    assert bound(view, main, "shapes") == f"src/shapes/index.{ending}"
    assert bound(view, main, "side") == f"src/shapes/square.{ending}::side"
    assert bound(view, main, "fs") == OUTSIDE
    assert bound(view, main, "api") == OUTSIDE


def test_common_js(repo: Repo, look: Look) -> None:
    repo.write("index.js", "module.exports = require('./lib/server')\n")
    repo.write("lib/server.js", "var server = module.exports = {}\nserver.listen = function () {}\n")
    repo.write("test/a.js", "const server = require('..')\nconst { listen } = require('../lib/server')\n")
    view = look(repo)
    assert bound(view, "test/a.js", "server") == "lib/server.js::server"
    assert view.find("lib/server.js::server.listen")


def test_circular_exports_end(repo: Repo, look: Look) -> None:
    repo.write("a.js", "export * from './b'\n")
    repo.write("b.js", "export * from './a'\nexport const there = 1\n")
    view = look(repo)
    found = exported(view, "a.js", "there")
    assert found and found.unit == "b.js::there"
    assert exported(view, "a.js", "nowhere") is None


def test_go_modules(repo: Repo, look: Look) -> None:
    repo.write("go.mod", "module example.org/shop\n\ngo 1.22\n")
    repo.write("shop.go", "package shop\n\nfunc Open() {}\n")
    repo.write("money/money.go", "package money\n\nfunc Add() {}\n")
    imports = '"fmt"\n\tsh "example.org/shop"\n\t"example.org/shop/money"'
    repo.write("cmd/main.go", f"package main\n\nimport (\n\t{imports}\n)\n")
    view = look(repo)
    assert module_files(view, "example.org/shop", "cmd/main.go") == ["shop.go"]
    assert module_files(view, "example.org/shop/money", "cmd/main.go") == ["money/money.go"]
    assert module_files(view, "fmt", "cmd/main.go") == []
    assert bound(view, "cmd/main.go", "sh") == "shop.go"


def test_rust_crates_and_modules(repo: Repo, look: Look) -> None:
    repo.write("Cargo.toml", '[workspace]\nmembers = ["crates/*"]\n')
    repo.write("crates/core/src/lib.rs", "pub mod index;\npub use crate::index::Index;\n")
    repo.write("crates/core/src/index.rs", "pub struct Index {}\n")
    repo.write("crates/app/src/main.rs", "use core::Index;\nuse std::fs;\nmod flags;\nuse crate::flags::Flag as F;\n")
    repo.write("crates/app/src/flags.rs", "pub struct Flag {}\n")
    view = look(repo)
    main = "crates/app/src/main.rs"
    assert bound(view, main, "F") == "crates/app/src/flags.rs::Flag"
    assert bound(view, main, "flags") == "crates/app/src/flags.rs"
    assert bound(view, main, "fs") == OUTSIDE


def test_java_classes_and_members_of_classes(repo: Repo, look: Look) -> None:
    repo.write("src/main/java/org/shop/Cart.java", "package org.shop;\nclass Cart {\n  static class Line {}\n}\n")
    repo.write(
        "src/main/java/org/web/Page.java",
        "package org.web;\nimport org.shop.Cart;\nimport org.shop.Cart.Line;\nimport java.util.List;\nclass Page {}\n",
    )
    view = look(repo)
    page = "src/main/java/org/web/Page.java"
    assert bound(view, page, "Cart") == "src/main/java/org/shop/Cart.java::Cart"
    assert bound(view, page, "Line") == "src/main/java/org/shop/Cart.java::Cart.Line"
    assert bound(view, page, "List") == OUTSIDE


def test_importers_are_those_that_import_the_file_itself(repo: Repo, look: Look) -> None:
    for file, text in PYTHON.items():
        repo.write(file, text)
    view = look(repo)
    assert importers(view, "src/app/tools.py") == [
        ("src/app/__init__.py", 2), ("src/app/core.py", 2), ("tests/test_core.py", 2),
    ]  # fmt: skip
    assert importers(view, "src/app/core.py") == [("src/app/__init__.py", 1)]


def test_importers_of_a_script(repo: Repo, look: Look) -> None:
    repo.write("lib/a.js", "export default function () {}\nexport const b = 1\n")
    repo.write("c.js", "import a from './lib/a.js'\n")
    repo.write("d.js", "import * as all from './lib/a'\n")
    repo.write("e.js", "const { b } = require('./lib/a.js')\n")
    repo.write("f.js", "import a from './lib/b'\n")
    assert importers(look(repo), "lib/a.js") == [("c.js", 1), ("d.js", 1), ("e.js", 1)]


def test_a_new_file_that_an_import_may_mean_is_on_record(repo: Repo, look: Look) -> None:
    repo.write("main.py", "from helper import run\n")
    view = look(repo)
    assert imported_symbol(view, "helper", "run", "main.py") is None
    before = {read: view.digest(read) for read in view.reads}
    repo.write("helper.py", "def run(): pass\n")
    after = look(repo)
    assert any(after.digest(read) != digest for read, digest in before.items())


def test_a_script_package_that_imports_itself_by_its_name(repo: Repo, look: Look) -> None:
    repo.write("package.json", '{\n  "name": "swing"\n}\n')
    repo.write("src/index.ts", "export const swing = 1\n")
    repo.write("src/mutation/index.ts", "export default function mutate() {}\n")
    repo.write("test/a.test.ts", "import { swing } from 'swing'\nimport mutate from 'swing/mutation'\n")
    view = look(repo)
    assert module_files(view, "swing", "test/a.test.ts") == ["src/index.ts"]
    assert module_files(view, "swing/mutation", "test/a.test.ts") == ["src/mutation/index.ts"]
    assert module_files(view, "other/mutation", "test/a.test.ts") == []
