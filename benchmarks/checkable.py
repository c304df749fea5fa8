"""Questions with exact answers, made from the code and history of some repositories: `checkable.py REPOSITORY...`

The model is the one that OPENAI_BASE_URL or the configuration names; without one, only answers from facts and notes are
measured. What was measured is kept in the file that --record names, so that an interrupted run goes on, and several
models can be compared; without repositories the tables of it are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
from collections import defaultdict
from pathlib import Path

from measure import machine

HELD_OUT = 4
"""The wording of each kind that was not looked at while answers were improved."""
SLEEP_TOKENS = 200_000
"""What one run of `sleepd sleep` may have a model spend, unless it is configured otherwise."""


def asked_of(workspace, source, number: int, seed: int) -> list:
    """The questions about one repository, always the same."""
    from sleepd.bench.sample import sampled
    from sleepd.bench.truth import facts

    return sampled(facts(source, workspace.git), number, f"{seed} {Path(workspace.root).name}")


async def measured(path: str, number: int, numbers: dict[str, int], record, seed: int) -> None:
    from sleepd.bench.grading import Universe
    from sleepd.bench.run import measure, source_of, tasks
    from sleepd.llm.session import asleep
    from sleepd.llm.settings import read_settings
    from sleepd.refresh import refresh
    from sleepd.sleep.scheduler import prepare
    from sleepd.workspace import Workspace

    workspace = Workspace(path)
    refresh(workspace)
    prepare(workspace, lambda *said: None)
    source = source_of(workspace)
    todo, universe = tasks(asked_of(workspace, source, number, seed), numbers), Universe(source)
    name = Path(path).name

    def said(what: str, done: int, total: int) -> None:
        print(f"{name}: {what} {done} of {total}", file=sys.stderr)

    settings = read_settings()
    if settings.awake is None:
        await measure(workspace, todo, universe, None, record, name, said)
    else:
        async with asleep(settings._replace(asleep=settings.awake), workspace.root) as model:
            if ended := await measure(workspace, todo, universe, model, record, name, said):
                print(f"{name}: {ended}", file=sys.stderr)
    workspace.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="*")
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--state", type=Path, default=Path("state"), help="a folder for the state, one for each model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-n", type=int, default=63, help="questions of each repository")
    for way, number in (("facts", 63), ("compose", 0), ("notes", 0), ("code", 0), ("file", 0)):
        parser.add_argument(f"--{way}", type=int, default=number, metavar="N", help="questions of each repository")
    options = parser.parse_args()
    os.environ["SLEEPD_STATE_DIR"] = str(options.state.absolute())
    from sleepd.bench.record import Record

    record = Record(options.record)
    numbers = {way: getattr(options, way) for way in ("facts", "compose", "notes", "code", "file")}
    for path in options.repositories:
        asyncio.run(measured(path, options.n, numbers, record, options.seed))
    record.close()
    print(f"{machine()}: `{' '.join(['checkable.py', *sys.argv[1:]])}`\n")
    report(record.rows)


def report(rows: list) -> None:
    from sleepd.bench.report import best_pair, cost_table, lines, table, verdict

    facts = [row for row in rows if row.way == "facts"]
    groups = {"all": facts, "wordings that were looked at": [row for row in facts if row.phrasing != HELD_OUT],
              "the wording that was not": [row for row in facts if row.phrasing == HELD_OUT]}  # fmt: skip
    print("| notes and facts, no model | questions | right | 95 % interval |\n|---|---|---|---|")
    for name, found in {**groups, **by(facts, "kind"), **by(facts, "repository")}.items():
        for line in lines(found):
            print(f"| {name} | {line.number} | {line.right:.0%} | {line.low:.0%} to {line.high:.0%} |")
    for model in dict.fromkeys(row.model for row in rows if row.model):
        own = [row for row in rows if row.model == model]
        print(f"\n{model}; facts over the questions that it answered too\n")
        asked = {row.id for row in own}
        known = [row for row in facts if row.id in asked]
        print("\n".join(table(lines([*known, *own]))))
        print("\nBy kind, right of how many\n")
        print("\n".join(kinds([*known, *[row for row in own if row.sampling == "once"]])))
        print("\nBeside the same model that reads code once, over the same questions\n")
        print("\n".join(beside([*known, *own], model)))
        pair = best_pair([*known, *own], model)
        for spent in (0, SLEEP_TOKENS):
            print(f"\nCost of a question with {spent:,} tokens asleep\n")
            print("\n".join(cost_table(lines([*known, *own]), spent)))
            print(f"\n{verdict(pair, spent)}" if pair else "")
    models = sorted({row.model for row in rows if row.model}, key=billions)
    if len(models) > 1:
        print(f"\n{models[0]} beside {models[-1]} that reads code once, over the same questions\n")
        print("\n".join(beside(rows, models[0], models[-1])))


def beside(rows: list, model: str, larger: str = "") -> list[str]:
    """Each way against a model that reads code once, this one or a larger one, with what it computes: tokens times the
    parameters that the names of the models tell."""
    from sleepd.bench.intervals import difference

    found = defaultdict(dict)
    for row in rows:
        found[row.way, row.sampling, row.model][row.id] = row
    theirs = found["code", "once", larger or model]
    told = ["| | n | right | reading code | difference | compute |", "|---" * 6 + "|"]
    for (way, sampling, own), answered in found.items():
        ids = sorted(answered.keys() & theirs.keys())
        if not ids or own not in ("", model) or (larger and not own):
            continue
        ours, other = ([known[id] for id in ids] for known in (answered, theirs))
        gain = difference([row.right for row in ours], [row.right for row in other])
        part = compute(ours) / compute(other)
        told.append(
            f"| {way}, {sampling} | {len(ids)} | {share(ours):.0%} | {share(other):.0%} |"
            f" {100 * gain[0]:+.0f} ({100 * gain[1]:+.0f} to {100 * gain[2]:+.0f}) | {part:.0%} |"
        )
    return told


def share(rows: list) -> float:
    return sum(row.right for row in rows) / len(rows)


def compute(rows: list) -> float:
    return sum(row.tokens * billions(row.model) for row in rows)


def billions(model: str) -> float:
    """Parameters of a model, by its name; 1 where that does not tell."""
    found = re.search(r"(\d+(?:\.\d+)?)b(?![a-z])", model.lower())
    return float(found[1]) if found else 1.0


def by(rows: list, field: str) -> dict[str, list]:
    found = defaultdict(list)
    for row in rows:
        found[getattr(row, field)].append(row)
    return found


def kinds(rows: list) -> list[str]:
    ways = list(dict.fromkeys(row.way for row in rows))
    told = [f"| | {' | '.join(ways)} |", "|---" * (len(ways) + 1) + "|"]
    for kind, found in by(rows, "kind").items():
        cells = [[row.right for row in found if row.way == way] for way in ways]
        told.append(f"| {kind} | {' | '.join(f'{sum(cell)} of {len(cell)}' for cell in cells)} |")
    return told


if __name__ == "__main__":
    main()
