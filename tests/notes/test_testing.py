"""notes/testing.py: how the tests are run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told

_STEPS = "jobs:\n  a:\n    steps:\n"


def test_guides_then_files_then_where_the_tests_are(view: View) -> None:
    note = told(view, "testing", "")
    assert note.answer.split("\n") == [
        "Test with `pytest -q` (README.md:11), `make test` (Makefile:2) and `pytest` (pyproject.toml:8). The tests "
        "are in tests/.",
        "Running the tests (README.md:7):",
        "  pip install -e .",
        "  pytest -q",
        "By its files:",
        "  make test (Makefile:2)",
        "  pytest (pyproject.toml:8)",
        "Tests:",
        "  tests/ (2 files)",
    ]
    assert shown(note) == ["README.md:11", "Makefile:2", "pyproject.toml:8", "README.md:10", "tests/test_cart.py:1"]
    assert write(view, "testing", "src/") is None


@pytest.mark.parametrize(
    ("path", "text", "command"),
    [
        ("go.mod", "module example.org/a\n", "go test ./..."),
        ("Cargo.toml", '[package]\nname = "a"\n', "cargo test"),
        ("tox.ini", "[tox]\n", "tox"),
        ("package.json", '{"name": "a", "scripts": {"test": "node test.js"}}\n', "npm test"),
        ("build.gradle.kts", "plugins {}\n", "./gradlew test"),
        ("Shop.sln", "Microsoft Visual Studio Solution File\n", "dotnet test"),
        (".busted", "return {}\n", "busted"),
        ("CMakeLists.txt", "project(a)\n  enable_testing()\n", "ctest --test-dir build"),
    ],
)
def test_tests_by_convention(
    repo: Repo, look: Callable[[Repo], View], path: str, text: str, command: str
) -> None:
    repo.write(path, text)
    repo.write("a.py", "a = 1\n")
    assert told(look(repo), "testing", "").answer.startswith(f"Test with `{command}` ({path}:")


def test_prose_is_no_command(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("README.md", "# Building\n\nmake it yourself.\n\n    make test it\n")
    repo.write("CONTRIBUTING.rst", "Testing\n=======\n\nRun::\n\n    $ tox -e py\n\nnode is needed.\n")
    assert told(look(repo), "testing", "").answer.split("\n") == [
        "Test with `tox -e py` (CONTRIBUTING.rst:6).", "Testing (CONTRIBUTING.rst:1):", "  tox -e py",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "command"),
    [
        ("A simple `bundle exec rake` will run all the tests.", "bundle exec rake"),
        ("Run `./mvnw verify` to build the code and run the tests.", "./mvnw verify"),
        ("- `npm run test` run the mocha tests", "npm run test"),
        ("Tests are run with ``./gradlew clean check``.", "./gradlew clean check"),
    ],
)
def test_a_sentence_says_what_to_type(repo: Repo, look: Callable[[Repo], View], sentence: str, command: str) -> None:
    repo.write("CONTRIBUTING.md", f"# Contributing\n\n{sentence}\n\nDo not commit `cargo test` output.\n")
    assert told(look(repo), "testing", "").answer.startswith(f"Test with `{command}` (CONTRIBUTING.md:3).")


def test_what_the_guides_type_comes_before_what_files_mean(repo: Repo, look: Callable[[Repo], View]) -> None:
    """In a README without fences, above a section inside, and not the scripts that prepare tests or install."""
    typed = "".join(f"    % make FLAG={number}\n" for number in range(6))
    repo.write(
        "README.md",
        f"# Shop\n\n## Building\n\nTest it:\n\n{typed}    % ./utils/gen-test-certs.sh\n    % make test\n"
        "    % pip install test\n    % rake shop:work\n\n### For others\n\nNothing.\n",
    )
    repo.write("README-zh.md", "# Shop\n\n    % make other-test\n")
    repo.write("pom.xml", "<project/>\n")
    repo.write(".github/workflows/ci.yml", f"{_STEPS}      - run: ./runtest --tls # slowly\n")
    answer = told(look(repo), "testing", "").answer.split("\n")
    assert answer[0] == "Test with `make test` (README.md:14) and `mvn test` (pom.xml:1)."
    assert answer[-1] == "  ./runtest --tls (.github/workflows/ci.yml:4)"


def test_where_nothing_else_says_how_it_is_tested_ci_does(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.rb", "x = 1\n")
    repo.write(".github/workflows/test.yml", f"{_STEPS}      - run: bundle install\n      - run: bundle exec rake\n")
    repo.write(".github/workflows/release.yml", f"{_STEPS}      - run: bundle exec rake release\n      - run: \n")
    note = told(look(repo), "testing", "")
    assert note.answer.split("\n")[0] == "Test with `bundle exec rake` (.github/workflows/test.yml:5)."
    assert shown(note) == [".github/workflows/test.yml:5"]


def test_the_task_of_a_tool_for_another_language_comes_last(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("mix.exs", "defmodule Shop do\nend\n")
    repo.write("lib/shop.ex", "defmodule Shop do\n  def sell, do: 1\n  def buy, do: 2\nend\n")
    repo.write("package.json", '{\n"name": "a",\n"scripts": {\n"test": "jest"\n}\n}\n')
    repo.write("assets/js/a.js", "export const a = 1\n")
    assert told(look(repo), "testing", "").answer.startswith("Test with `mix test` (mix.exs:1) and `npm test` (package")


def test_tests_are_found_where_nothing_says_how_to_run_them(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("test/a_test.lua", "x = 1\n")
    answer = told(look(repo), "testing", "").answer
    assert answer.startswith("Nothing says how the tests are run. The tests are in test/.")


def test_nothing_says_how(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    assert write(look(repo), "testing", "") is None
