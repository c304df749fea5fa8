"""notes/run.py: how the repository is run."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_commands_then_how_to_build_and_test(view: View) -> None:
    note = told(view, "run", "")
    assert note.answer.split("\n") == [
        "Run shop (pyproject.toml:6).",
        "Run:",
        "  shop runs shop.cli:main (pyproject.toml:6)",
        "Install with `pip install -e .` (pyproject.toml:1).",
        "Test with `pytest -q` (README.md:11), `make test` (Makefile:2) and `pytest` (pyproject.toml:8).",
        "Other commands:",
        "  make docs (Makefile:4)",
    ]
    assert write(view, "run", "src/") is None


def test_a_program_that_is_a_script_already_is_told_once(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("Cargo.toml", '[[bin]]\nname = "find"\npath = "src/main.rs"\n')
    repo.write("src/main.rs", "fn main() {}\n")
    repo.write("build.rs", "fn main() {}\n")
    answer = told(look(repo), "run", "").answer
    assert "find runs src/main.rs" in answer and "main (" not in answer


def test_programs_of_benchmarks_and_of_tests_are_not_what_one_runs(repo: Repo, look: Callable[[Repo], View]) -> None:
    java = "class {0} {{\n  public static void main(String[] a) {{}}\n}}\n"
    repo.write("metrics/src/main/java/ParseBenchmark.java", java.format("ParseBenchmark"))
    repo.write("src/crc.c", "int crc(void) { return 1; }\n#ifdef CRC_TEST\nint main(void) { return 0; }\n#endif\n")
    repo.write("src/server.c", "#ifdef LINUX\nint fast;\n#endif\nint main(void) { return 0; }\n")
    repo.write("utils/gen.c", "int main(void) { return 0; }\n")
    answer = told(look(repo), "run", "").answer.split("\n")
    assert answer[0] == "Run main of src/server.c (src/server.c:4)."
    assert not [line for line in answer if "crc" in line or "Benchmark" in line]


def test_a_program_without_an_ending_is_found_by_its_folder(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("bin/resque", "#!/usr/bin/env ruby\nputs 1\n")
    repo.write("bin/data", "1 2 3\n")
    repo.write("lib/a.rb", "x = 1\n")
    assert told(look(repo), "run", "").answer.split("\n")[0] == "Run bin/resque (bin/resque:1)."


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
    assert answer[0] == "Run a (package.json:4) and pnpm dev (package.json:8)."
    assert answer[answer.index("Other commands:") + 1 :] == ["  rake doc (Rakefile:7)"]


def test_what_guides_type_where_nothing_is_installed(repo: Repo, look: Callable[[Repo], View]) -> None:
    typed = "```\nnpm install\nnode server.js\n```\n"
    repo.write("README.md", f"# Shop\n\nIt sells.\n\n## Running\n\n{typed}")
    repo.write("server.js", "listen()\n")
    note = told(look(repo), "run", "")
    assert note.answer.split("\n")[0] == "Run node server.js (README.md:9)."
    assert shown(note)[0] == "README.md:9"
