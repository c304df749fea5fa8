"""What a commit waits for: `sleepd hook refresh` beside starting Python and nothing else.

    python benchmarks/hook.py REPOSITORY [--runs 40]

Works on a temporary clone, with a daemon and state of its own. What is compared runs in turn, in the same minutes: the
ratios say more than the milliseconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import running
from measure import machine, quantile, sleepd

from daemon import clone

PYTHON = [sys.executable, "-c", "pass"]
REFRESH = [sleepd(), "hook", "refresh"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--runs", type=int, default=40)
    arguments = parser.parse_args()
    source = arguments.repository.resolve()
    os.environ.pop("CI", None)
    os.environ.pop("SLEEPD_NO_DAEMON", None)
    print(f"{source.name}; {machine()}\n`python benchmarks/hook.py {source.name} --runs {arguments.runs}`\n")
    print("| `sleepd hook refresh`, the whole process | ms | 95 % within ms | beside `python -c pass` | ratio |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, running.own_state(Path(folder)):
        root = clone(source, Path(folder).resolve())
        row("with no daemon, as in CI", root, arguments.runs, SLEEPD_NO_DAEMON="1")
        running.start(root)
        running.wait_for(lambda: running.request("status")["repositories"])
        row("with the daemon", root, arguments.runs)


def row(what: str, root: Path, runs: int, **environment: str) -> None:
    """Measure and print one line."""
    bare, whole = [], []
    for _ in range(runs):
        bare.append(milliseconds(PYTHON, root, environment))
        whole.append(milliseconds(REFRESH, root, environment))
    median, python = statistics.median(whole), statistics.median(bare)
    more = f"{median - python:+.0f} ms"
    print(f"| {what} | {median:.0f} | {quantile(whole, 0.95):.0f} | {more} | {median / python:.2f} x |", flush=True)


def milliseconds(command: list[str], root: Path, environment: dict[str, str]) -> float:
    """How long one process takes from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, cwd=root, env={**os.environ, **environment}, check=True)
    return 1_000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
