"""What `sleepd hook check` would have said of the commits of a real history, and what it takes.

    python benchmarks/untrue.py REPOSITORY... [--commits 400] [--show]

Replays the newest commits that are no merges, each as it was staged: its tree is read into an index beside the
repository's own. With --show each alarm is printed below its commit, to be read and judged by a person.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from measure import machine

from sleepd.hooks.check import check
from sleepd.indexers import git
from sleepd.indexers.staged import Staged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path, nargs="+")
    parser.add_argument("--commits", type=int, default=400)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    print(f"{machine()}\n`python benchmarks/untrue.py REPOSITORY --commits {arguments.commits}`\n")
    print("| | commits | with an alarm | alarms | median ms a commit |\n|---|---|---|---|---|")
    for repository in arguments.repositories:
        with tempfile.TemporaryDirectory() as folder:
            clone = Path(folder, repository.name)
            subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", repository, clone], check=True)
            row(repository.name, clone, arguments.commits, arguments.show)


def row(name: str, clone: Path, commits: int, show: bool) -> None:
    """Replay one history and print a line."""
    repository = git.find(clone)
    assert repository
    listed = git.run(clone, "log", "--no-merges", f"--max-count={commits}", "--format=%H %P %s").decode().splitlines()
    alarmed = alarms = 0
    took = []
    for line in listed:
        commit, parent, subject = (*line.split(" ", 2), "")[:3]
        index = str(repository.git_dir / "replayed")
        git.run(clone, "read-tree", f"--index-output={index}", commit)
        started = time.perf_counter()
        found = check(Staged(repository, parent, index))
        took.append(1_000 * (time.perf_counter() - started))
        alarmed += bool(found)
        alarms += len(found)
        if show and found:
            print(f"{name} {commit[:10]} {subject}")
            for alarm in found:
                print(f"    {alarm}", flush=True)
    print(f"| {name} | {len(listed)} | {alarmed} | {alarms} | {statistics.median(took):.0f} |", flush=True)


if __name__ == "__main__":
    main()
