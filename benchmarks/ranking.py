"""How often the ranking has the right files first, and what each kind of evidence is worth to it.

    python benchmarks/ranking.py --data FILE.jsonl --repos DIR

FILE holds one JSON object a line: `repo` (a folder in DIR), `commit`, `gold_files`, and `question` or `text`; see
merged_changes.py for a way to make one. Every item is ranked once as it is and once for each kind of evidence with that
kind's weight set to 0. Recall at k is the share of an item's right files among the first k, averaged over the items.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from judged import Judged, opened, read
from measure import machine

from sleepd.answers import locating, ranking
from sleepd.graph.view import View

_TOPS = (1, 5, 10)
_SIZES = {ranking: "_SIZE_WEIGHT", locating: "_TOGETHER_WEIGHT"}
"""The weights that stand alone."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--repos", type=Path, required=True)
    arguments = parser.parse_args()
    recalls: dict[tuple[bool, str], list[list[float]]] = defaultdict(list)
    for workspace, items in opened(read(arguments.data), arguments.repos.resolve()):
        view = View(workspace)
        for item in items:
            module = ranking if item.is_question else locating
            recalls[item.is_question, ""].append(recall(view, item))
            for kind in (*module._WEIGHTS, _SIZES[module]):
                with without(module, kind):
                    recalls[item.is_question, kind].append(recall(view, item))
    print(f"{machine()}\n`python benchmarks/ranking.py --data {arguments.data.name} --repos {arguments.repos.name}`\n")
    print("| | items | recall@1 | recall@5 | recall@10 |\n|---|---|---|---|---|")
    for (is_question, kind), found in recalls.items():
        name = f"without {kind.strip('_').lower()}" if kind else "questions" if is_question else "changes"
        print(f"| {name} | {len(found)} | {' | '.join(cells(found, recalls[is_question, ''], kind))} |")


def recall(view: View, item: Judged) -> list[float]:
    """Recall at each of the tops."""
    paths = [ranked.file.path for ranked in item.rank(view).files]
    return [len(item.gold.intersection(paths[:top])) / len(item.gold) for top in _TOPS]


def cells(found: list[list[float]], whole: list[list[float]], kind: str) -> Iterator[str]:
    """The means; for a kind left out, by how much they differ from the whole."""
    for values, all_values in zip(zip(*found, strict=True), zip(*whole, strict=True), strict=True):
        mean, best = sum(values) / len(found), sum(all_values) / len(whole)
        yield f"{mean - best:+.3f}" if kind else f"{mean:.3f}"


@contextmanager
def without(module: object, kind: str) -> Iterator[None]:
    """Rank as if one kind of evidence did not count."""
    weights = vars(module) if kind.startswith("_") else vars(module)["_WEIGHTS"]
    was = weights[kind]
    weights[kind] = 0.0
    try:
        yield
    finally:
        weights[kind] = was


if __name__ == "__main__":
    main()
