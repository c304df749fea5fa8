"""Whether sleeping gains more on questions that are easier to foresee: `likelihood.py REPOSITORY... --record FILE`

As Sleep-time Compute (arXiv 2504.13171, section 5.4) does: questions are split in five bins of the same size by the
log-probability of the question given its context, and the gain is told of each. FILE is the record that checkable.py
made of the same repositories; the context is the code around what a question is about. URL is that of a llama.cpp
server (without `/v1`), which is asked for its own raw completions. It tells the log-probabilities only of what it
writes, so a grammar has it write the question and nothing else. They are kept beside the record.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import urllib.request
from pathlib import Path

from checkable import asked_of
from measure import machine

BINS = 5
CONTEXT_TOKENS = 800
ASKED = '"""\nSomebody who works on this code asked about it:\n'


def log_probability(url: str, context: str, question: str) -> tuple[float, int]:
    """(sum over the question's tokens, number of them)."""
    wanted = {
        "prompt": f"{context}\n\n{ASKED}", "grammar": f"root ::= {json.dumps(question)}", "temperature": 0.0,
        "n_predict": 200, "n_probs": 1, "post_sampling_probs": False, "cache_prompt": True,
    }  # fmt: skip
    request = urllib.request.Request(f"{url}/completion", json.dumps(wanted).encode())
    with urllib.request.urlopen(request, timeout=600) as reply:
        said = json.load(reply)
    if said["content"] != question:
        raise ValueError(f"the server wrote {said['content']!r} instead of {question!r}")
    each = [token["logprob"] for token in said["completion_probabilities"] if token["token"]]
    return sum(each), len(each)


def measured(url: str, path: str, asked: set[str], seed: int, number: int, kept: Path) -> None:
    """Add the log-probability of each of these questions that is not known yet."""
    from sleepd.bench.run import source_of
    from sleepd.bench.ways import window
    from sleepd.graph.view import View
    from sleepd.refresh import refresh
    from sleepd.workspace import Workspace

    workspace, known = Workspace(path), set(read(kept))
    refresh(workspace)
    view = View(workspace)
    for question in asked_of(workspace, source_of(workspace), number, seed):
        if question.id in known or question.id not in asked or not question.path:
            continue
        lines = view.lines(question.path)
        first, last = window(lines, question.line, CONTEXT_TOKENS)
        context = f"# {question.path}\n" + "\n".join(lines[first - 1 : last])
        total, tokens = log_probability(url, context, question.text)
        with kept.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"id": question.id, "log_probability": total, "tokens": tokens}) + "\n")
        print(f"{question.text} {total:.1f}", file=sys.stderr)
    workspace.close()


def read(kept: Path) -> dict[str, float]:
    """Question -> its log-probability."""
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    return {row["id"]: row["log_probability"] for row in map(json.loads, lines)}


def table(rows: list, likely: dict[str, float], model: str) -> list[str]:
    """A row for each bin, the questions that are hardest to foresee first."""
    from sleepd.bench.intervals import difference

    right = {(row.way, row.id): row.right for row in rows if row.sampling == "once" and row.model in ("", model)}
    ways = [way for way in ("facts", "compose", "notes") if any(key[0] == way for key in right)]
    shared = [id for id in sorted(likely, key=likely.__getitem__) if all((way, id) in right for way in ("code", *ways))]
    told = [f"| log-probability | questions | reads code | {' | '.join(f'gain of {way}' for way in ways)} |",
            "|---" * (3 + len(ways)) + "|"]  # fmt: skip
    bins = [shared[len(shared) * n // BINS : len(shared) * (n + 1) // BINS] for n in range(BINS)]
    for ids in filter(None, [*bins, shared]):
        code = [right["code", id] for id in ids]
        cells = [f"{likely[ids[0]]:.0f} to {likely[ids[-1]]:.0f}", str(len(ids)), f"{sum(code) / len(code):.0%}"]
        for way in ways:
            gain, low, high = difference([right[way, id] for id in ids], code)
            cells.append(f"{100 * gain:+.0f} points ({100 * low:+.0f} to {100 * high:+.0f})")
        told.append(f"| {' | '.join(cells)} |")
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", nargs="*")
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--record", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("-n", type=int, default=63, help="questions of each repository, as checkable.py was told")
    options = parser.parse_args()
    kept = options.record.with_suffix(".likely.jsonl")
    with tempfile.TemporaryDirectory() as state:
        os.environ["SLEEPD_STATE_DIR"] = state
        from sleepd.bench.record import Record

        rows = Record(options.record).rows
        asked = {row.id for row in rows if row.way == "code"}
        for path in options.repositories:
            measured(options.url, path, asked, options.seed, options.n, kept)
    print(f"{machine()}: `{' '.join(['likelihood.py', *sys.argv[1:]])}`")
    for model in dict.fromkeys(row.model for row in rows if row.model):
        print(f"\n{model}\n\n" + "\n".join(table(rows, read(kept), model)))


if __name__ == "__main__":
    main()
