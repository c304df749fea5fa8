"""How much of a file's facts a half-typed line takes along: the parser's own recovery, and sleepd's on top of it.

    python benchmarks/half_typed.py REPOSITORY… [--files 60] [--seed 7]

Into a function of a real file comes one line as it is while somebody types it, indented as its neighbours are: a
bracket, a quote or a comment not closed yet, a name with a dot behind it. Counted are the functions and classes that
are no longer found under their names. The same files and lines for both; the time is what the second takes longer.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import time
from collections import Counter, defaultdict
from pathlib import Path
from unittest.mock import patch

from measure import machine

from sleepd.facts import CALLABLE_KINDS, CLASS_KINDS, FileFacts
from sleepd.indexers.languages import load
from sleepd.indexers.reading import read_content
from sleepd.indexers.syntax import SyntaxLanguage

_BRACES = ["foo(", "foo.", '"abc', "/*", "return", "if (x", "if x {", "for (", "x = [", "switch (x) {"]
_TYPED = {
    "python": ["foo(", "foo.", '"abc', '"""', "if x", "x = [", "return {", "def new(", "class New(", "for a in", "@"],
    "ruby": ["foo(", "foo.", '"abc', "if x", "x = [", "def new(", "class New", "case x", "foo do |x|", "foo {"],
    "javascript": [*_BRACES, "`abc", "const a = {", "function f(", "foo(() => {", "class A {"],
    "typescript": [*_BRACES, "`abc", "const a = {", "function f(", "foo(() => {", "interface A {"],
    "go": [*_BRACES, "x := []int{", "func() {"],
    "rust": [*_BRACES, "let x = ", "match x {", "vec![", "impl A {"],
    "java": [*_BRACES, "int x = ", "new Foo() {", "void f("],
    "c": [*_BRACES, "int x = ", "foo->", "struct a {"],
}
_MIN_LINES, _MAX_LINES = 30, 1500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repositories", type=Path, nargs="+", metavar="REPOSITORY")
    parser.add_argument("--files", type=int, default=60, help="files of each language in each repository")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for repository in arguments.repositories:
        for language, source in sample(repository.resolve(), arguments.files, chance):
            totals[language] += spoilt(load(language), source, _TYPED[language], chance)
    names = " ".join(repository.name for repository in arguments.repositories)
    print(f"{machine()}\n`python benchmarks/half_typed.py {names}`\n")
    print("| | half-typed files | names lost by the parser alone | by sleepd | ms more |\n|---|---|---|---|---|")
    for language, total in sorted(totals.items()):
        alone, ours = (total[key] / total["names"] for key in ("alone", "ours"))
        more = (total["ns ours"] - total["ns alone"]) / total["files"] / 1e6
        print(f"| {language} | {total['files']} | {alone:.1%} | {ours:.1%} | {more:.1f} |")


def sample(root: Path, most: int, chance: random.Random) -> list[tuple[str, bytes]]:
    """Sources of middling length that parse: language and bytes."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True).stdout
    paths = sorted(filter(None, listed.decode("utf-8", "surrogateescape").split("\0")))
    chance.shuffle(paths)
    taken: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
    for path in paths:
        content = read_content(str(root), path)
        if content is None or content.source is None or content.language not in _TYPED:
            continue
        found = taken[content.language]
        if len(found) < most and _MIN_LINES < content.source.count(b"\n") < _MAX_LINES:
            facts = load(content.language).read(content.source)
            if not facts.broken and len(_names(facts)) >= 4:
                found.append((content.language, content.source))
    return [source for found in taken.values() for source in found]


def spoilt(language: SyntaxLanguage, source: bytes, typed: list[str], chance: random.Random) -> Counter[str]:
    """What each of the half-typed lines costs, at a place of its own."""
    whole = language.read(source)
    lines = source.split(b"\n")
    functions = [s for s in whole.symbols if s.kind in CALLABLE_KINDS and s.end > s.start + 1]
    total: Counter[str] = Counter()
    for text in typed if functions else ():
        function = chance.choice(functions)
        at = chance.randrange(function.start, function.end)
        indent = max((line[: len(line) - len(line.lstrip())] for line in lines[at - 1 : at + 1]), key=len)
        half = b"\n".join([*lines[:at], indent + text.encode(), *lines[at:]])
        total["files"] += 1
        total["names"] += sum(_names(whole).values())
        with patch("sleepd.indexers.syntax.mended", lambda *_: None):
            count(total, "alone", language, half, whole)
        count(total, "ours", language, half, whole)
    return total


def count(total: Counter[str], key: str, language: SyntaxLanguage, half: bytes, whole: FileFacts) -> None:
    """Add what is lost of the whole file's names, and the time it took."""
    started = time.process_time_ns()
    facts = language.read(half)
    total[f"ns {key}"] += time.process_time_ns() - started
    total[key] += sum((_names(whole) - _names(facts)).values())


def _names(facts: FileFacts) -> Counter[str]:
    return Counter(symbol.qualname for symbol in facts.symbols if symbol.kind in CALLABLE_KINDS | CLASS_KINDS)


if __name__ == "__main__":
    main()
