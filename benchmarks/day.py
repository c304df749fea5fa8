"""A day of work: a real history replayed as edits, with every answer checked against a cold index of that moment.

    python benchmarks/day.py REPOSITORY [--commits 24] [--faults 8] [--seed 0]

Works on a temporary clone. The commits are made again one after another: each file is saved as an editor does, often
half-typed first, in place or atomically; between commits branches are switched, changes stashed, commits rebased,
folders moved away and back, and there are pauses in which the daemon sleeps, some of them cut short. After every step
questions of all kinds are asked at once, and asked again of a first reading of the same work tree; what is not the same
(but for `elapsed_ms`) is a wrong answer. An answer from a note is compared with the note as it is written anew, as
patiently. For the last commits (`--faults`) the daemon, its workers and its clients are killed at random moments.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import psutil
import running
from measure import machine, quantile, sleepd

from sleepd.daemon import client, launch, wire
from sleepd.errors import SleepdError
from sleepd.store.lock import Lock

KINDS = (
    "what is {}", "where is {} defined", "who calls {}", "what does {} call", "what would break if I change {}",
    "which tests cover {}", "why is {} there", "what changed in {} lately", "what does {} raise", "{}",
    "how is {} handled when something goes wrong",
)  # fmt: skip
ALWAYS = (
    "", "how do I run the tests", "which settings are there", "what changed lately", "who knows this code best",
    "what is left to do", "where are requests handled", "what are the entry points",
)  # fmt: skip
NAMES = re.compile(rb"^\s*(?:async def|def|class|func|function|fn|pub fn|interface|struct)\s+(\w{4,})", re.MULTILINE)
PREPARED = {
    "what": "what is {}", "callers": "who calls {}", "breaks": "what would break if I change {}",
    "tests": "which tests cover {}", "why": "why is {} there",
}  # fmt: skip
"""Kind of note -> a question that it answers."""
NOTE_KINDS = {"where": ["what"], "overview": ["what"], "callers": ["callers", "tests"]}


class Asked(NamedTuple):
    """One question and what came back."""

    method: str
    text: str
    said: Any
    """The answer, or the places that were found."""


class Part:
    """What happened in one part of the day."""

    def __init__(self) -> None:
        self.did: Counter[str] = Counter()
        self.seconds: list[float] = []
        """What each question took, through the socket."""
        self.wrong: list[str] = []
        self.memory: list[int] = []
        """Bytes that the daemon held, after each commit."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=24, help="at least 2")
    parser.add_argument("--faults", type=int, default=8, help="how many further commits, with processes being killed")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    source = arguments.repository.resolve()
    with tempfile.TemporaryDirectory() as folder, running.own_state(Path(folder)):
        root = Path(folder).resolve() / source.name
        git(source, "clone", "--quiet", "--shared", str(source), str(root))
        commits = git(root, "rev-list", "--first-parent", f"--max-count={arguments.commits + arguments.faults + 1}",
                      "HEAD").split()[::-1]  # fmt: skip
        git(root, "checkout", "--quiet", "-b", "day", commits[0])
        quiet, faults = Part(), Part()
        running.start(root)
        day = Day(root, random.Random(arguments.seed), quiet)
        day.work(commits[: arguments.commits + 1])
        day.part, day.ask = faults, day.ask_process
        with killing(faults, root, random.Random(arguments.seed)):
            day.work(commits[arguments.commits :])
        day.ask = day.ask_socket
        left = left_behind()
    print(f"{source.name}, {machine()}\n`python benchmarks/day.py {source.name} --commits {arguments.commits}"
          f" --faults {arguments.faults} --seed {arguments.seed}`\n")  # fmt: skip
    report(quiet, faults, left)
    for line in (*quiet.wrong, *faults.wrong)[:20]:
        print(f"\nWRONG {line}")


class Day:
    """A person at work, and who checks what they are told."""

    def __init__(self, root: Path, chance: random.Random, part: Part) -> None:
        self.root = root
        self.part = part
        self.ask: Callable[[str, str], Any] = self.ask_socket
        self._chance = chance
        self._names: list[str] = []
        self._prepared: list[tuple[str, str]] = []
        """Unit and kind of notes that there were after the last sleep."""

    def work(self, commits: list[str]) -> None:
        """Make these commits again, the first one excepted, which is the work tree now."""
        between = [self.pause, self.pause_cut_short, self.switch, self.stash, self.rebase, self.move_folder]
        for number, (before, commit) in enumerate(pairwise(commits)):
            self.edit(before, commit)
            self.commit(commit)
            between[number % len(between)](before)
            with suppress(OSError, AssertionError, wire.Closed):
                self.part.memory.append(running.request("status")["memory_bytes"])

    def edit(self, before: str, commit: str) -> None:
        """Save the files of a commit, one after another."""
        entries = git(self.root, "diff-tree", "-r", "-z", "--no-renames", before, commit).split("\0")
        for header, path in zip(entries[::2], entries[1::2], strict=False):
            _, mode, _, _, status = header.split()
            file = self.root / path
            if status == "D":
                file.unlink()
            elif mode not in ("100644", "100755") or status == "T":
                git(self.root, "checkout", "--quiet", commit, "--", path)
            else:
                self.save(file, git_bytes(self.root, "show", f"{commit}:{path}"))
            self.part.did["saves"] += 1
            self.look()

    def save(self, file: Path, content: bytes) -> None:
        """Write a file as editors do, perhaps half-typed first."""
        self._names += [name.decode() for name in NAMES.findall(content)]
        file.parent.mkdir(parents=True, exist_ok=True)
        if self._chance.random() < 0.4:
            file.write_bytes(content[: self._chance.randrange(len(content) + 1)])
            self.part.did["saves"] += 1
            self.look(2)
        if self._chance.random() < 0.5:
            file.write_bytes(content)
        else:
            partial = file.with_name(f".{file.name}.swp")
            partial.write_bytes(content)
            partial.replace(file)

    def commit(self, commit: str) -> None:
        """Commit everything, as that commit did."""
        when, who = git(self.root, "show", "--no-patch", "--format=%cI%n%an <%ae>", commit).splitlines()[:2]
        message = git(self.root, "show", "--no-patch", "--format=%B", commit)
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--no-verify", "--allow-empty", f"--author={who}", f"--date={when}",
            f"--message={message}", GIT_COMMITTER_DATE=when)  # fmt: skip
        self.part.did["commits"] += 1
        self.look()

    def pause(self, before: str) -> None:
        """Go away, so that it sleeps until nothing is left to do, as far as it is let."""
        latest = time.monotonic() + (15 if self.ask == self.ask_process else 300)
        slept = False
        while not slept and time.monotonic() < latest:
            with suppress(OSError, AssertionError, wire.Closed, SleepdError):
                slept = running.sleep(self.root, latest - time.monotonic())
            time.sleep(0.2)
        self.part.did["sleeps"] += 1
        self._prepared = prepared(self.root)
        self.look(10)

    def pause_cut_short(self, before: str) -> None:
        """Go away, and come back while it sleeps."""
        with suppress(OSError, AssertionError, wire.Closed, SleepdError):
            running.sleep(self.root, self._chance.uniform(0.2, 2.0))
            self.part.did["sleeps"] += 1
        self.look()

    def switch(self, before: str) -> None:
        """Look at an older commit."""
        back = self._chance.choice([2, 10, 50])
        git(self.root, "checkout", "--quiet", "--detach", f"HEAD~{back}")
        self.look()
        git(self.root, "checkout", "--quiet", "day")
        self.part.did["switches"] += 2
        self.look()

    def stash(self, before: str) -> None:
        """Put a change away and take it back."""
        file = self._any_file()
        file.write_bytes(b"# " + file.read_bytes())
        self.look(2)
        git(self.root, "stash", "--quiet")
        self.look(2)
        git(self.root, "stash", "pop", "--quiet")
        self.look(2)
        git(self.root, "checkout", "--quiet", ".")
        self.part.did["stashes"] += 1
        self.look(2)

    def rebase(self, before: str) -> None:
        """Commit on a side branch and put that on top of the work."""
        git(self.root, "checkout", "--quiet", "-b", "side", "HEAD~2")
        (self.root / "side_note.py").write_text("def noted_on_the_side():\n    return 1\n")
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--no-verify", "--message=Note something on the side")
        self.look(2)
        git(self.root, "rebase", "--quiet", "day")
        self.look()
        git(self.root, "checkout", "--quiet", "day")
        git(self.root, "branch", "--quiet", "--delete", "--force", "side")
        self.part.did["rebases"] += 1
        self.look(2)

    def move_folder(self, before: str) -> None:
        """Move a folder away and back."""
        folder = self._any_file().parent
        if folder == self.root:
            return
        away = self.root.parent / "away"
        folder.rename(away)
        self.look(2)
        away.rename(folder)
        self.part.did["moves"] += 1
        self.look(2)

    def look(self, count: int = 3) -> None:
        """Ask at once, and have every answer checked."""
        questions = [("ask", self._question()) for _ in range(count)]
        if self._chance.random() < 0.2:
            questions.append(("search", f"Error in {self._name()}: it fails when there is none"))
        asked = [Asked(method, text, self.ask(method, text)) for method, text in questions]
        self.part.did["questions"] += len(asked)
        for one, expected in zip(asked, cold(self.root, asked), strict=True):
            self.part.did["from notes"] += one.method == "ask" and one.said["rung"] == "note"
            if one.said != expected:
                self.part.wrong.append(f"{one.text!r}\n{json.dumps(one.said)}\n{json.dumps(expected)}")

    def ask_socket(self, method: str, text: str) -> Any:
        """The answer of the daemon, which must be there."""
        started = time.perf_counter()
        key = {"ask": "question", "search": "text"}[method]
        result = running.request(method, self.root, **{key: text})
        self.part.seconds.append(time.perf_counter() - started)
        return comparable(result["answer"] if method == "ask" else result["results"])

    def ask_process(self, method: str, text: str) -> Any:
        """The answer of a whole process, which may be killed: then it is asked again."""
        command = [sleepd(), "-C", str(self.root), method, "--json", text]
        while True:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if self._chance.random() < 0.1:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(self._chance.uniform(0, 0.3))
                process.kill()
                process.communicate()
                self.part.did["clients killed"] += 1
                continue
            out, error = process.communicate()
            if process.returncode == 0:
                said = json.loads(out)
                return comparable(said if method == "ask" else said["results"])
            self.part.wrong.append(f"{text!r}: exit {process.returncode}, {error.decode()}")
            return {"rung": "none"}

    def _question(self) -> str:
        if self._chance.random() < 0.15:
            return self._chance.choice(ALWAYS)
        if self._prepared and self._chance.random() < 0.4:
            unit, kind = self._chance.choice(self._prepared)
            return PREPARED[kind].format(unit.rpartition("::")[2])
        return self._chance.choice(KINDS).format(self._name())

    def _name(self) -> str:
        if not self._names:
            self._names = [name.decode() for name in NAMES.findall(self._any_file().read_bytes())] or ["main"]
        recent = self._names[-40:]
        return self._chance.choice(recent if self._chance.random() < 0.7 else self._names)

    def _any_file(self) -> Path:
        sources = git(self.root, "ls-files", "-z", "--", "*.py", "*.js", "*.go", "*.rs", "*.java", "*.rb").split("\0")
        return self.root / self._chance.choice([path for path in sources if path])


def cold(root: Path, asked: list[Asked]) -> Iterator[Any]:
    """The same questions to a first reading of the work tree, its notes written as sleep writes them."""
    from sleepd.answers.ladder import ask
    from sleepd.answers.places import search
    from sleepd.graph.view import View
    from sleepd.refresh import refresh
    from sleepd.sleep.facts_pass import prepare_note
    from sleepd.workspace import Workspace

    with tempfile.TemporaryDirectory() as state:
        with mock.patch.dict(os.environ, {"SLEEPD_STATE_DIR": state}):
            workspace = Workspace(str(root))
        refresh(workspace)
        for method, text, said in asked:
            if method == "search":
                yield comparable([place.as_json() for place in search(workspace, text, 10)])
                continue
            if said["rung"] == "note":
                with workspace.database.reading():
                    notes = [prepare_note(View(workspace, patient=True), said["unit"], kind)
                             for kind in NOTE_KINDS.get(said["kind"], [said["kind"]])]  # fmt: skip
                with workspace.database.writing():
                    for note in filter(None, notes):
                        workspace.notes.put(note)
            yield comparable(ask(workspace, text).as_json())
        workspace.close()


def prepared(root: Path) -> list[tuple[str, str]]:
    """Unit and kind of the notes about files and symbols that are kept."""
    from sleepd.workspace import Workspace

    workspace = Workspace(str(root))
    rows = workspace.database.connection.execute("SELECT unit, kind FROM note").fetchall()
    workspace.close()
    return [(unit, kind) for unit, kind in rows if kind in PREPARED and unit and not unit.endswith("/")]


def comparable(said: Any) -> Any:
    """What is to be the same, as it comes through JSON."""
    if isinstance(said, dict):
        said = {key: value for key, value in said.items() if key != "elapsed_ms"}
    return json.loads(json.dumps(said))


@contextmanager
def killing(part: Part, root: Path, chance: random.Random) -> Iterator[None]:
    """Meanwhile, kill the daemon and its workers at random moments; a daemon is started again, now or later."""
    done = threading.Event()

    def kill() -> None:
        while not done.wait(chance.uniform(0.1, 6.0)):
            address = wire.read_address()
            if address is None or not psutil.pid_exists(address.pid):
                launch.launch(str(root), patiently=False)
                continue
            with suppress(psutil.Error):
                daemon = psutil.Process(address.pid)
                workers = daemon.children()
                victim = chance.choice(workers) if workers and chance.random() < 0.5 else daemon
                victim.kill()
                part.did["daemons killed" if victim is daemon else "workers killed"] += 1
                if victim is daemon and chance.random() < 0.5:
                    launch.launch(str(root), patiently=False)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def left_behind() -> dict[str, int]:
    """What is left when the daemon was told to end: processes, locks that somebody holds, files that say it runs."""
    with suppress(OSError, wire.Closed):
        client.stop(30.0)
    time.sleep(3)
    orphans = len(running.processes())
    state = Path(os.environ["SLEEPD_STATE_DIR"])
    locks = [path for path in state.rglob("*") if path.name == "lock" or path.suffix == ".lock"]
    held = 0
    for path in locks:
        lock = Lock(path, 0)
        held += not lock.take()
        lock.release()
    return {"orphans": orphans, "locks": len(locks), "locks held": held}


def report(quiet: Part, faults: Part, left: dict[str, int]) -> None:
    """Print the table."""
    print("| | a day | with kill -9 |\n|---|---|---|")
    for what in ("commits", "saves", "switches", "rebases", "stashes", "moves", "sleeps", "daemons killed",
                 "workers killed", "clients killed", "questions", "from notes"):  # fmt: skip
        print(f"| {what} | {quiet.did[what]} | {faults.did[what]} |")
    print(f"| wrong answers | {len(quiet.wrong)} | {len(faults.wrong)} |")
    print(f"| ask, median ms | {statistics.median(quiet.seconds) * 1000:.1f} | |")
    print(f"| ask, p95 ms | {quantile(quiet.seconds, 0.95) * 1000:.1f} | |")
    quarter = max(1, len(quiet.memory) // 4)
    warm = statistics.median(quiet.memory[quarter : 2 * quarter]) / 1e6
    end = statistics.median(quiet.memory[-quarter:]) / 1e6
    print(f"| memory, second quarter to last quarter, MB | {warm:.1f} to {end:.1f} ({end / warm - 1:+.1%}) | |")
    print(f"| processes left behind | | {left['orphans']} |")
    print(f"| locks held of {left['locks']} | | {left['locks held']} |")


def git(root: Path, *arguments: str, **environment: str) -> str:
    """What git prints."""
    return git_bytes(root, *arguments, **environment).decode("utf-8", "surrogateescape")


def git_bytes(root: Path, *arguments: str, **environment: str) -> bytes:
    """What git prints."""
    identity = {"GIT_COMMITTER_NAME": "Day", "GIT_COMMITTER_EMAIL": "day@example.com", "GIT_AUTHOR_NAME": "Day",
                "GIT_AUTHOR_EMAIL": "day@example.com"}  # fmt: skip
    return subprocess.run(
        ["git", *arguments], cwd=root, check=True, capture_output=True, env={**os.environ, **identity, **environment}
    ).stdout


if __name__ == "__main__":
    main()
