"""How far above the truth sleepd's estimate of tokens is: `token_estimate.py URL REPOSITORY...`

URL is that of a llama.cpp server (without `/v1`), whose tokenizer is asked over HTTP. Up to 40 files of each kind of
ending are taken, at random but always the same.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import urllib.request
from collections import defaultdict
from pathlib import Path

from measure import machine

from sleepd.llm.tokens import tokens_in

ENDINGS = ("py", "js", "rst", "md", "txt", "html", "css", "toml", "po")
CHARACTERS = 6000


def counted(url: str, text: str) -> int:
    request = urllib.request.Request(f"{url}/tokenize", json.dumps({"content": text}).encode())
    with urllib.request.urlopen(request) as reply:
        return len(json.load(reply)["tokens"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("repositories", nargs="+", type=Path)
    options = parser.parse_args()
    ratios: dict[str, list[float]] = defaultdict(list)
    for ending in ENDINGS:
        files = sorted(path for root in options.repositories for path in root.rglob(f"*.{ending}") if path.is_file())
        for path in random.Random(1).sample(files, min(40, len(files))):
            text = path.read_text(encoding="utf-8", errors="replace")[:CHARACTERS]
            if len(text) > 200:
                ratios[ending].append(tokens_in(text) / counted(options.url, text))
    print(f"{machine()}: `{' '.join(['token_estimate.py', *sys.argv[1:]])}`\n")
    print("| files | number | lowest ratio | median | highest |\n|---|---|---|---|---|")
    ratios["all"] = [ratio for found in ratios.values() for ratio in found]
    for ending, found in ratios.items():
        print(f"| {ending} | {len(found)} | {min(found):.2f} | {statistics.median(found):.2f} | {max(found):.2f} |")


if __name__ == "__main__":
    main()
