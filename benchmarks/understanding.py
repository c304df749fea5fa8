"""What a model's notes add to the facts, and what the check lets through: `understanding.py REPOSITORY`

The model is the one that OPENAI_BASE_URL names. Units are taken evenly from those that `sleepd sleep` weighs. Each
claim is checked twice: against what the model saw, and, as a control, against what it would have seen of the unit
after: a claim that stands there too says nothing of its own unit, or the check is too lax.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from measure import machine


class Tried(NamedTuple):
    """One unit."""

    claims: int
    stood: int
    added: int
    """Claims that stood and say what facts and documentation do not."""
    control: int
    tokens: int
    seconds: float
    faults: list[str]


FAULTS = ("no source", "does not stand in", "does not", "verdict", "too long", "of what it says")
TOLD = ("cites no source", "a name, number or quote that its sources lack", "a call, raise or base class that is not",
        "a verdict", "too long", "words that its sources lack")  # fmt: skip


async def tried(view, seen, other, model) -> Tried:
    from sleepd.llm.errors import Unusable
    from sleepd.llm.model import Bill
    from sleepd.prompts import prompt
    from sleepd.sleep.understand import PURPOSE, REPLY_TOKENS
    from sleepd.writing.check import check
    from sleepd.writing.draft import Draft
    from sleepd.writing.working import judged, request_for

    bill, started = Bill(seen.unit), time.monotonic()
    request = request_for(seen.material, prompt(PURPOSE), seen.title, REPLY_TOKENS)
    try:
        draft = await model.write(request, Draft, bill, PURPOSE)
    except Unusable:
        draft = Draft(claims=[])
    checked = [check(view, seen.material, claim.text, claim.sources) for claim in draft.claims]
    every = range(1, len(other.material.sources) + 1)
    control = sum(not check(view, other.material, claim.text, every).fault for claim in draft.claims)
    return Tried(
        len(checked), sum(not item.fault for item in checked),
        len(judged(view, seen.material, draft, seen.said).claims), control, sum(bill.tokens),
        time.monotonic() - started, [item.fault for item in checked if item.fault],
    )  # fmt: skip


async def run(workspace, number: int) -> tuple[str, list[Tried]]:
    from sleepd.graph.view import View
    from sleepd.llm.session import asleep
    from sleepd.llm.settings import read_settings
    from sleepd.sleep.candidates import candidates
    from sleepd.sleep.prediction import Predictor
    from sleepd.sleep.understanding import understanding

    view = View(workspace)
    expected = Predictor(workspace).probabilities()
    units = list(dict.fromkeys(found.unit for found in candidates(view, expected) if found.kind == "what"))
    seen = [found for unit in units[:: max(1, len(units) // (number + 1))] if (found := understanding(view, unit))]
    rows = []
    async with asleep(read_settings(), workspace.root) as model:
        for one, other in list(pairwise(seen))[:number]:
            rows.append(await tried(view, one, other, model))
            print(f"{len(rows)}: {one.unit} {rows[-1][:6]} {rows[-1].faults}", file=sys.stderr)
        return model.name, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repository")
    parser.add_argument("-n", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as state:
        os.environ["SLEEPD_STATE_DIR"] = state
        from sleepd.refresh import refresh
        from sleepd.workspace import Workspace

        workspace = Workspace(options.repository)
        refresh(workspace)
        name, rows = asyncio.run(run(workspace, options.n))
        workspace.close()
    claims = sum(row.claims for row in rows) or 1
    faults = Counter(next(told for part, told in zip(FAULTS, TOLD, strict=True) if part in fault)
                     for row in rows for fault in row.faults)  # fmt: skip
    print(f"{machine()}, {name}: `{' '.join(['understanding.py', *sys.argv[1:]])}`\n")
    print("| | |\n|---|---|")
    print(f"| units | {len(rows)} |\n| claims drafted | {sum(row.claims for row in rows)} |")
    print(f"| stood the check | {sum(row.stood for row in rows) / claims:.0%} |")
    for told, times in faults.most_common():
        print(f"| fell: {told} | {times / claims:.0%} |")
    print(f"| control: stood against another unit's sources | {sum(row.control for row in rows) / claims:.0%} |")
    print(f"| stood and say more than the facts | {sum(row.added for row in rows) / claims:.0%} |")
    print(f"| units of which it says more than the facts | {sum(row.added > 0 for row in rows) / len(rows):.0%} |")
    print(f"| tokens for each unit | {sum(row.tokens for row in rows) / len(rows):.0f} |")
    print(f"| seconds for each unit | {sum(row.seconds for row in rows) / len(rows):.1f} |")


if __name__ == "__main__":
    main()
