"""How often a question is known again in other words, and how often a near miss is taken for it: `matching.py`

The questions are those of tests/answers/question_pairs.txt, 54 groups that one person wrote for projects in several
languages. The rules of matching were made by looking at every second group; the others were only counted. Beside it
stand two plain ways: the same words in the same order, and likeness, as 80 % of the words in common.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import chain, combinations, product
from pathlib import Path

from measure import machine

PAIRS = Path(__file__).parent.parent / "tests/answers/question_pairs.txt"

Group = tuple[str, list[str], list[str]]
Matches = Callable[[str, str, str], bool]


def groups() -> list[Group]:
    """(project, wordings of one question, near misses of it)."""
    found = []
    for block in PAIRS.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line[:1] in ("=", "!", "@")]
        said = {mark: [line[2:] for line in lines if line[0] == mark] for mark in "@=!"}
        found.append(("".join(said["@"]), said["="], said["!"]))
    return [group for group in found if group[1]]


def by_meaning(project: str, one: str, other: str) -> bool:
    from sleepd.answers.matching import key

    return key.__wrapped__(one, project) == key.__wrapped__(other, project)  # Without its cache.


def by_words(project: str, one: str, other: str) -> bool:
    from sleepd.indexers.words import words

    return words(one) == words(other)


def by_likeness(project: str, one: str, other: str) -> bool:
    from sleepd.indexers.words import words

    said, known = set(words(one).split()), set(words(other).split())
    return len(said & known) >= 0.8 * len(said | known)


def share(found: list[bool]) -> str:
    return f"{sum(found)} of {len(found)} ({sum(found) / len(found):.1%})"


def column(matches: Matches, known: list[Group]) -> list[str]:
    same = [[matches(project, *pair) for pair in combinations(one, 2)] for project, one, _ in known]
    near = [matches(project, *pair) for project, one, other in known for pair in product(one, other)]
    texts = [(project, text) for project, one, other in known for text in one + other]
    started = time.perf_counter()
    for project, text in texts:
        matches(project, text, "")
    spent = (time.perf_counter() - started) / len(texts) * 1e6
    return [share([*chain(*same)]), share([*chain(*same[1::2])]), share(near), f"{spent:.0f}"]


def main() -> None:
    known = groups()
    ways = {"by meaning": by_meaning, "the same words": by_words, "likeness": by_likeness}
    columns = [column(matches, known) for matches in ways.values()]
    rows = [
        "wordings known again",
        "of these, in groups that were only counted",
        "near misses taken",
        "microseconds for one",
    ]
    print(f"`python benchmarks/matching.py`, {machine()}\n")
    print(f"| | {' | '.join(ways)} |\n|---|{'---|' * len(ways)}")
    for row, cells in zip(rows, zip(*columns, strict=True), strict=True):
        print(f"| {row} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
