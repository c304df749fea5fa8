"""What the measurements say: accuracy against tokens, the cost per question as questions come, and whether it paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import NamedTuple

from .intervals import difference, wilson
from .record import Row
from .ways import CODE, COMPOSE, FACTS, FILE, NOTES, ONCE, TOLD

WEIGHT = 10
"""What a token costs while somebody waits, beside one asleep (Sleep-time Compute, arXiv 2504.13171, section 5.3)."""
COUNTS = (1, 2, 5, 10, 48)
_ASLEEP = (FACTS, COMPOSE, NOTES)
"""The ways that use what was prepared."""
_BAR = 30


class Line(NamedTuple):
    """One way to answer, over all questions that were put to it."""

    way: str
    sampling: str
    model: str
    number: int
    right: float
    """Share."""
    low: float
    high: float
    """Ends of its 95 % interval."""
    prompt_tokens: float
    """Mean, of what was spent while the question was asked."""
    completion_tokens: float

    @property
    def tokens(self) -> float:
        """Both."""
        return self.prompt_tokens + self.completion_tokens

    @property
    def name(self) -> str:
        """How it is called."""
        return TOLD[self.way] + (f", {self.sampling}" if self.sampling != ONCE else "")


class Pair(NamedTuple):
    """What was prepared against what reads code while the question is asked, over the questions put to both."""

    ours: Line
    theirs: Line
    gain: float
    """Difference of the shares that are right."""
    low: float
    high: float


def lines(rows: Iterable[Row]) -> list[Line]:
    """One for each way, sampling and model, in the order of the ways."""
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.way, row.sampling, row.model].append(row)
    order = list(TOLD)
    return [_line(*key, groups[key]) for key in sorted(groups, key=lambda key: (key[2], order.index(key[0])))]


def _line(way: str, sampling: str, model: str, rows: Sequence[Row]) -> Line:
    right = sum(row.right for row in rows)
    return Line(
        way, sampling, model, len(rows), right / len(rows), *wilson(right, len(rows)),
        fmean(row.prompt_tokens for row in rows), fmean(row.completion_tokens for row in rows),
    )  # fmt: skip


def best_pair(rows: Sequence[Row], model: str) -> Pair | None:
    """The best way that uses what was prepared against the best one that reads code, over the same questions; None when
    either is missing."""
    found: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if row.model in ("", model):
            found[row.way, row.sampling][row.id] = row
    reading = [key for key in found if key[0] in (CODE, FILE)]
    prepared = [key for key in found if key[0] in _ASLEEP]
    if not reading or not prepared:
        return None
    theirs = max(reading, key=lambda key: (fmean(row.right for row in found[key].values()), len(found[key])))
    shared = {key: found[key].keys() & found[theirs].keys() for key in prepared}
    prepared = [key for key in prepared if shared[key]]
    if not prepared:
        return None
    ours = max(prepared, key=lambda key: (fmean(found[key][id].right for id in shared[key]), key[0] == FACTS))
    ids = sorted(shared[ours])
    one, other = ([found[key][id] for id in ids] for key in (ours, theirs))
    gain = difference([row.right for row in one], [row.right for row in other])
    return Pair(_line(*ours, model, one), _line(*theirs, model, other), *gain)


def cost(sleep_tokens: float, tokens: float, questions: int) -> float:
    """Average cost of a question, in tokens of sleep, when so many share what was spent asleep."""
    return sleep_tokens / questions + WEIGHT * tokens


def pays_from(sleep_tokens: float, ours: float, theirs: float) -> float:
    """From how many questions on sleeping is cheaper; infinite when it never is."""
    saved = WEIGHT * (theirs - ours)
    return max(1.0, sleep_tokens / saved) if saved > 0 else float("inf")


def verdict(pair: Pair, sleep_tokens: int) -> str:
    """In words: whether sleeping paid."""
    ours, theirs = pair.ours, pair.theirs
    told = "more often" if pair.low > 0 else "less often" if pair.high < 0 else "which may be chance"
    count = pays_from(sleep_tokens, ours.tokens, theirs.tokens)
    tokens = f"{ours.tokens:,.0f} tokens while you wait instead of {theirs.tokens:,.0f}"
    if count == float("inf"):
        worth = "it saves no tokens"
    elif sleep_tokens == 0:
        worth = "and nothing was spent asleep"
    else:
        worth = f"and the {sleep_tokens:,} tokens spent asleep are paid back from {count:,.0f} questions on"
    paid = pair.high >= 0 and count < float("inf")
    return (
        f"Sleeping {'paid' if paid else 'did not pay'}: of {ours.number} questions, {ours.right:.0%} are answered right"
        f" from what was prepared ({ours.name}), {theirs.right:.0%} by the best way without ({theirs.name}):"
        f" {pair.gain:+.0%} ({pair.low:+.0%} to {pair.high:+.0%}, {told}), for {tokens}; {worth}."
    )


def counted(part: int, number: int) -> str:
    """A share with its 95 % interval, in words."""
    low, high = wilson(part, number)
    return f"{part} of {number} ({part / max(1, number):.0%}; {low:.0%} to {high:.0%})"


def chart(found: Sequence[Line]) -> list[str]:
    """Accuracy against tokens, a line each, the cheapest first; the interval is drawn lighter."""
    width = max((len(line.name) for line in found), default=0)
    drawn = []
    for line in sorted(found, key=lambda line: line.tokens):
        low, right, high = (round(share * _BAR) for share in (line.low, line.right, line.high))
        bar = "█" * low + "▓" * (right - low) + "░" * (high - right)
        drawn.append(
            f"{line.tokens:7,.0f} tokens  {bar:<{_BAR}}  {line.right:4.0%} ({line.low:.0%} to {line.high:.0%}, n ="
            f" {line.number})  {line.name:<{width}}".rstrip()
        )
    return drawn


def table(found: Sequence[Line]) -> list[str]:
    """The same as a Markdown table."""
    return [
        "| | n | right | 95 % interval | prompt tokens | reply tokens |", "|---|---|---|---|---|---|",
        *(f"| {line.name} | {line.number} | {line.right:.0%} | {line.low:.0%} to {line.high:.0%} |"
          f" {line.prompt_tokens:,.0f} | {line.completion_tokens:,.0f} |" for line in found),
    ]  # fmt: skip


def cost_table(found: Sequence[Line], sleep_tokens: int) -> list[str]:
    """Average cost of a question as questions share what was spent asleep."""
    head = " | ".join(f"{count} questions" if count > 1 else "1 question" for count in COUNTS)
    rows = []
    for line in found:
        spent = sleep_tokens if line.way in _ASLEEP else 0
        rows.append(f"| {line.name} | " + " | ".join(f"{cost(spent, line.tokens, n):,.0f}" for n in COUNTS) + " |")
    return [f"| | {head} |", "|---" * (len(COUNTS) + 1) + "|", *rows]
