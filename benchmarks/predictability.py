"""How often the files that a day's commits touch are among those that were expected.

    python benchmarks/predictability.py REPOSITORY... [--days 400]
    python benchmarks/predictability.py --fit REPOSITORY...

Replays each history, read as sleepd reads it. At the start of every working day (UTC, days with commits) each method
ranks the files that are there, knowing what came before; a commit counts from the time of the newest one before it in
the history. A day's score is how many of the files that it touched are among the first k, over the smaller of k and
how many it touched; the days' mean is shown. Files that do not exist yet can't be ranked: they do not count, a day with
nothing else is left out, and their share of all touches is shown.

The learner begins with the weights that sleepd comes with, and learns from the days before. Recency ranks by the time
of the last commit, frequency by the number of commits, PageRank over the references in the tree before the first
measured day (the learner's mentions are of that tree, too), or over the files that changed together, anew every ten
days. One term alone is the learner's best: touched days, fading with a half-life of 20. Intervals: 95 %, percentile
bootstrap over days; the last column pairs the learner with the best of recency, frequency and PageRank, day by day.

`--fit` prints the weights to begin with, fitted on the last days of other repositories.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from heapq import nsmallest
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from measure import machine

from sleepd.indexers import git, history
from sleepd.refresh import refresh
from sleepd.sleep.prediction import DAYS_LEARNT, PRIOR, Model, Row, logistic, replay, sample
from sleepd.sleep.traces import DAY, TERMS, Event, Traces, commit_events
from sleepd.workspace import Workspace

CUTS = (10, 50)
BASELINES = ("recency", "frequency", "PageRank, references", "PageRank, together")
METHODS = ("learner", *BASELINES, "one term alone")
Graph = dict[str, dict[str, float]]
Day = tuple[int, list[Event]]


class Past(NamedTuple):
    """A history cut in two, and the tree between."""

    warm: list[Day]
    measured: list[Day]
    paths: list[str]
    """The files at the very beginning, where the history does not begin with none."""
    mentions: dict[str, float]
    references: Graph


class Result(NamedTuple):
    """One repository's figures."""

    name: str
    files: int
    scores: dict[str, list[tuple[float, ...]]]
    """Method -> for each day, the recall at each cut."""
    new: float
    """Share of touches that made a new file."""
    calibration: float
    """Touches expected by the learner over touches that were."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path, nargs="+", metavar="REPOSITORY")
    parser.add_argument("--days", type=int, default=400, help="working days to measure, half of all at most")
    parser.add_argument("--fit", action="store_true")
    arguments = parser.parse_args()
    with ProcessPoolExecutor(2) as pool:
        if arguments.fit:
            print_fit(list(pool.map(partial(rows, days=arguments.days), arguments.repositories)))
        else:
            print_table(list(pool.map(partial(measured, days=arguments.days), arguments.repositories)))


def past(repository: Path, days: int) -> Past:
    """Read a history, and the tree before its last days, in a temporary clone."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLEEPD_STATE_DIR"] = f"{folder}/state"
        root = f"{folder}/clone"
        run(".", "clone", "--quiet", "--shared", str(repository.resolve()), root)
        found = git.find(Path(root))
        assert found is not None
        commits = [commit for commit in history.read(found).commits if commit.files][::-1]
        events = list(commit_events([(commit.time, commit.files) for commit in commits]))
        groups = [(day, list(group)) for day, group in groupby(events, lambda event: event.time // DAY)]
        cut = len(groups) - min(days, len(groups) // 2)
        before = commits[sum(len(group) for _, group in groups[:cut]) - 1].id
        first = run(root, "rev-list", "--parents", "-n1", commits[0].id).split()[1:]
        paths = run(root, "ls-tree", "-r", "-z", "--name-only", first[0]).split("\0")[:-1] if first else []
        run(root, "checkout", "--quiet", "--force", before)
        workspace = Workspace(root)
        refresh(workspace)
        mentions, references = workspace.facts.mentions_by_file(), reference_graph(workspace)
        workspace.close()
    return Past(groups[:cut], groups[cut:], paths, mentions, references)


def run(root: str, *arguments: str) -> str:
    """What git prints."""
    return subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, text=True).stdout


def reference_graph(workspace: Workspace) -> Graph:
    """From each file to those that define what it mentions; a name that more than three define is left out."""
    graph: Graph = {}
    for target, source, weight in workspace.database.connection.execute(
        """WITH owned AS (SELECT DISTINCT name COLLATE BINARY AS name, id >> 20 AS file_id FROM symbol
                          WHERE kind NOT IN ('file', 'field', 'section', 'key')),
        few AS (SELECT name, count(*) AS definers FROM owned GROUP BY name HAVING definers <= 3)
        SELECT target.path, source.path, sum(1.0 / definers) FROM few JOIN owned USING (name)
        JOIN mention ON mention.name = few.name JOIN file AS target ON target.id = owned.file_id
        JOIN file AS source ON source.id = mention.file_id WHERE source.id <> target.id GROUP BY 1, 2"""
    ):
        graph.setdefault(source, {})[target] = weight
    return graph


def measured(repository: Path, days: int) -> Result:
    """Replay one repository."""
    then = past(repository, days)
    traces, model, chance = Traces(then.mentions, then.paths), Model(), random.Random(0)
    warm = [event for _, events in then.warm for event in events]
    replay(traces, model, warm, then.warm[-DAYS_LEARNT:][0][0], then.measured[0][0])
    last, often, together = dict[str, int](), Counter[str](), Graph()
    note_all(warm, last, often, together)
    references = page_rank(then.references)
    scores: dict[str, list[tuple[float, ...]]] = {method: [] for method in METHODS}
    new = touches = 0
    expected = came = 0.0
    for number, (day, events) in enumerate(then.measured):
        if number % 10 == 0:
            changed_together = page_rank(together)
        moment = traces.at(day * DAY)
        before = set().union(*(event.before for event in events))
        touched = before & traces.files.keys()
        new, touches = new + len(before - touched), touches + len(before)
        if touched:
            terms = {path: traces.terms(path, moment) for path in traces.files}
            odds = {path: model.log_odds(values) for path, values in terms.items()}
            weeks = {path: values[TERMS.index("weeks")] for path, values in terms.items()}
            expected, came = expected + sum(map(logistic, odds.values())), came + len(touched)
            for method, value in zip(METHODS, (odds, last, often, references, changed_together, weeks), strict=True):
                scores[method].append(recalls(traces.files, value, touched))
        model.learn(sample(traces, moment, before, chance))
        for event in events:
            traces.see(event)
        note_all(events, last, often, together)
    return Result(repository.name, len(traces.files), scores, new / touches, expected / came)


def note_all(events: Iterable[Event], last: dict[str, int], often: Counter[str], together: Graph) -> None:
    """What the baselines know: when a file was last touched, by how many commits, and with which others."""
    for event in events:
        for old, path in event.renamed:
            often[path] += often.pop(old, 0)
            last.pop(old, None)
            for other, times in together.pop(old, {}).items():
                del together[other][old]
                if other != path:
                    for one, two in ((path, other), (other, path)):
                        edges = together.setdefault(one, {})
                        edges[two] = edges.get(two, 0.0) + times
        for path in event.touched:
            last[path] = event.time
            often[path] += 1
            if len(event.touched) <= 15:
                edges = together.setdefault(path, {})
                for other in event.touched:
                    if other != path:
                        edges[other] = edges.get(other, 0.0) + 1


def recalls(paths: Iterable[str], value: Mapping[str, float], touched: set[str]) -> tuple[float, ...]:
    """Recall at each cut; files of equal value in the order of their paths."""
    ranked = nsmallest(max(CUTS), paths, key=lambda path: (-value.get(path, float("-inf")), path))
    return tuple(len(touched.intersection(ranked[:k])) / min(k, len(touched)) for k in CUTS)


def page_rank(graph: Graph, damping: float = 0.85, rounds: int = 20) -> dict[str, float]:
    """Brin and Page, The Anatomy of a Large-Scale Hypertextual Web Search Engine, 1998, section 2.1."""
    nodes = {*graph, *(target for edges in graph.values() for target in edges)}
    out = {source: sum(edges.values()) for source, edges in graph.items() if edges}
    rank = dict.fromkeys(nodes, 1 / max(1, len(nodes)))
    for _ in range(rounds):
        lost = sum(value for node, value in rank.items() if node not in out)
        new = dict.fromkeys(nodes, (1 - damping + damping * lost) / max(1, len(nodes)))
        for source, total in out.items():
            share = damping * rank[source] / total
            for target, weight in graph[source].items():
                new[target] += share * weight
        rank = new
    return rank


def interval(values: list[float]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a mean."""
    chance = random.Random(0)
    means = sorted(sum(chance.choices(values, k=len(values))) / len(values) for _ in range(1_000))
    return means[25], means[974]


def print_table(results: list[Result]) -> None:
    print(f"{machine()}\n")
    for cut, k in enumerate(CUTS):
        print(f"| recall@{k} | days | files | {' | '.join(METHODS)} | learner beside the best baseline |")
        print("|---" * (len(METHODS) + 4) + "|")
        for result in results:
            days = {method: [recall[cut] for recall in scores] for method, scores in result.scores.items()}
            shown = "".join(f" {mean(values):.3f} ({span(interval(values))}) |" for values in days.values())
            best = max(BASELINES, key=lambda method: mean(days[method]))
            ahead = [ours - theirs for ours, theirs in zip(days["learner"], days[best], strict=True)]
            print(f"| {result.name} | {len(ahead)} | {result.files} |{shown}"
                  f" {mean(ahead):+.3f} ({span(interval(ahead), '+')}) |")  # fmt: skip
        print()
    print("| | touches that make a new file | touches expected over touches that came |\n|---|---|---|")
    for result in results:
        print(f"| {result.name} | {result.new:.0%} | {result.calibration:.2f} |")


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def span(ends: tuple[float, float], sign: str = "") -> str:
    return f"{ends[0]:{sign}.3f} to {ends[1]:{sign}.3f}"


def rows(repository: Path, days: int) -> list[list[Row]]:
    """What there is to learn from a repository's last days."""
    then = past(repository, days)
    traces, found, chance = Traces(then.mentions, then.paths), list[list[Row]](), random.Random(0)
    for number, (day, events) in enumerate([*then.warm, *then.measured]):
        if number >= len(then.warm):
            before = set().union(*(event.before for event in events))
            found.append(list(sample(traces, traces.at(day * DAY), before, chance)))
        for event in events:
            traces.see(event)
    return found


def print_fit(repositories: list[list[list[Row]]]) -> None:
    days = [day for repository in repositories for day in repository]
    random.Random(0).shuffle(days)
    weights: list[float] = list(PRIOR)
    for _ in range(4):
        model = Model(weights, strength=10.0)
        for day in days:
            model.learn(day)
        weights = model.weights
    print("PRIOR =", tuple(round(weight, 3) for weight in weights))


if __name__ == "__main__":
    main()
