"""Questions with exact answers, made from the code and history of some repositories: `checkable.py REPOSITORY...`

The model is the one that OPENAI_BASE_URL names; without one, only answers from facts and notes are measured. What was
measured is kept in the file that --record names, so that an interrupted run goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from measure import machine


async def measured(path: str, number: int, numbers: dict[str, int], record, seed: int) -> None:
    from sleepd.bench.grading import Universe
    from sleepd.bench.run import measure, source_of, tasks
    from sleepd.bench.sample import sampled
    from sleepd.bench.truth import facts
    from sleepd.llm.session import asleep
    from sleepd.llm.settings import read_settings
    from sleepd.refresh import refresh
    from sleepd.sleep.scheduler import prepare
    from sleepd.workspace import Workspace

    workspace = Workspace(path)
    refresh(workspace)
    prepare(workspace, lambda *said: None)
    source = source_of(workspace)
    questions = sampled(facts(source, workspace.git), number, f"{seed} {Path(path).name}")
    todo, universe = tasks(questions, numbers), Universe(source)
    name = Path(path).name
    said = lambda what, done, total: print(f"{name}: {what} {done} of {total}", file=sys.stderr)  # noqa: E731
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
    parser.add_argument("repositories", nargs="+")
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True, help="a folder for the state, one for each model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-n", type=int, default=63, help="questions of each repository")
    for way, number in (("facts", 63), ("compose", 0), ("notes", 0), ("code", 0), ("file", 0)):
        parser.add_argument(f"--{way}", type=int, default=number, metavar="N", help="questions of each repository")
    options = parser.parse_args()
    os.environ["SLEEPD_STATE_DIR"] = str(options.state)
    from sleepd.bench.record import Record

    record = Record(options.record)
    numbers = {way: getattr(options, way) for way in ("facts", "compose", "notes", "code", "file")}
    for path in options.repositories:
        asyncio.run(measured(path, options.n, numbers, record, options.seed))
    record.close()
    print(f"{machine()}: `{' '.join(['checkable.py', *sys.argv[1:]])}`\n")


if __name__ == "__main__":
    main()
