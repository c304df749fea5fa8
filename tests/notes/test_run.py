"""notes/run.py: how the repository is run and tested."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_scripts_tests_tasks_and_guides(view: View) -> None:
    note = told(view, "run", "")
    assert note.answer.split("\n") == [
        "Run `shop`; test with `make test` and `pytest`; see README.md:7.",
        "Run:",
        "  shop runs shop.cli:main (pyproject.toml:6)",
        "Test:",
        "  make test (Makefile:2)",
        "  pytest (pyproject.toml:8)",
        "Build and other commands:",
        "  make docs (Makefile:4)",
        "Running the tests (README.md:7):",
        "  pip install -e .",
        "  pytest -q",
    ]
    assert shown(note) == ["pyproject.toml:6", "Makefile:2", "pyproject.toml:8", "Makefile:4", "README.md:10"]
    assert write(view, "run", "src/") is None


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
    ],
)
def test_tests_by_convention(
    repo: Repo, look: Callable[[Repo], View], path: str, text: str, command: str
) -> None:
    repo.write(path, text)
    repo.write("a.py", "a = 1\n")
    assert told(look(repo), "run", "").answer.startswith(f"Test with `{command}`.")


def test_a_program_that_is_a_script_already_is_told_once(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("Cargo.toml", '[[bin]]\nname = "find"\npath = "src/main.rs"\n')
    repo.write("src/main.rs", "fn main() {}\n")
    repo.write("build.rs", "fn main() {}\n")
    answer = told(look(repo), "run", "").answer
    assert "find runs src/main.rs" in answer and "main (" not in answer


def test_prose_is_no_command(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("README.md", "# Building\n\nmake it yourself.\n\n    make tea\n")
    repo.write("CONTRIBUTING.rst", "Testing\n=======\n\nRun::\n\n    $ tox -e py\n\nnode is needed.\n")
    assert told(look(repo), "run", "").answer.split("\n") == [
        "Test with `tox -e py`; see CONTRIBUTING.rst:1.",
        "Test:", "  tox -e py (CONTRIBUTING.rst:6)",
        "Testing (CONTRIBUTING.rst:1):", "  tox -e py",
    ]  # fmt: skip


def test_nothing_says_how(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    assert write(look(repo), "run", "") is None


def test_tasks_of_rake_and_scripts_of_node(repo: Repo, look: Callable[[Repo], View]) -> None:
    """Scripts of a package.json are typed to develop it; what is in `bin` is what one runs."""
    tasks = "namespace :a do\n  task :hidden do\n  end\nend\ntask :doc do\nend\n"
    repo.write("Rakefile", f"Minitest::TestTask.create\n\n{tasks}")
    package = '{\n"name": "a",\n"bin": {\n"a": "a.js"\n},\n"scripts": {\n"test": "jest",\n"dev": "next"\n}\n}\n'
    repo.write("package.json", package)
    repo.write("examples/b/package.json", '{"name": "b", "scripts": {"dev": "next"}}\n')
    repo.write("pnpm-lock.yaml", "")
    answer = told(look(repo), "run", "").answer.split("\n")
    assert answer[0] == "Run `a`; test with `rake test` and `pnpm test`."
    assert answer[answer.index("Build and other commands:") + 1 :] == [
        "  rake doc (Rakefile:7)", "  pnpm dev (package.json:8): next"
    ]  # fmt: skip


def test_what_the_guides_type_is_how_it_is_tested(repo: Repo, look: Callable[[Repo], View]) -> None:
    """Rather than what CI runs; in a README without fences, whose long list is cut before."""
    typed = "".join(f"    % make FLAG={number}\n" for number in range(6))
    repo.write("README.md", f"# Shop\n\n## Building\n\nTest it:\n\n{typed}    % make test\n    % pip install test\n")
    repo.write(".github/workflows/ci.yml", "jobs:\n  test:\n    steps:\n      - run: make 32bit-test # slowly\n")
    assert told(look(repo), "run", "").answer.split("\n")[0] == "Test with `make test`; see README.md:3."


def test_where_nothing_else_says_how_it_is_tested_ci_does(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.rb", "x = 1\n")
    steps = "jobs:\n  a:\n    steps:\n"
    repo.write(".github/workflows/test.yml", f"{steps}      - run: bundle install\n      - run: bundle exec rake\n")
    repo.write(".github/workflows/release.yml", f"{steps}      - run: bundle exec rake release\n")
    note = told(look(repo), "run", "")
    assert note.answer.split("\n")[0] == "Test with `bundle exec rake`."
    assert shown(note) == [".github/workflows/test.yml:5"]
