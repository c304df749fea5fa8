"""Whether a confidence of 0.8 means that eight answers in ten cite a right file.

    python benchmarks/calibration.py --data FILE.jsonl --repos DIR [--fit]

FILE is that of ranking.py. Every item is asked of its own repository, and, as a question that the code can't answer, of
the next repository in FILE, where nothing is right. An answer is right when one of the first five files that it cites
is. `--fit` prints the weights of answers/confidence.py that fit these items best instead.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from judged import Judged, opened, read
from measure import machine

from sleepd.answers.answer import Answer
from sleepd.answers.confidence import Features, features_of
from sleepd.answers.ladder import ask
from sleepd.answers.ranking import rank
from sleepd.graph.view import View
from sleepd.workspace import Workspace

_SURE = 0.8
_TOP = 5
_PULL = 0.01
"""Keeps weights finite when the items can be told apart without error."""


class Asked(NamedTuple):
    """One answer, and whether it was right."""

    confidence: float
    right: bool
    at_home: bool
    """Asked of the repository that it is about."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    judged = read(arguments.data)
    print(f"{machine()}\n`python benchmarks/calibration.py --data {arguments.data.name} --repos {arguments.repos.name}"
          f"{' --fit' if arguments.fit else ''}`\n")  # fmt: skip
    (print_fit if arguments.fit else print_table)(judged, arguments.repos.resolve())


def print_table(judged: list[Judged], repos: Path) -> None:
    """Print what the confidences of the answers were worth."""
    asked = [
        Asked(answer.confidence, cites_right(answer, item), at_home)
        for workspace, item, at_home in sittings(judged, repos)
        for answer in [ask(workspace, item.text)]
    ]
    print("| confidence | answers | mean confidence | share right | about this repository | share right of these |")
    print("|---|---|---|---|---|---|")
    for low in range(10):
        row(f"{low / 10:.1f} to {(low + 1) / 10:.1f}", [a for a in asked if min(9, int(a.confidence * 10)) == low])
    row(f"{_SURE} and above", [a for a in asked if a.confidence >= _SURE])
    row("all", asked)


def row(name: str, asked: list[Asked]) -> None:
    if asked:
        mean = sum(a.confidence for a in asked) / len(asked)
        home = [a for a in asked if a.at_home]
        print(f"| {name} | {len(asked)} | {mean:.2f} | {share_right(asked)} | {len(home)} | {share_right(home)} |")


def share_right(asked: list[Asked]) -> str:
    """How many of the answers are right."""
    return f"{sum(a.right for a in asked) / len(asked):.2f}" if asked else ""


def sittings(judged: list[Judged], repos: Path) -> Iterator[tuple[Workspace, Judged, bool]]:
    """Every item at its own repository and at the one after it, at whichever commit comes first there."""
    names = list(dict.fromkeys(item.repo for item in judged))
    asked_elsewhere = set()
    for workspace, items in opened(judged, repos):
        here = items[0].repo
        yield from ((workspace, item, True) for item in items)
        if len(names) > 1 and here not in asked_elsewhere:
            asked_elsewhere.add(here)
            before = names[names.index(here) - 1]
            yield from ((workspace, item._replace(gold=frozenset()), False) for item in judged if item.repo == before)


def cites_right(answer: Answer, item: Judged) -> bool:
    """Whether a right file is among the first that an answer cites."""
    paths = list(dict.fromkeys(citation.path for citation in answer.citations))
    return bool(item.gold.intersection(paths[:_TOP]))


def print_fit(judged: list[Judged], repos: Path) -> None:
    """Print the logistic regression of being right on the features of the ranking."""
    rows, right = [], []
    for workspace, item, _ in sittings(judged, repos):
        view = View(workspace)
        ranking = rank(view, item.text)
        if ranking.matches:
            rows.append([1.0, *features_of(view, ranking)])
            right.append(bool(item.gold.intersection(ranked.file.path for ranked in ranking.files[:_TOP])))
    intercept, *weights = fitted(rows, right)
    print(f"{len(rows)} rankings, {sum(right)} right: intercept {intercept:.1f},"
          f" {Features(*(round(weight, 1) for weight in weights))}")  # fmt: skip


def fitted(rows: list[list[float]], right: list[bool]) -> list[float]:
    """The weights of a logistic regression, by Newton's method."""
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(25):
        slope = [-_PULL * weight for weight in weights]
        curve = [[_PULL * (i == j) for j in range(size)] for i in range(size)]
        for row_, is_right in zip(rows, right, strict=True):
            odds = sum(weight * value for weight, value in zip(weights, row_, strict=True))
            chance = 1 / (1 + math.exp(-odds))
            for i in range(size):
                slope[i] += (is_right - chance) * row_[i]
                for j in range(size):
                    curve[i][j] += chance * (1 - chance) * row_[i] * row_[j]
        weights = [weight + step for weight, step in zip(weights, solved(curve, slope), strict=True)]
    return weights


def solved(matrix: list[list[float]], right_side: list[float]) -> list[float]:
    """The solution of a system of linear equations, by elimination."""
    rows = [[*row_, value] for row_, value in zip(matrix, right_side, strict=True)]
    for i, pivot in enumerate(rows):
        for j, other in enumerate(rows):
            if i != j:
                factor = other[i] / pivot[i]
                rows[j] = [value - factor * from_pivot for value, from_pivot in zip(other, pivot, strict=True)]
    return [row_[-1] / row_[i] for i, row_ in enumerate(rows)]


if __name__ == "__main__":
    main()
