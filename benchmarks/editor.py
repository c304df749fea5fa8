"""What an editor waits for: hover, symbols, lenses, completion of questions, the start, and a storm of edits.

    python benchmarks/editor.py REPOSITORY [--file PATH] [--runs 100] [--edits 20000]

Works on a temporary clone, with a daemon and state of its own, through a client that does nothing but write and read.
PATH is the file that is looked at: by default the source whose number of lines is nearest to 3,000. Each figure stands
beside a round trip that the server answers with nothing, measured in turn with it: the ratios say more than the
milliseconds. What each figure should be stands in the last column.
"""

from __future__ import annotations

import argparse
import itertools
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import running
from ask_latency import symbols
from measure import cost_of, machine, quantile, sleepd

from daemon import clone, lines_of
from sleepd.facts import CALLABLE_KINDS, CLASS_KINDS
from sleepd.workspace import Workspace

_LINES = 3_000
_NO_DOCUMENT = "file:///no.py"
_PYGLS = [sys.executable, "-c", "import pygls.lsp.server"]


class Client:
    """A client over a server's standard input and output, which waits for each reply."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [sleepd(), "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
        )
        self._number = 0
        self.request("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {}})
        self.notify("initialized", {})

    def notify(self, method: str, params: Any, **more: Any) -> None:
        """Send without waiting."""
        body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **more}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def request(self, method: str, params: Any) -> Any:
        """The result."""
        self._number += 1
        self.notify(method, params, id=self._number)
        assert self.process.stdout
        while True:
            header = b""
            while not header.endswith(b"\r\n\r\n"):
                header += self.process.stdout.readline()
            message = json.loads(self.process.stdout.read(int(header.split(b"\r\n")[0].split(b":")[1])))
            if message.get("id") == self._number and "method" not in message:
                return message["result"]

    def open(self, path: Path, text: str | None = None) -> str:
        """Open a document; returns its name."""
        text = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return path.as_uri()

    def hover(self, uri: str, line: int, character: int) -> Any:
        """What is shown there."""
        return self.request("textDocument/hover", at(uri, line, character))

    def leave(self) -> None:
        """End the server as the protocol says."""
        self.request("shutdown", None)
        self.notify("exit", None)
        assert self.process.wait(10) == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--file")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--edits", type=int, default=20_000)
    arguments = parser.parse_args()
    source = arguments.repository.resolve()
    said = f" --file {arguments.file}" if arguments.file else ""
    print(f"{source.name}, {lines_of(source):,} lines; {machine()}\n`python benchmarks/editor.py {source.name}{said}"
          f" --runs {arguments.runs} --edits {arguments.edits}`\n")  # fmt: skip
    print("| | measured | beside a round trip for nothing | wanted |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, running.own_state(Path(folder)):
        root = clone(source, Path(folder).resolve())
        cost_of([sleepd(), "--no-daemon", "-C", str(root), "refresh"])
        running.start(root)
        running.ask(root, "what is this")
        for what, measured, ratio, wanted in rows(root, arguments.file, arguments.runs, arguments.edits):
            print(f"| {what} | {measured} | {ratio} | {wanted} |", flush=True)


def rows(root: Path, file: str | None, runs: int, edits: int) -> Iterator[tuple[str, str, str, str]]:
    """The table."""
    path, places = looked_at(root, file, runs)
    yield starts(root, path, places[0])
    client = Client(root)
    uri = client.open(root / path)
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    hovers = [lambda place=place: client.hover(uri, *place) for place in places]
    yield (f"hover, {len(places)} symbols of a file of {len(lines):,} lines, each for the first time",
           *timed(client, hovers), "5 ms, p95 20 ms")  # fmt: skip
    yield "the same hovers again", *timed(client, hovers), "5 ms, p95 20 ms"
    names = [name.rpartition(".")[2] for name in symbols(root, runs)]
    yield "workspace/symbol", *timed(client, [
        lambda name=name: client.request("workspace/symbol", {"query": name}) for name in names
    ]), "20 ms"  # fmt: skip
    lens = {"textDocument": {"uri": uri}}
    lenses = client.request("textDocument/codeLens", lens)
    yield f"textDocument/codeLens, {len(lenses)} lenses", *timed(
        client, [lambda: client.request("textDocument/codeLens", lens)] * 20
    ), "50 ms"  # fmt: skip
    yield "codeLens/resolve, one lens", *timed(client, [
        lambda lens=lens: client.request("codeLens/resolve", lens) for lens in lenses[:runs]
    ]), ""  # fmt: skip
    yield completion(client, root / path, lines, places[:runs])
    yield from storm(client, uri, lines, places[0], edits)
    client.leave()


def looked_at(root: Path, file: str | None, count: int) -> tuple[str, list[tuple[int, int]]]:
    """The file to look at, and where in it the names of functions and classes stand: line and column from 0."""
    workspace = Workspace(str(root))
    try:
        if file is None:
            known = [(row.path, workspace.facts.symbols_in(row.id)) for row in workspace.facts.files()
                     if row.role == "source" and row.language == "python"]  # fmt: skip
            file = min(known, key=lambda one: abs(max((s.end for s in one[1]), default=0) - _LINES))[0]
        row = workspace.facts.file(file)
        assert row, f"there is no {file}"
        lines = workspace.read_lines(file)
        found = [
            (number, lines[number].index(symbol.name))
            for symbol in workspace.facts.symbols_in(row.id)
            if symbol.kind in CALLABLE_KINDS | CLASS_KINDS
            for number in range(symbol.start - 1, symbol.end)
            if symbol.name in lines[number] and lines[number].lstrip().startswith(("def ", "class ", "async "))
        ]
    finally:
        workspace.close()
    places = list({line: (line, column) for line, column in reversed(found)}.values())
    return file, sorted(places)[:count]


def starts(root: Path, path: str, place: tuple[int, int], runs: int = 5) -> tuple[str, str, str, str]:
    """From the start of the server until it has answered a hover, the daemon running, beside importing pygls alone."""
    whole, bare = [], []
    for _ in range(runs):
        bare.append(seconds(lambda: subprocess.run(_PYGLS, check=True)))
        started = time.perf_counter()
        client = Client(root)
        uri = client.open(root / path)
        assert client.hover(uri, *place), "nothing is shown at the first symbol"
        whole.append(time.perf_counter() - started)
        client.leave()
    ratio = statistics.median(whole) / statistics.median(bare)
    return "start to the first hover", spread(whole), f"{ratio:.1f} x importing pygls", "1,000 ms"


def completion(
    client: Client, path: Path, lines: list[str], places: list[tuple[int, int]]
) -> tuple[str, str, str, str]:
    """Completion in a question comment below the beginning of each function; only what is asked is timed."""
    uri, version = path.as_uri(), itertools.count(2)

    found, bare = [], []
    for line, _ in places[:40]:
        change(client, uri, next(version), [*lines[: line + 1], "    #? ", *lines[line + 1 :]])
        client.hover(_NO_DOCUMENT, 0, 0)  # The change has been taken.
        bare.append(seconds(lambda: client.hover(_NO_DOCUMENT, 0, 0)))
        place = at(uri, line + 1, len("    #? "))
        found.append(seconds(lambda place=place: client.request("textDocument/completion", place)))
    change(client, uri, next(version), lines)
    return f"completion of questions, in {len(found)} functions", spread(found), ratio_of(found, bare), "30 ms"


def storm(
    client: Client, uri: str, lines: list[str], place: tuple[int, int], edits: int
) -> Iterator[tuple[str, str, str, str]]:
    """Edits one after the other, a character each, and what the server's memory is before and after."""
    process = psutil.Process(client.process.pid)
    memory = []
    version = itertools.count(10_000)
    started = time.perf_counter()
    for number in range(edits):
        end = {"line": len(lines) - 1, "character": 0}
        span = {"start": end, "end": {**end, "character": number % 2}}
        document = {"uri": uri, "version": next(version)}
        changes = [{"range": span, "text": "#" if number % 2 == 0 else ""}]
        client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": changes})
        if number % (edits // 4) == 0:
            client.hover(_NO_DOCUMENT, 0, 0)
            memory.append(process.memory_info().rss / 1e6)
    client.hover(uri, *place)
    taken = time.perf_counter() - started
    memory.append(process.memory_info().rss / 1e6)
    told = ", ".join(f"{one:.0f}" for one in memory)
    yield f"{edits:,} edits, then a hover", f"{taken:.1f} s, {taken / edits * 1e6:.0f} us each", "", ""
    yield "memory meanwhile, at each quarter", f"{told} MB", "", "no growth"


def change(client: Client, uri: str, version: int, lines: list[str]) -> None:
    """Send the whole text."""
    text = "\n".join([*lines, ""])
    document = {"uri": uri, "version": version}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})


def timed(client: Client, works: list[Callable[[], Any]]) -> tuple[str, str]:
    """(median and p95 of some requests, the ratio of the median to that of a round trip for nothing)"""
    found, bare = [], []
    for work in works:
        bare.append(seconds(lambda: client.hover(_NO_DOCUMENT, 0, 0)))
        found.append(seconds(work))
    return spread(found), ratio_of(found, bare)


def ratio_of(found: list[float], bare: list[float]) -> str:
    """How many times as long, by the medians."""
    one = statistics.median(bare)
    return f"{statistics.median(found) / one:.1f} x {one * 1000:.2f} ms"


def spread(found: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(found) * 1000:.1f} ms, p95 {quantile(found, 0.95) * 1000:.1f} ms"


def seconds(work: Callable[[], Any]) -> float:
    """How long it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def at(uri: str, line: int, character: int) -> dict[str, Any]:
    """A position in a document."""
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


if __name__ == "__main__":
    main()
