"""What reading a repository for the first time costs, beside a bare script that parses the same files.

    python benchmarks/cold_index.py REPOSITORY [--runs 3]

The bare script parses each file that sleepd parses with tree-sitter and runs the grammar's own tags query on it, one
process, nothing stored. Both run in turn, so that the machine's mood is the same for both.

It wants grammars that sleepd itself does without: `pip install tree-sitter-{html,css,yaml,toml,markdown}`.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path

from measure import Cost, cost_of, machine, median, sleepd

BARE = """
import importlib, sys
import tree_sitter
GRAMMARS = {"python": "python", "javascript": "javascript", "typescript": "typescript", "tsx": "typescript", "go": "go",
            "rust": "rust", "java": "java", "c": "c", "cpp": "cpp", "ruby": "ruby", "php": "php", "csharp": "c_sharp",
            "kotlin": "kotlin", "swift": "swift", "scala": "scala", "lua": "lua", "bash": "bash", "elixir": "elixir",
            "html": "html", "css": "css", "json": "json", "yaml": "yaml", "toml": "toml", "markdown": "markdown"}
made = {}
def tools(language):
    if language not in made:
        module = importlib.import_module(f"tree_sitter_{GRAMMARS[language]}")
        names = {"typescript": "language_typescript", "tsx": "language_tsx", "php": "language_php"}
        name = names.get(language, "language")
        grammar = tree_sitter.Language(getattr(module, name)())
        query = getattr(module, "TAGS_QUERY", None)
        made[language] = tree_sitter.Parser(grammar), tree_sitter.Query(grammar, query) if query else None
    return made[language]
for line in open(sys.argv[1], encoding="utf-8"):
    language, path = line.rstrip("\\n").split("\\t")
    if language not in GRAMMARS:
        continue
    parser, query = tools(language)
    root = parser.parse(open(path, "rb").read()).root_node
    if query:
        tree_sitter.QueryCursor(query).captures(root)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    root = arguments.repository.resolve()
    with tempfile.TemporaryDirectory() as folder:
        state, listing = Path(folder) / "state", Path(folder) / "files.tsv"
        cold = [sleepd(), "--no-daemon", "-C", str(root), "refresh"]
        cost_of(cold, SLEEPD_STATE_DIR=str(state))
        database = next(state.glob("repositories/*.db"))
        size, source = write_listing(database, root, listing)
        bare_runs, cold_runs = [], []
        for _ in range(arguments.runs):
            bare_runs.append(cost_of([sys.executable, "-c", BARE, str(listing)]))
            shutil.rmtree(state)
            cold_runs.append(cost_of(cold, SLEEPD_STATE_DIR=str(state)))
        warm_runs = [cost_of(cold, SLEEPD_STATE_DIR=str(state)) for _ in range(5)]
        python_runs = [cost_of([sys.executable, "-c", "pass"]) for _ in range(5)]
    report(root, median(bare_runs), median(cold_runs), median(warm_runs), median(python_runs), size, source)


def write_listing(database: Path, root: Path, listing: Path) -> tuple[int, int]:
    """List what sleepd parsed; returns the bytes of the index and those of the sources."""
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT language, path, size FROM file WHERE blob_id IS NOT NULL").fetchall()
    connection.close()
    listing.write_text("".join(f"{language}\t{root / path}\n" for language, path, _ in rows), encoding="utf-8")
    return sum(file.stat().st_size for file in database.parent.glob("*.db*")), sum(size for *_, size in rows)


def report(root: Path, bare: Cost, cold: Cost, warm: Cost, python: Cost, size: int, source: int) -> None:
    """Print the table."""
    print(f"{root.name}, {machine()}\n`python benchmarks/cold_index.py {root.name}`\n")
    print("| | CPU s | wall s | peak MB |\n|---|---|---|---|")
    for name, cost in (("bare parse + tags", bare), ("sleepd, cold", cold), ("sleepd, nothing changed", warm),
                       ("python -c pass", python)):  # fmt: skip
        print(f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.peak_mb:.0f} |")
    print(f"\nCPU, cold over bare: {cold.cpu / bare.cpu:.2f}")
    print(f"nothing changed, beside Python's own start: {warm.wall - python.wall:.3f} s")
    print(f"index {size / 1e6:.1f} MB, sources read {source / 1e6:.1f} MB: {size / source:.2f}")


if __name__ == "__main__":
    main()
