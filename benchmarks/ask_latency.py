"""How long one question takes: as a whole process, beside starting Python and searching text; and the answering alone.

    python benchmarks/ask_latency.py REPOSITORY [--runs 15] [--symbols 60]

The repository is read first, into a state folder of its own. The processes run in turn, so that the machine's mood is
the same for all; the ratio to `python -c pass` of the same run says more than the milliseconds.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measure import cost_of, machine, quantile, sleepd

PHRASES = {
    "what is it": "what is {}",
    "who uses it": "who calls {}",
    "what would break": "what would break if I change {}",
    "why is it there": "why is {} there",
    "which tests cover it": "which tests cover {}",
    "a question in words": "how are {} handled when something goes wrong",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--symbols", type=int, default=60)
    arguments = parser.parse_args()
    root = arguments.repository.resolve()
    with tempfile.TemporaryDirectory() as state:
        os.environ["SLEEPD_STATE_DIR"] = state
        cost_of([sleepd(), "--no-daemon", "-C", str(root), "refresh"])
        names = symbols(root, arguments.symbols)
        whole = processes(root, names[0], arguments.runs)
        alone = answering(root, names)
    start = statistics.median(whole["python -c pass"])
    print(f"{root.name}, {machine()}\n`python benchmarks/ask_latency.py {root.name} --runs {arguments.runs}"
          f" --symbols {arguments.symbols}`\n")  # fmt: skip
    print("| | median ms | p95 ms | beside `python -c pass` |\n|---|---|---|---|")
    for name, seconds in whole.items():
        print(f"| `{name}` | {row(seconds)} | {statistics.median(seconds) / start:.1f} x |")
    for name, seconds in alone.items():
        print(f"| the answering alone: {name} | {row(seconds)} | {statistics.median(seconds) / start:.2f} x |")


def row(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f} | {quantile(seconds, 0.95) * 1000:.1f}"


def symbols(root: Path, count: int) -> list[str]:
    """Names of the repository's own classes and functions: the most mentioned first, then any."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    best = [found.qualname for found in workspace.facts.most_mentioned(count // 2)]
    others = {
        found.qualname
        for file in workspace.facts.files()
        if file.role == "source"
        for found in workspace.facts.symbols_in(file.id)
        if found.kind in ("class", "function", "method", "struct", "interface", "trait")
    }
    workspace.close()
    return list(dict.fromkeys([*best, *random.Random(0).sample(sorted(others), min(count, len(others)))]))[:count]


def processes(root: Path, name: str, runs: int) -> dict[str, list[float]]:
    """The seconds of each whole process, the processes taking turns."""
    ask = [sleepd(), "--no-daemon", "-C", str(root), "ask"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "sleepd --no-daemon ask 'who calls NAME'": [*ask, f"who calls {name}"],
        "sleepd --no-daemon ask": ask,
    }
    leaf = name.rpartition(".")[2]
    if shutil.which("rg"):
        commands["rg -n NAME"] = ["rg", "-n", leaf, str(root)]
    if shutil.which("grep"):
        commands["grep -rn NAME"] = ["grep", "-rnI", "--exclude-dir=.git", leaf, str(root)]
    seconds: dict[str, list[float]] = {what: [] for what in commands}
    for _ in range(runs):
        for what, command in commands.items():
            seconds[what].append(cost_of(command).wall)
    return seconds


def answering(root: Path, names: list[str]) -> dict[str, list[float]]:
    """The seconds of answering in a process that has the repository open, for each kind of question."""
    from sleepd.answers.ladder import ask
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    for phrase in PHRASES.values():
        ask(workspace, phrase.format(names[0]))
    seconds: dict[str, list[float]] = {what: [] for what in PHRASES}
    for name in names:
        for what, phrase in PHRASES.items():
            started = time.perf_counter()
            ask(workspace, phrase.format(name))
            seconds[what].append(time.perf_counter() - started)
    workspace.close()
    return {**seconds, "all of these": [second for kind in seconds.values() for second in kind]}


if __name__ == "__main__":
    main()
