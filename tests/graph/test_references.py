"""graph/references.py: who means whom. Each case says what is certain, what is possible and what is neither."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

import pytest

from sleepd import notes
from sleepd.graph.references import CERTAIN, USES, subclasses, targets_of, unread_files, untold, uses_of
from sleepd.graph.view import Place, View

from ..conftest import Repo

Look = Callable[[Repo], View]


def write(repo: Repo, files: dict[str, str]) -> None:
    for path, text in files.items():
        repo.write(path, textwrap.dedent(text))


def place(view: View, unit: str) -> Place:
    found = view.find(unit)
    assert found, f"{unit} is not there: {[s.qualname for s in view.symbols(unit.partition('::')[0])]}"
    return found


def users(view: View, unit: str, kinds: Sequence[str] = ("call",), certain: bool = True) -> set[str]:
    """Who uses a unit for certain, or perhaps."""
    return {use.user.title for use in uses_of(view, place(view, unit), kinds) if (use.confidence >= CERTAIN) == certain}


def targets(view: View, unit: str, kinds: Sequence[str] = ("call",)) -> list[str]:
    """What a unit refers to for certain, in order."""
    return [target.place.unit for target in targets_of(view, place(view, unit), kinds) if target.confidence >= CERTAIN]


def test_what_a_header_declares_is_what_the_source_defines(repo: Repo, look: Look) -> None:
    """And of two programs of one repository, each calls its own."""
    for folder in ("src", "deps/tiny"):
        repo.write(f"{folder}/list.h", "int push(int value);\n")
        repo.write(f"{folder}/list.c", "#include \"list.h\"\nint push(int value) { return value; }\n")
        repo.write(f"{folder}/main.c", f"#include \"list.h\"\nint main_{folder[0]}(void) {{ return push(1); }}\n")
    view = look(repo)
    assert users(view, "src/list.c::push") == {"main_s"}
    assert users(view, "deps/tiny/list.c::push") == {"main_d"}
    assert targets(view, "src/main.c::main_s") == ["src/list.c::push"]


def test_python_names_come_from_scopes_and_imports(repo: Repo, look: Look) -> None:
    write(repo, {
        "tools.py": "def fix(): pass\ndef open(): pass\n",
        "a.py": "from tools import fix\ndef one():\n    def fix(): pass\n    fix()\ndef two():\n    fix(); open()\n",
        "b.py": "import tools\ndef three():\n    tools.fix()\n",
        "c.py": "from other import fix\ndef four():\n    fix()\n",
    })  # fmt: skip
    view = look(repo)
    assert users(view, "tools.py::fix") == {"two", "three"}
    assert users(view, "a.py::one.fix") == {"one"}
    assert users(view, "tools.py::open") == users(view, "tools.py::open", certain=False) == set()


SHAPES = {
    "shapes.py": """
        class Named:
            def label(self):
                return self.name()
            def name(self):
                raise NotImplementedError

        class Drawn:
            def draw(self):
                return self.points()

        class Shape(Named):
            def name(self):
                return "shape"

        class Circle(Shape, Drawn):
            def show(self):
                return super().label() + self.name()
            def points(self):
                return Shape.name(self)
        """,
}


def test_members_are_found_through_inheritance(repo: Repo, look: Look) -> None:
    write(repo, SHAPES)
    view = look(repo)
    assert users(view, "shapes.py::Named.label") == {"Circle.show"}, "through super()"
    assert users(view, "shapes.py::Shape.name") == {"Circle.show", "Circle.points", "Named.label"}
    assert users(view, "shapes.py::Circle.points") == {"Drawn.draw"}, "a mixin calls what its heirs have"
    assert users(view, "shapes.py::Named", ("inherit",)) == {"Shape"}
    assert [heir.title for heir in subclasses(view, place(view, "shapes.py::Shape"))] == ["Circle"]


def test_inheritance_may_go_in_circles(repo: Repo, look: Look) -> None:
    write(repo, {
        "a.py": "from b import B\nclass A(B):\n    def run(self):\n        self.stop()\n",
        "b.py": "from a import A\nclass B(A):\n    def stop(self): pass\n",
    })  # fmt: skip
    assert users(look(repo), "b.py::B.stop") == {"A.run"}


@pytest.mark.parametrize(
    "body",
    [
        "def use(shop: Shop):\n    shop.sell()",
        "def use(shop: 'Shop | None'):\n    shop.sell()",
        "def use():\n    shop = Shop('a')\n    shop.sell()",
        "def use():\n    with Shop('a') as shop:\n        shop.sell()",
        "def use():\n    Shop('a').sell()",
        "def use():\n    shop = make()\n    shop.sell()",
        "def use():\n    shop = Shop.named('x')\n    shop.sell()",
        "def use():\n    other = Shop('a')\n    shop = other\n    shop.sell()",
        "class Use:\n    def __init__(self, shop: Shop):\n        self.shop = shop\n"
        "    def use(self):\n        self.shop.sell()",
        "the_shop = Shop('a')\ndef use():\n    the_shop.sell()",
    ],
)
def test_python_receivers_say_their_class_nearby(repo: Repo, look: Look, body: str) -> None:
    write(repo, {
        "shop.py": """
            class Shop:
                def sell(self): pass
                @classmethod
                def named(cls, name) -> "Shop": return cls(name)
            class Other:
                def sell(self): pass
            def make() -> Shop: return Shop("b")
            """,
    })  # fmt: skip
    repo.write("use.py", f"from shop import Shop, make\n{body}\n")
    view = look(repo)
    assert {name.rpartition(".")[2] for name in users(view, "shop.py::Shop.sell")} == {"use"}
    assert users(view, "shop.py::Other.sell") == set()


def test_pytest_fixtures_say_what_a_test_is_given(repo: Repo, look: Look) -> None:
    write(repo, {
        "src/app.py": "class App:\n    def go(self): pass\nclass Car:\n    def go(self): pass\n",
        "tests/conftest.py": """
            import pytest
            from app import App
            @pytest.fixture
            def app():
                app = App()
                yield app
            """,
        "tests/test_app.py": "def test_go(app):\n    app.go()\n",
    })  # fmt: skip
    view = look(repo)
    assert users(view, "src/app.py::App.go") == {"test_go"}
    assert users(view, "src/app.py::Car.go") == set()


def test_what_belongs_to_others_is_not_claimed(repo: Repo, look: Look) -> None:
    write(repo, {
        "store.py": "class Store:\n    def join(self): pass\n    def load_all(self): pass\n",
        "use.py": """
            import os
            import client
            from store import Store
            def path(): return os.path.join("a", "b")
            def text(words): return words.join(",")
            def remote(api: client.Api): return api.load_all()
            def unknown(thing): return thing.load_all()
            """,
    })  # fmt: skip
    view = look(repo)
    assert users(view, "store.py::Store.join") == set()
    assert users(view, "store.py::Store.join", certain=False) == {"text"}
    assert users(view, "store.py::Store.load_all") == {"unknown"}, "the name is telling, and the class is imported"
    assert users(view, "store.py::Store.load_all", certain=False) == {"remote"}, "an Api may be a Store all the same"


def test_one_of_several_with_a_name_is_no_certainty(repo: Repo, look: Look) -> None:
    write(repo, {
        "a.py": "class A:\n    def run_all(self): pass\n",
        "b.py": "class B:\n    def run_all(self): pass\n",
        "use.py": "def use(thing): thing.run_all()\ndef b(b): b.run_all()\n",
    })  # fmt: skip
    view = look(repo)
    assert users(view, "a.py::A.run_all") == set()
    assert "use" in users(view, "a.py::A.run_all", certain=False)
    assert users(view, "b.py::B.run_all") == {"b"}, "a variable that is named after its class"


def test_a_constructor_is_used_where_its_class_is_called(repo: Repo, look: Look) -> None:
    write(repo, {"a.py": "class A:\n    def __init__(self): pass\ndef make():\n    return A()\n"})
    assert users(look(repo), "a.py::A.__init__") == {"make"}


def test_decorators_are_not_called_by_what_they_decorate(repo: Repo, look: Look) -> None:
    write(repo, {"a.py": "def deco(f): return f\ndef help(): pass\n@deco\ndef run():\n    help()\n"})
    assert targets(look(repo), "a.py::run") == ["a.py::help"]


def test_documents_mention_symbols(repo: Repo, look: Look) -> None:
    write(repo, {
        "src/app/__init__.py": "from .core import Core\n",
        "src/app/core.py": "class Core:\n    def run(self): pass\nclass Other:\n    def run(self): pass\n",
        "docs/guide.md": "# Running\n\nCall `Core.run()` of `app.Core`, or just `run()`.\n",
    })  # fmt: skip
    view = look(repo)
    assert users(view, "src/app/core.py::Core.run", ("mention",)) == {"Running"}
    assert users(view, "src/app/core.py::Other.run", ("mention",)) == set()
    assert users(view, "src/app/core.py::Core", ("mention",)) == {"Running"}


def test_very_common_names_are_bounded(repo: Repo, look: Look) -> None:
    files = {f"src/m{n}.py": "from core import run\ndef f(): run()\n" for n in range(60)}
    write(repo, {"src/core.py": "def run(): pass\n", **files})
    view = look(repo)
    core = place(view, "src/core.py::run")
    assert len({use.path for use in uses_of(view, core, ("call",))}) == 40
    assert unread_files(view, core, ("call",)) == 20
    assert unread_files(view, core, ("call",), "test") == 0


def test_many_uses_in_few_files_are_too_many_as_well(repo: Repo, look: Look) -> None:
    repo.write("core.py", "def shared():\n    return 1\n")
    for number in range(3):
        repo.write(f"use{number}.py", "from core import shared\n" + "shared()\n" * 250)
    view = look(repo)
    core = place(view, "core.py::shared")
    assert len(uses_of(view, core, ("call",))) == 250 and unread_files(view, core, ("call",)) == 2


def test_javascript(repo: Repo, look: Look) -> None:
    write(repo, {
        "lib/store.js": """
            class Base { close() {} }
            export class Store extends Base {
              open() { this.close(); return load(); }
            }
            export function load() {}
            """,
        "lib/main.js": """
            import { Store, load } from './store.js'
            import * as all from './store.js'
            export function start() {
              const store = new Store()
              store.open()
              all.load()
              JSON.parse('{}')
            }
            function parse() {}
            """,
    })  # fmt: skip
    view = look(repo)
    assert users(view, "lib/store.js::Base.close") == {"Store.open"}
    assert users(view, "lib/store.js::load") == {"Store.open", "start"}
    assert users(view, "lib/store.js::Store.open") == {"start"}
    assert users(view, "lib/store.js::Store") == {"start"}
    assert users(view, "lib/main.js::parse") == set()


def test_typescript(repo: Repo, look: Look) -> None:
    write(repo, {
        "src/repo.ts": "export interface Repo { save(): void }\nexport class Disk implements Repo { save() {} }\n",
        "src/service.ts": """
            import { Disk } from './repo'
            import type { Repo } from './repo'
            export class Service {
              private disk: Disk
              constructor(private repo: Repo) { this.disk = new Disk() }
              run(other: Repo) { this.disk.save(); other.save() }
            }
            """,
    })  # fmt: skip
    view = look(repo)
    assert users(view, "src/repo.ts::Repo.save") == {"Service.run"}
    assert users(view, "src/repo.ts::Disk.save") == {"Service.run"}
    assert users(view, "src/repo.ts::Repo", ("inherit",)) == {"Disk"}
    assert users(view, "src/repo.ts::Disk") == {"Service.constructor"}


def test_go(repo: Repo, look: Look) -> None:
    write(repo, {
        "go.mod": "module example.org/web\n",
        "engine.go": """
            package web

            type Engine struct {
            \tRouter
            \tlog *Log
            }

            func New() *Engine { return &Engine{} }

            func (e *Engine) Serve() {
            \te.route()
            \te.log.Print()
            \thelp()
            }
            """,
        "router.go": "package web\n\ntype Router struct{}\n\nfunc (r *Router) route() {}\n\nfunc help() {}\n",
        "log.go": "package web\n\ntype Log struct{}\n\nfunc (l *Log) Print() {}\n",
        "cmd/main.go": """
            package main

            import (
            \t"fmt"
            \t"example.org/web"
            )

            func main() {
            \tengine := web.New()
            \tengine.Serve()
            \tfmt.Print()
            }
            """,
    })  # fmt: skip
    view = look(repo)
    assert users(view, "engine.go::New") == {"main"}
    assert users(view, "engine.go::Engine.Serve") == {"main"}, "New says what it returns"
    assert users(view, "router.go::Router.route") == {"Engine.Serve"}, "an embedded struct lends its methods"
    assert users(view, "log.go::Log.Print") == {"Engine.Serve"}, "fmt.Print is not ours"
    assert users(view, "router.go::help") == {"Engine.Serve"}, "one package, two files"


def test_rust(repo: Repo, look: Look) -> None:
    write(repo, {
        "Cargo.toml": '[package]\nname = "find"\n',
        "src/main.rs": """
            mod index;
            use crate::index::Index;

            fn main() {
                let index = Index::new();
                index.search();
                index::open();
                let other: String = String::new();
            }
            """,
        "src/index.rs": """
            pub struct Index {}
            pub struct Other {}
            impl Index {
                pub fn new() -> Index { Index {} }
                pub fn search(&self) { self.step() }
                fn step(&self) {}
            }
            impl Other {
                pub fn search(&self) {}
            }
            pub fn open() {}
            """,
    })  # fmt: skip
    view = look(repo)
    assert users(view, "src/index.rs::Index.search") == {"main"}
    assert users(view, "src/index.rs::Other.search") == set()
    assert users(view, "src/index.rs::Index.step") == {"Index.search"}
    assert users(view, "src/index.rs::open") == {"main"}
    assert users(view, "src/index.rs::Index.new") == {"main"}, "String::new is not ours"


def test_java(repo: Repo, look: Look) -> None:
    folder = "src/main/java/org/shop"
    write(repo, {
        f"{folder}/Base.java": "package org.shop;\nclass Base {\n  void log() {}\n}\n",
        f"{folder}/Cart.java": """
            package org.shop;
            class Cart extends Base {
              private final Price price = new Price();
              void pay() { log(); price.round(); check(); }
              void check() {}
            }
            """,
        f"{folder}/Price.java": "package org.shop;\nclass Price {\n  void round() { Math.round(1.5); }\n}\n",
        "src/test/java/org/shop/CartTest.java": """
            package org.shop;
            class CartTest {
              void pays() { Cart cart = new Cart(); cart.pay(); }
            }
            """,
    })  # fmt: skip
    view = look(repo)
    assert users(view, f"{folder}/Base.java::Base.log") == {"Cart.pay"}, "inherited, and called by its bare name"
    assert users(view, f"{folder}/Price.java::Price.round") == {"Cart.pay"}
    assert users(view, f"{folder}/Cart.java::Cart.check") == {"Cart.pay"}
    assert users(view, f"{folder}/Cart.java::Cart.pay") == {"CartTest.pays"}
    assert "CartTest.pays" in users(view, f"{folder}/Cart.java::Cart"), "one package, whatever the source set"


def test_ruby(repo: Repo, look: Look) -> None:
    write(repo, {
        "lib/base.rb": "class Base\n  def log\n  end\nend\n",
        "lib/cart.rb": "require_relative 'base'\nclass Cart < Base\n  def pay\n    log()\n  end\nend\n",
    })  # fmt: skip
    view = look(repo)
    assert users(view, "lib/base.rb::Base.log") == {"Cart.pay"}
    assert users(view, "lib/base.rb::Base", ("inherit",)) == {"Cart"}


def test_a_files_uses_are_on_record(repo: Repo, look: Look) -> None:
    write(repo, {"a.py": "def run(): pass\n", "b.py": "from a import run\ndef go(): run()\n"})
    view = look(repo)
    assert users(view, "a.py::run") == {"go"}
    before = {read: view.digest(read) for read in view.reads}
    repo.write("c.py", "from a import run\ndef more(): run()\n")
    after = look(repo)
    assert any(after.digest(read) != digest for read, digest in before.items())
    assert users(after, "a.py::run") == {"go", "more"}


def test_what_a_shared_view_remembers_is_read_again_for_the_record(repo: Repo, look: Look) -> None:
    write(repo, {"a.py": "def run(): pass\n", "b.py": "from a import run\ndef go(): run()\n"})
    view = look(repo)
    uses_of(view, place(view, "a.py::run"), USES)
    first = set(view.reads)
    view.reads.clear()
    uses_of(view, place(view, "a.py::run"), USES)
    assert view.reads == first


def test_what_every_object_answers_to_is_not_known_by_its_name(repo: Repo, look: Look) -> None:
    write(repo, {
        "a.rb": "class Entry\n  def respond_to?(*args)\n  end\n  def price_of_tea\n  end\nend\n",
        "b.rb": "def check(block)\n  block.respond_to?(:call)\n  block.price_of_tea\nend\n",
    })  # fmt: skip
    assert targets(look(repo), "b.rb::check") == ["a.rb::Entry.price_of_tea"]


VALUES = {
    "javascript": {
        "hooks.js": "export function audit(request) { return request; }\nexport function other() {}\n",
        "app.js": """
            import { audit, other } from "./hooks.js";
            app.use(audit);
            function table() { return { handler: audit, other }; }
            function shadowed(audit) { return run(audit); }
            function own() { const audit = 1; return run(audit); }
            function called() { return (items || []).map(audit); }
        """,
    },
    "python": {
        "hooks.py": "def audit(request): pass\ndef other(): pass\n",
        "app.py": """
            from hooks import audit, other
            signal(audit)
            def table():
                return {"handler": audit, "x": other}
            def shadowed(audit):
                return run(audit)
            def own():
                audit = 1
                return run(audit)
            def called():
                return Thread(
                    target=audit,
                )
        """,
    },
    "go": {
        "hooks.go": "package app\nfunc table() { x := map[string]F{\"a\": audit}; _ = x }\nfunc audit() {}\n"
                    "func called() { run(audit) }\nfunc shadowed(audit F) { run(audit) }\n",
    },
    "c": {
        "hooks.c": "static int audit(int a) { return a; }\nvoid table(void) { T t = { audit }; }\n"
                   "void called(void) { qsort(x, audit); }\nvoid shadowed(F *audit) { run(audit); }\n",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", VALUES)
def test_what_is_passed_as_a_value_is_used(repo: Repo, look: Look, language: str) -> None:
    write(repo, VALUES[language])
    file = next(iter(VALUES[language]))
    used = users(look(repo), f"{file}::audit", ("attribute",))
    assert {"table", "called"} <= used
    assert not {"shadowed", "own"} & used


@pytest.mark.parametrize(
    ("files", "unit"),
    [
        ({"Log.cs": "static class Log { public static void Say() {} }", "A.cs": "class A { void f() { Log.Say(); } }"},
         "Log.cs::Log"),
        ({"src/Log.kt": "object Log { fun say() {} }", "src/A.kt": "class A { fun f() { Log.say() } }"},
         "src/Log.kt::Log"),
        ({"Log.swift": "enum Log { static func say() {} }", "A.swift": "class A { func f() { Log.say() } }"},
         "Log.swift::Log"),
        ({"Log.java": "class Log { static void say() {} }", "A.java": "class A { void f() { Log.say(); } }"},
         "Log.java::Log"),
        ({"Log.scala": "object Log { def say() = 1 }", "A.scala": "class A { def f() = { Log.say() } }"},
         "Log.scala::Log"),
        ({"log.py": "class Log:\n    @staticmethod\n    def say(): pass\n",
          "a.py": "from log import Log\nclass A:\n    def f(self):\n        Log.say()\n"}, "log.py::Log"),
    ],
)  # fmt: skip
def test_what_stands_before_a_dot_is_used(repo: Repo, look: Look, files: dict[str, str], unit: str) -> None:
    write(repo, files)
    assert users(look(repo), unit, ("attribute",)) == {"A.f"}


FULL_NAMES = {
    "elixir": (
        {"lib/shop/token.ex": "defmodule Shop.Token do\n  def sign(x), do: x\nend\n",
         "lib/shop/cart.ex": "defmodule Shop.Cart do\n  @behaviour Shop.Token\n"
                             "  def total(x), do: Shop.Token.sign(x)\nend\n",
         "lib/shop/other.ex": "defmodule Shop.Other do\n  alias Shop.Token\n  def total(x), do: Token.sign(x)\nend\n"},
        "lib/shop/token.ex::Shop.Token.sign", {"Shop.Cart.total", "Shop.Other.total"}),
    "scala": (
        {"files/src/Walk.scala": "package files\nobject walk { def apply(x: Int) = x }\n",
         "files/src/Read.scala": "// Licence\npackage files\ndef read(x: Int) = x\n",
         "app/src/Main.scala": "package app\nobject Main { def run() = { files.read(1) } }\n"},
        "files/src/Read.scala::read", {"Main.run"}),
    "swift": (
        {"Fault.swift": "enum Fault { static func make() -> Int { 1 } }\n",
         "FaultMore.swift": "extension Fault { func other() {} }\n",
         "Tests/FaultTests.swift": "class Fault {}\n",
         "Use.swift": "func use() { _ = Fault.make() }\n"},
        "Fault.swift::Fault.make", {"use"}),
    "csharp": (
        {"Log.cs": "interface ILog\n{\n#if NEW\n    [Own]\n#endif\n    void Say(string x)\n"
                   "#if NEW\n        => More(x);\n#else\n        ;\n#endif\n}\n",
         "A.cs": "class A { void f(ILog log) { log.Say(1); } }\n"},
        "Log.cs::ILog.Say", {"A.f"}),
}  # fmt: skip


@pytest.mark.parametrize("language", FULL_NAMES)
def test_names_that_need_no_import(repo: Repo, look: Look, language: str) -> None:
    files, unit, expected = FULL_NAMES[language]
    write(repo, files)
    view = look(repo)
    assert users(view, unit) == expected
    if language == "elixir":
        assert [heir.title for heir in subclasses(view, place(view, "lib/shop/token.ex::Shop.Token"))] == ["Shop.Cart"]


def test_a_name_that_many_have_is_not_said_to_be_unused(repo: Repo, look: Look) -> None:
    classes = "".join(f"class C{n}:\n    def seal(self): pass\n" for n in range(9))
    write(repo, {"a.py": classes, "b.py": "def run(thing):\n    thing.seal()\n"})
    view = look(repo)
    seal = place(view, "a.py::C1.seal")
    assert uses_of(view, seal) == []
    assert [use.user.title for use in untold(view, seal)] == ["run"]
    assert "b.py:2" in notes.write(view, "callers", seal.unit).answer  # type: ignore[union-attr]
