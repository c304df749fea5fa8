"""What the daemon costs, how soon it knows what was saved, and whether answers stay fast whatever else goes on.

    python benchmarks/daemon.py REPOSITORY [--other REPOSITORY] [--runs 20] [--idle 60]

Works on a temporary clone, with a daemon and state of its own. What is compared runs in turn or one after the other in
the same minutes: the ratios say more than the milliseconds. OTHER is a large repository that is read for the first time
while questions about REPOSITORY are asked. What each figure should be stands in the last column.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import psutil
import running
from ask_latency import PHRASES, symbols
from measure import cost_of, machine, quantile, sleepd

from sleepd.daemon import wire
from sleepd.store.registry import Registry


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    wanted: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--other", type=Path)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--idle", type=float, default=60, help="seconds for which the idle daemon is watched")
    arguments = parser.parse_args()
    other = f" --other {arguments.other.name}" if arguments.other else ""
    source = arguments.repository.resolve()
    print(f"{source.name}, {lines_of(source):,} lines; {machine()}\n`python benchmarks/daemon.py {source.name}{other}"
          f" --runs {arguments.runs} --idle {arguments.idle:.0f}`\n")  # fmt: skip
    print("| | measured | wanted |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, running.own_state(Path(folder)):
        for row in rows(source, arguments.other, Path(folder).resolve(), arguments.runs, arguments.idle):
            print(f"| {row.what} | {row.measured} | {row.wanted} |", flush=True)


def rows(source: Path, other: Path | None, folder: Path, runs: int, idle_seconds: float) -> Iterator[Row]:
    """The table."""
    root = clone(source, folder)
    cost_of([sleepd(), "--no-daemon", "-C", str(root), "refresh"])
    names = symbols(root, 60)
    yield from starts(root, names[0], min(runs, 7))
    running.start(root)
    yield from saves(root, runs)
    yield from processes(root, names[0], runs)
    idle = asked(root, names, 120)
    yield Row("answers, nothing else going on", spread(idle))
    if other:
        yield while_reading(root, names, clone(other.resolve(), folder), idle)
    yield from while_sleeping(root, names, idle, runs)
    yield crowd(root, names[0])
    yield from resting(root, idle_seconds)
    running.stop()
    yield from many(folder, runs)


def starts(root: Path, name: str, runs: int) -> Iterator[Row]:
    """From the start of the process until it listens, and until it has answered about a repository read before."""
    listening, answered = [], []
    for _ in range(runs):
        started = time.perf_counter()
        running.start(root)
        listening.append(time.perf_counter() - started)
        running.ask(root, f"where is {name}")
        answered.append(time.perf_counter() - started)
        running.stop()
    yield Row("started, until it listens", spread(listening))
    yield Row("started, until it has answered", spread(answered), "1,000 ms")


def saves(root: Path, runs: int) -> Iterator[Row]:
    """Whether what was saved is in the answer, and how long the answer took."""
    file = root / median_source(root)
    before = file.read_bytes()
    for what, wait in (("asked at once", 0.0), ("asked 100 ms later", 0.1)):
        seen, seconds = 0, []
        for number in range(runs):
            name = f"probe_{number}_{int(wait * 10)}"
            file.write_bytes(before + f"\n\ndef {name}():\n    return {number}\n".encode())
            time.sleep(wait)
            started = time.perf_counter()
            answer = running.ask(root, f"where is {name} defined")
            seconds.append(time.perf_counter() - started)
            seen += any(citation["symbol"] == name for citation in answer["citations"])
        yield Row(f"a file saved, {what}", f"seen {seen} of {runs} times; {spread(seconds)}", "every time")
    file.write_bytes(before)


def processes(root: Path, name: str, runs: int) -> Iterator[Row]:
    """Whole processes, taking turns."""
    leaf = name.rpartition(".")[2]
    commands = {
        "`python -c pass`": [sys.executable, "-c", "pass"],
        "`sleepd ask 'who calls NAME'`": [sleepd(), "-C", str(root), "ask", f"who calls {name}"],
        "`rg -n NAME`": ["rg", "-n", leaf, str(root)],
        "`grep -rn NAME`": ["grep", "-rnI", "--exclude-dir=.git", leaf, str(root)],
    }
    seconds: dict[str, list[float]] = {what: [] for what, command in commands.items() if shutil.which(command[0])}
    for _ in range(runs):
        for what, taken in seconds.items():
            taken.append(cost_of(commands[what]).wall)
    start = statistics.median(seconds["`python -c pass`"])
    for what, taken in seconds.items():
        wanted = "5.0 x; `rg`" if "sleepd" in what else ""
        yield Row(what, f"{spread(taken)}; {statistics.median(taken) / start:.1f} x", wanted)


def while_reading(root: Path, names: list[str], other: Path, idle: list[float]) -> Row:
    """Questions while another repository is read for the first time."""
    reading = threading.Thread(target=running.ask, args=(other, "what is this"))
    reading.start()
    running.wait_for(children)
    seconds = asked(root, names, 10_000, reading.is_alive)
    reading.join()
    return Row(f"answers while {lines_of(other):,} other lines are read", beside(seconds, idle), "p95 2.0 x")


def while_sleeping(root: Path, names: list[str], idle: list[float], runs: int) -> Iterator[Row]:
    """Questions that end the daemon's own sleep, and questions while another process prepares all notes."""
    seconds = []
    for number in range(runs):
        running.request("sleep", root)
        running.wait_for(lambda: "preparing" in running.request("status")["doing"])
        seconds += asked(root, names[number % len(names) :], 1)
    yield Row("answers that end a sleep pass", beside(seconds, idle), "p95 2.0 x")
    notes(root, forget=True)
    command = [sleepd(), "--no-daemon", "-C", str(root), "sleep", "--foreground"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as sleeping:
        seconds = asked(root, names, 10_000, lambda: sleeping.poll() is None)
    yield Row(f"answers while `sleepd sleep` prepares {notes(root):,} notes", beside(seconds, idle), "p95 2.0 x")


def crowd(root: Path, name: str) -> Row:
    """64 clients, all at once, four questions each."""
    expected = running.ask(root, f"what is {name}")["answer"]
    seconds: list[float] = []

    def client(_: int) -> bool:
        started = time.perf_counter()
        same = running.ask(root, f"what is {name}")["answer"] == expected
        seconds.append(time.perf_counter() - started)
        return same

    with ThreadPoolExecutor(64) as pool:
        started = time.perf_counter()
        right = sum(pool.map(client, range(256)))
        took = time.perf_counter() - started
    return Row("64 clients at once, 256 questions", f"{right} right; {spread(seconds)}; {256 / took:.0f} a second")


def resting(root: Path, seconds: float) -> Iterator[Row]:
    """The daemon with nothing worth doing left."""
    running.sleep(root)
    time.sleep(2)
    daemon = daemon_process()
    before, started = daemon.cpu_times(), time.perf_counter()
    time.sleep(seconds)
    after, took = daemon.cpu_times(), time.perf_counter() - started
    share = (after.user + after.system - before.user - before.system) / took
    yield Row("idle: share of a core", f"{share:.2%}", "0.20%")
    yield Row("idle: memory", f"{daemon.memory_info().rss / 1e6:.0f} MB", "80 MB for 100,000 lines")


def many(folder: Path, runs: int) -> Iterator[Row]:
    """A thousand repositories registered, the ten last ones asked about in turn."""
    template = folder / "template"
    template.mkdir()
    subprocess.run(["git", "init", "--quiet", "--template="], cwd=template, check=True)
    roots = [folder / "many" / f"r{number}" for number in range(1_000)]
    registry = Registry()
    for number, root in enumerate(roots):
        shutil.copytree(template, root)
        (root / "shop.py").write_text(f"def price_{number}():\n    return {number}\n", encoding="utf-8")
        registry.used(str(root))
    registry.close()
    listening = []
    for _ in range(min(runs, 7)):
        started = time.perf_counter()
        running.start()
        listening.append(time.perf_counter() - started)
        running.stop()
    running.start()
    active = list(enumerate(roots))[-10:]
    for number, root in active:
        running.ask(root, f"where is price_{number}")
    seconds = []
    for number, root in active * 10:
        started = time.perf_counter()
        assert running.ask(root, f"where is price_{number}")["citations"]
        seconds.append(time.perf_counter() - started)
    yield Row("1,000 repositories registered: started, until it listens", spread(listening), "1,000 ms")
    yield Row("ten of them active: answers", spread(seconds))
    yield Row("ten of them active: memory", f"{daemon_process().memory_info().rss / 1e6:.0f} MB")


def asked(root: Path, names: list[str], count: int, go_on: Callable[[], bool] = lambda: True) -> list[float]:
    """The seconds of so many questions of all kinds, or fewer when there is no need to go on."""
    questions = cycle([phrase.format(name) for name in names for phrase in PHRASES.values()])
    seconds: list[float] = []
    while len(seconds) < count and go_on():
        started = time.perf_counter()
        running.ask(root, next(questions))
        seconds.append(time.perf_counter() - started)
        time.sleep(0.02)
    return seconds


def beside(seconds: list[float], idle: list[float]) -> str:
    """The spread, and what it is times that of the idle daemon."""
    ratio = quantile(seconds, 0.95) / quantile(idle, 0.95)
    return f"{spread(seconds)}, {ratio:.1f} x ({len(seconds)} questions)"


def spread(seconds: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(seconds) * 1000:.0f} ms, p95 {quantile(seconds, 0.95) * 1000:.0f} ms"


def notes(root: Path, forget: bool = False) -> int:
    """How many notes are kept; all may be forgotten."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    if forget:
        with workspace.database.writing():
            workspace.database.connection.execute("DELETE FROM note")
    count = workspace.notes.count()
    workspace.close()
    return count


def median_source(root: Path) -> str:
    """A source file of middling length."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    rows = sorted(
        (row.lines, row.path) for row in workspace.facts.files() if row.role == "source" and row.path.endswith(".py")
    )
    workspace.close()
    return rows[len(rows) // 2][1]


def daemon_process() -> psutil.Process:
    """The daemon."""
    address = wire.read_address()
    assert address
    return psutil.Process(address.pid)


def children() -> list[psutil.Process]:
    """The daemon's workers."""
    return daemon_process().children()


def clone(source: Path, folder: Path) -> Path:
    """A clone to work on."""
    root = folder / source.name
    subprocess.run(["git", "clone", "--quiet", "--shared", str(source), str(root)], check=True)
    return root


def lines_of(root: Path) -> int:
    """How many lines the tracked text files have."""
    out = subprocess.run(["git", "grep", "-Ic", ""], cwd=root, check=True, capture_output=True).stdout
    return sum(int(line.rpartition(b":")[2]) for line in out.splitlines())


if __name__ == "__main__":
    main()
