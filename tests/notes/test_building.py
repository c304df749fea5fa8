"""notes/building.py: how the repository is installed and built."""

from __future__ import annotations

from collections.abc import Callable

from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import shown, told


def test_what_its_files_mean(view: View) -> None:
    note = told(view, "building", "")
    assert note.answer.split("\n") == [
        "Install with `pip install -e .` (pyproject.toml:1).", "By its files:", "  pip install -e . (pyproject.toml:1)",
    ]  # fmt: skip
    assert shown(note) == ["pyproject.toml:1"]
    assert write(view, "building", "src/") is None


def test_what_installs_and_what_builds(repo: Repo, look: Callable[[Repo], View]) -> None:
    """Not what is needed before, nor what a document names a package of."""
    repo.write(
        "README.md",
        "# Shop\n\n## Usage\n\nSell.\n\n## Building from source\n\n```\nsudo apt install build-essential\n"
        "docker run --rm -i shop < package.json\n./configure --fast\nmake -j8\nmake check\nsudo make install\n```\n",
    )
    answer = told(look(repo), "building", "").answer.split("\n")
    assert answer[0] == (
        "Install with `sudo make install` (README.md:15); build with `./configure --fast` (README.md:12) and "
        "`make -j8` (README.md:13)."
    )
    assert answer[-2:] == ["How it is used:", "  Usage (README.md:3)"]


def test_by_convention_in_the_language_of_the_code(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("package.json", "{}\n")
    repo.write("Cargo.toml", '[package]\nname = "a"\n')
    repo.write("src/lib.rs", "pub fn a() {}\n")
    assert told(look(repo), "building", "").answer.startswith("Build with `cargo build` (Cargo.toml:1)")


def test_nothing_says_how(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "a = 1\n")
    assert write(look(repo), "building", "") is None
