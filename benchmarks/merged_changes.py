"""Makes a file for ranking.py from a repository's own history: each commit's message, and the files that it changed.

    python benchmarks/merged_changes.py REPOSITORY --count 60 > changes.jsonl

The commit to search at is the one before, so the answer is not in the history that sleepd reads. Taken are the newest
commits with one parent that change one to five files of code that were there before.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from sleepd.indexers.languages import language_of
from sleepd.indexers.roles import role_of

_FORMAT = "%x01%P%x00%B%x00"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--count", type=int, default=60)
    arguments = parser.parse_args()
    root = arguments.repository.resolve()
    for _, line in zip(range(arguments.count), changes(root), strict=False):
        print(json.dumps(line))


def changes(root: Path) -> Iterator[dict[str, object]]:
    """The lines, newest commit first."""
    command = ["git", "log", "--no-merges", "--name-status", "--no-ext-diff", "--no-renames", f"--format={_FORMAT}"]
    log = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, errors="replace").stdout
    for entry in log.split("\x01")[1:]:
        parent, message, listing = entry.split("\0")
        changed = [line.split("\t") for line in listing.split("\n") if "\t" in line]
        gold = [path for status, path in changed if status == "M" and language_of(path) and role_of(path) == "source"]
        if 1 <= len(gold) <= 5 and len(message.split()) >= 4 and parent:
            yield {"repo": root.name, "commit": parent, "text": message.strip(), "gold_files": gold}


if __name__ == "__main__":
    main()
