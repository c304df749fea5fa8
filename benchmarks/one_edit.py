"""What keeping in step costs: nothing changed, one file edited, a branch switched and switched back.

    python benchmarks/one_edit.py REPOSITORY [--runs 7] [--back 200]

Works on a temporary clone. Each figure is a whole `sleepd refresh`, less what starting Python takes in the same run.
After every step the facts are compared with what parsing the files now says; going back to a branch must parse nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from measure import Cost, cost_of, machine, median, sleepd


class Step(NamedTuple):
    """One thing that happened to the work tree, and what catching up with it cost."""

    name: str
    cost: Cost
    changed: int
    """Files that the step changed."""
    parsed: int
    """Files whose content was parsed for it."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--back", type=int, default=200, help="how many commits the other branch lies behind")
    arguments = parser.parse_args()
    source = arguments.repository.resolve()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLEEPD_STATE_DIR"] = f"{folder}/state"
        root = Path(folder) / source.name
        git(source, "clone", "--quiet", "--shared", str(source), str(root))
        start = median([cost_of([sys.executable, "-c", "pass"]) for _ in range(arguments.runs)])
        steps = [
            refreshed("read for the first time", root, int(git(root, "ls-files").count("\n"))),
            *nothing(root, arguments.runs), *edits(root, arguments.runs), *switches(root, arguments.back),
        ]  # fmt: skip
    print(f"{source.name}, {machine()}\n`python benchmarks/one_edit.py {source.name} --runs {arguments.runs}"
          f" --back {arguments.back}`\n")  # fmt: skip
    print("| | files changed | files parsed | s beside starting Python | CPU s | peak MB |\n|---|---|---|---|---|---|")
    for step in steps:
        beside, cpu = step.cost.wall - start.wall, step.cost.cpu - start.cpu
        print(f"| {step.name} | {step.changed} | {step.parsed} | {beside:.3f} | {cpu:.3f} | {step.cost.peak_mb:.0f} |")


def nothing(root: Path, runs: int) -> list[Step]:
    """Refreshing what did not change."""
    steps = [refreshed("nothing changed", root, 0) for _ in range(runs)]
    return [steps[0]._replace(cost=median([step.cost for step in steps]))]


def edits(root: Path, runs: int) -> list[Step]:
    """Refreshing after a line was put at the top of a file, which moves every symbol in it."""
    path = root / median_source(root)
    steps = []
    for _ in range(runs):
        path.write_bytes(b"\n" + path.read_bytes())
        steps.append(refreshed("one file edited", root, 1))
        check(root, [path])
    git(root, "checkout", "--quiet", ".")
    refreshed("", root, 1)
    return [steps[0]._replace(cost=median([step.cost for step in steps]))]


def switches(root: Path, back: int) -> list[Step]:
    """Refreshing after a switch to an older commit and back."""
    old = git(root, "rev-list", "--first-parent", f"--max-count={back + 1}", "HEAD").split()[-1]
    touched = len(git(root, "diff", "--name-only", "--no-ext-diff", old, "HEAD").splitlines())
    there = snapshot(root)
    git(root, "checkout", "--quiet", "--detach", old)
    away = refreshed(f"switched {back} commits back", root, touched)
    check(root, files(root))
    git(root, "checkout", "--quiet", "-")
    home = refreshed("switched to where it was", root, touched)
    assert home.parsed == 0, f"{home.parsed} files were parsed again"
    assert snapshot(root) == there, "the facts differ from those before the switch"
    return [away, home]


def refreshed(name: str, root: Path, changed: int) -> Step:
    """Refresh in a process of its own, and count what it parsed by the facts that it added."""
    known = blobs(root)
    cost = cost_of([sleepd(), "--no-daemon", "-C", str(root), "refresh"])
    return Step(name, cost, changed, blobs(root) - known)


def blobs(root: Path) -> int:
    """How many parsed contents are kept."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    count: int = workspace.database.connection.execute("SELECT count(*) FROM blob").fetchone()[0]
    workspace.close()
    return count


def median_source(root: Path) -> str:
    """A source file of middling length."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    rows = sorted((row.lines, row.path) for row in workspace.facts.files() if row.role == "source" and row.definitions)
    workspace.close()
    return rows[len(rows) // 2][1]


def files(root: Path) -> list[Path]:
    """The files that sleepd has read."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    found = [root / row.path for row in workspace.facts.files() if row.blob_id]
    workspace.close()
    return found


def snapshot(root: Path) -> dict[str, list[tuple[object, ...]]]:
    """Path -> its symbols and where they are."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    facts = workspace.facts
    found = {row.path: [tuple(symbol[3:9]) for symbol in facts.symbols_in(row.id)] for row in facts.files()}
    workspace.close()
    return found


def check(root: Path, paths: list[Path]) -> None:
    """Check that the facts of these files are those of their bytes now."""
    from sleepd.indexers.languages import language_of, load

    known = snapshot(root)
    for path in paths:
        name = path.relative_to(root).as_posix()
        now = load(language_of(name) or "").read(path.read_bytes()).symbols
        assert known[name] == [(s.parent, s.kind, s.name, s.qualname, s.start, s.end) for s in now], name


def git(root: Path, *arguments: str) -> str:
    """What git prints."""
    return subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
