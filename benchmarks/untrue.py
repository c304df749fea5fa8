"""What `sleepd hook check` would have said of the commits of a real history, and what it takes.

    python benchmarks/untrue.py REPOSITORY... [--commits 400] [--show]
    python benchmarks/untrue.py REPOSITORY... --renames 40

Replays the newest commits that are no merges, each as it was staged: its tree is read into an index beside the
repository's own. With --show each alarm is printed below its commit, to be read and judged by a person.

Silence is cheap, so the second form says how often it is right to be silent: it renames so many symbols that documents
name in their code, one at a time, in all files but the documents, and counts how often an alarm names the symbol.
Documents that tell of the past are not counted.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import machine

from sleepd.facts import CALLABLE_KINDS, CLASS_KINDS
from sleepd.hooks.check import check
from sleepd.indexers import git
from sleepd.indexers.languages import language_of, load
from sleepd.indexers.prose import is_of_now
from sleepd.indexers.roles import role_of
from sleepd.indexers.staged import Staged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path, nargs="+")
    parser.add_argument("--commits", type=int, default=400)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--renames", type=int)
    arguments = parser.parse_args()
    if arguments.renames:
        print(f"{machine()}\n`python benchmarks/untrue.py REPOSITORY --renames {arguments.renames}`\n")
        print("| | symbols renamed | told | median ms |\n|---|---|---|---|")
        for repository in arguments.repositories:
            with cloned(repository) as clone:
                rename(repository.name, clone, arguments.renames)
        return
    print(f"{machine()}\n`python benchmarks/untrue.py REPOSITORY --commits {arguments.commits}`\n")
    print("| | commits | with an alarm | alarms | median ms a commit |\n|---|---|---|---|---|")
    for repository in arguments.repositories:
        with cloned(repository) as clone:
            row(repository.name, clone, arguments.commits, arguments.show)


@contextmanager
def cloned(repository: Path) -> Iterator[Path]:
    """A clone without files, for the time of the block."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder, repository.name)
        subprocess.run(["git", "clone", "--quiet", "--shared", "--no-checkout", repository, clone], check=True)
        yield clone


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


def rename(name: str, clone: Path, count: int) -> None:
    """Rename symbols, each by itself, and print a line on how often that is told."""
    repository = git.find(clone)
    assert repository
    git.run(clone, "read-tree", "HEAD")
    head = Staged(repository)
    prose = {path for path in head.blobs if language_of(path) in ("markdown", "rst", "text")}
    contents = head.contents(head.blobs.values())
    code = {path: contents.get(blob, b"") for path, blob in head.blobs.items() if path not in prose}
    defined = {
        symbol.name
        for path, content in code.items()
        if (language := language_of(path)) and role_of(path) == "source"
        for symbol in load(language).read(content).symbols
        if symbol.kind in CALLABLE_KINDS | CLASS_KINDS and len(symbol.name) > 2 and not symbol.name.startswith("_")
    }
    named = {
        reference.name
        for path in prose
        if is_of_now(path)
        for reference in load(str(language_of(path))).read(contents.get(head.blobs[path], b"")).references
    }
    chosen = sorted(defined & named)
    random.Random(1).shuffle(chosen)
    told, took = 0, []
    for symbol in chosen[:count]:
        index = str(repository.git_dir / "renamed")
        git.run(clone, "read-tree", f"--index-output={index}", "HEAD")
        entries = []
        for path, content in code.items():
            changed = re.sub(rb"\b%s\b" % symbol.encode(), f"{symbol}Renamed".encode(), content)
            if changed != content:
                blob = git.run(clone, "hash-object", "-w", "--stdin", input=changed).decode().strip()
                entries.append(f"100644 {blob}\t{path}\0")
        git.run(clone, "update-index", "-z", "--index-info", input="".join(entries).encode(), index=index)
        started = time.perf_counter()
        found = check(Staged(repository, "HEAD", index))
        took.append(1_000 * (time.perf_counter() - started))
        told += any(f"`{symbol}`" in alarm.what for alarm in found)
    print(f"| {name} | {len(took)} | {told} | {statistics.median(took):.0f} |", flush=True)


if __name__ == "__main__":
    main()
