"""What reading a repository for the first time costs, beside a bare script that parses the same files.

    python benchmarks/cold_index.py REPOSITORY [--runs 3] [--peer COMMAND]

The bare script parses each file that sleepd parses with tree-sitter and runs the grammar's own tags query on it, one
process, nothing stored. sleepd also reads documents that have no grammar, and the history. All run in turn, so that
the machine's mood is the same for all. A peer's command may say {repository} and {state}, an empty folder:
`--peer 'indexio --data-dir {state} index {repository}'`, after `pip install indexio-cli`.

It wants grammars that sleepd itself does without: `pip install tree-sitter-{html,css,yaml,toml,markdown}`.
"""

from __future__ import annotations

import argparse
import shlex
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
    parser.add_argument("--peer", metavar="COMMAND", help="another indexer, to run in turn with the two")
    arguments = parser.parse_args()
    root = arguments.repository.resolve()
    with tempfile.TemporaryDirectory() as folder:
        state, listing = Path(folder) / "state", Path(folder) / "files.tsv"
        cold = [sleepd(), "--no-daemon", "-C", str(root), "refresh"]
        cost_of(cold, SLEEPD_STATE_DIR=str(state))
        database = next(state.glob("repositories/*.db"))
        sizes = write_listing(database, root, listing)
        bare_runs, cold_runs, peer_runs = [], [], []
        for _ in range(arguments.runs):
            bare_runs.append(cost_of([sys.executable, "-c", BARE, str(listing)]))
            shutil.rmtree(state)
            cold_runs.append(cost_of(cold, SLEEPD_STATE_DIR=str(state)))
            if arguments.peer:
                with tempfile.TemporaryDirectory() as empty:
                    peer_runs.append(cost_of(shlex.split(arguments.peer.format(repository=root, state=empty))))
        warm_runs = [cost_of(cold, SLEEPD_STATE_DIR=str(state)) for _ in range(5)]
        python_runs = [cost_of([sys.executable, "-c", "pass"]) for _ in range(5)]
    costs = {
        "bare parse + tags": bare_runs, "sleepd, cold": cold_runs, "the peer, cold": peer_runs,
        "sleepd, nothing changed": warm_runs, "python -c pass": python_runs,
    }  # fmt: skip
    report(root, {name: median(runs) for name, runs in costs.items() if runs}, *sizes)


def write_listing(database: Path, root: Path, listing: Path) -> tuple[int, int, int]:
    """List what sleepd parsed; returns the bytes of the index, those of the sources read and those of all files."""
    connection = sqlite3.connect(database)
    rows = connection.execute("SELECT language, path, size FROM file WHERE blob_id IS NOT NULL").fetchall()
    total = connection.execute("SELECT sum(size) FROM file").fetchone()[0]
    connection.close()
    listing.write_text("".join(f"{language}\t{root / path}\n" for language, path, _ in rows), encoding="utf-8")
    return sum(file.stat().st_size for file in database.parent.glob("*.db*")), sum(size for *_, size in rows), total


def report(root: Path, costs: dict[str, Cost], index: int, read: int, total: int) -> None:
    """Print the table."""
    print(f"{root.name}, {machine()}\n`python benchmarks/cold_index.py {root.name}`\n")
    print("| | CPU s | wall s | peak MB |\n|---|---|---|---|")
    for name, cost in costs.items():
        print(f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.peak_mb:.0f} |")
    bare, cold, warm, python = (costs[name] for name in (
        "bare parse + tags", "sleepd, cold", "sleepd, nothing changed", "python -c pass"))  # fmt: skip
    print(f"\nCPU, cold over bare: {cold.cpu / bare.cpu:.2f}")
    print(f"nothing changed, beside Python's own start: {warm.wall - python.wall:.3f} s")
    print(f"index {index / 1e6:.1f} MB: {index / read:.2f} of the sources read, {index / total:.2f} of all files")


if __name__ == "__main__":
    main()
