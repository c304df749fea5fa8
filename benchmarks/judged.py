"""Questions and descriptions of changes, the files that are right for them, and the repositories at the right commit.

One JSON object a line: `repo`, `commit`, `gold_files`, and `question` (asked of the code) or `text` (describes a
change); `gold_symbols` where the right ones are known. questions.jsonl is such a file, and merged_changes.py makes one
from any history.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sleepd.answers import locating, ranking
from sleepd.answers.ranking import Ranking
from sleepd.graph.view import View
from sleepd.refresh import refresh
from sleepd.workspace import Workspace


class Judged(NamedTuple):
    """One line of the file."""

    repo: str
    commit: str
    text: str
    is_question: bool
    gold: frozenset[str]
    symbols: frozenset[str]
    """Names that a right answer has; none where that is not known."""

    def rank(self, view: View) -> Ranking:
        """The files that sleepd takes it to be about."""
        return ranking.rank(view, self.text) if self.is_question else locating.locate(view, self.text)


def read(path: Path) -> list[Judged]:
    """All lines, those of one commit together."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    judged = [
        Judged(row["repo"], row["commit"], row.get("question") or row["text"], "question" in row,
               frozenset(row["gold_files"]), frozenset(row.get("gold_symbols") or ()))
        for row in rows
    ]  # fmt: skip
    return sorted(judged, key=lambda item: (item.repo, item.commit))


def opened(judged: list[Judged], folder: Path, kept: Path | None = None) -> Iterator[tuple[Workspace, list[Judged]]]:
    """Each commit's work tree, read, with what is asked of it. The repositories in `folder` are left as they are.

    Work trees and state are in the folder `kept`, or nowhere afterwards.
    """
    with tempfile.TemporaryDirectory() if kept is None else contextlib.nullcontext(kept) as scratch:
        os.environ["SLEEPD_STATE_DIR"] = f"{scratch}/state"
        for (repo, commit), items in groupby(judged, key=lambda item: (item.repo, item.commit)):
            root = Path(scratch) / repo.rpartition("/")[2]
            if not root.exists():
                clone = ["clone", "--quiet", "--shared", "--no-checkout", str(folder / root.name), str(root)]
                subprocess.run(["git", *clone], check=True)
            subprocess.run(["git", "checkout", "--quiet", "--detach", commit], cwd=root, check=True)
            workspace = Workspace(str(root))
            refresh(workspace)
            yield workspace, list(items)
            workspace.close()
