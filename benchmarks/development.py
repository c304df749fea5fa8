"""What a model's notes add to answers in words: `development.py --data FILE --repos DIR --kept FOLDER`

FILE is one that judged.py reads. Every question is answered three times: from facts alone; after the model slept for so
many tokens (--asleep), without one while it is asked; and then with a model for questions in words. The model is the
one that OPENAI_BASE_URL names. Work trees, notes and answers are in FOLDER, so that an interrupted run goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from judged import Judged, opened, read
from measure import machine

FACTS, SLEPT, COMPOSED = "facts alone", "notes of a model, none while asked", "notes of a model, and one while asked"
TIMES = 2000


class Row(NamedTuple):
    """One question, answered in one way."""

    question: str
    repo: str
    way: str
    rung: str
    first: float
    """Share of the right files that is the first one cited."""
    among: bool
    """Whether a right file is among the first five."""
    symbols: float | None
    """Share of the right symbols that is named."""
    tokens: int
    asleep: int
    """Tokens that a model had been asked for in this repository before."""


def graded(item: Judged, way: str, answer, asleep: int) -> Row:
    paths = list(dict.fromkeys(citation.path for citation in answer.citations))
    said = set(re.findall(r"[A-Za-z_]\w*", " ".join([answer.text, *(c.symbol for c in answer.citations)])))
    named = len(item.symbols & said) / len(item.symbols) if item.symbols else None
    first, among = len(item.gold.intersection(paths[:1])) / len(item.gold), bool(item.gold.intersection(paths[:5]))
    tokens = answer.prompt_tokens + answer.completion_tokens
    return Row(item.text, item.repo, way, answer.rung, first, among, named, tokens, asleep)


class Answers:
    """The rows in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.rows = [Row(**json.loads(line)) for line in lines]

    def missing(self, items: list[Judged], way: str) -> list[Judged]:
        known = {(row.question, row.repo) for row in self.rows if row.way == way}
        return [item for item in items if (item.text, item.repo) not in known]

    def add(self, row: Row) -> None:
        self.rows.append(row)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row._asdict()) + "\n")


async def measured(workspace, items: list[Judged], answers: Answers, asleep: int) -> None:
    from sleepd.answers.answer import is_worth_composing
    from sleepd.answers.compose import compose
    from sleepd.answers.ladder import ask
    from sleepd.llm import session
    from sleepd.llm.settings import Caps, read_settings
    from sleepd.sleep.model_pass import write_notes
    from sleepd.sleep.scheduler import prepare

    def said(what: str, done: int, total: int) -> None:
        print(f"{workspace.name}: {what} {done} of {total}", file=sys.stderr)

    prepare(workspace, lambda *said: None)
    for item in answers.missing(items, FACTS):
        answers.add(graded(item, FACTS, ask(workspace, item.text), 0))
    settings = read_settings()
    if settings.asleep is None:
        return
    left = asleep - workspace.ledger.total(awake=False).tokens
    if left > 0 and answers.missing(items, SLEPT):
        async with session.asleep(settings, workspace.root, Caps(left)) as model:
            print(f"{workspace.name}: {await write_notes(workspace, model, said)}", file=sys.stderr)
    spent = workspace.ledger.total(awake=False).tokens
    for item in answers.missing(items, SLEPT):
        answers.add(graded(item, SLEPT, ask(workspace, item.text), spent))
    missing = answers.missing(items, COMPOSED)
    async with session.asleep(settings._replace(asleep=settings.awake), workspace.root) as model:
        for number, item in enumerate(missing):
            said("composing", number, len(missing))
            found = ask(workspace, item.text)
            if is_worth_composing(found.as_json()):
                found = await compose(workspace, item.text, found, model)
            answers.add(graded(item, COMPOSED, found, spent))


def mean(values: list[float]) -> str:
    """With its 95 % interval, by bootstrap over the questions."""
    chance = random.Random(1)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(TIMES))
    return f"{fmean(values):.3f} ({means[int(0.025 * TIMES)]:.3f} to {means[int(0.975 * TIMES)]:.3f})"


def gain(rows: list[Row], base: list[Row], field: str) -> list[float]:
    """What each question gained."""
    before = {(row.question, row.repo): getattr(row, field) for row in base}
    pairs = ((getattr(row, field), before.get((row.question, row.repo))) for row in rows)
    return [value - was for value, was in pairs if value is not None and was is not None]


def report(rows: list[Row]) -> None:
    base = [row for row in rows if row.way == FACTS]
    print("| | questions | file_recall@1 | hit@5 | symbol_recall | tokens awake | rungs |" + "\n" + "|---" * 7 + "|")
    for way in (FACTS, SLEPT, COMPOSED):
        if not (own := [row for row in rows if row.way == way]):
            continue
        symbols = [row.symbols for row in own if row.symbols is not None]
        rungs = ", ".join(f"{times} {rung}" for rung, times in Counter(row.rung for row in own).most_common())
        print(f"| {way} | {len(own)} | {mean([row.first for row in own])} | {mean([float(row.among) for row in own])} |"
              f" {mean(symbols) if symbols else ''} | {fmean(row.tokens for row in own):.0f} | {rungs} |")  # fmt: skip
    print("\n| gained beside facts alone | file_recall@1 | symbol_recall | tokens asleep | for each thousand of them |")
    print("|---" * 5 + "|")
    for way in (SLEPT, COMPOSED):
        if not (own := [row for row in rows if row.way == way]):
            continue
        files, symbols = gain(own, base, "first"), gain(own, base, "symbols")
        asleep = sum({row.repo: row.asleep for row in own}.values())
        each = (f"{fmean(found) / asleep * 1000:+.4f}" if asleep and found else "" for found in (files, symbols))
        print(f"| {way} | {mean(files)} | {mean(symbols) if symbols else ''} | {asleep:,} | {', '.join(each)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--kept", type=Path, required=True)
    parser.add_argument("--only", default="", help="names of repositories, with commas")
    parser.add_argument("--asleep", type=int, default=50_000, help="tokens that the model may take for each repository")
    options = parser.parse_args()
    options.kept.mkdir(parents=True, exist_ok=True)
    answers = Answers(options.kept / "answers.jsonl")
    only = set(filter(None, options.only.split(",")))
    judged = [item for item in read(options.data) if not only or item.repo.rpartition("/")[2] in only]
    questions = [item for item in judged if item.is_question and item.gold]
    for workspace, items in opened(questions, options.repos.resolve(), options.kept.resolve()):
        asyncio.run(measured(workspace, items, answers, options.asleep))
    print(f"{machine()}: `{' '.join(['development.py', *sys.argv[1:]])}`\n")
    report(answers.rows)


if __name__ == "__main__":
    main()
