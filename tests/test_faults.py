"""Whatever goes wrong, the next run goes on and answers right, and nobody sees a traceback."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support import assert_like_cold, cold_tables, live_tables, workspace_at

from sleepd import reread
from sleepd.answers.ladder import ask
from sleepd.errors import SleepdError
from sleepd.refresh import refresh
from sleepd.sleep.scheduler import prepare
from sleepd.store import database
from sleepd.store.database import database_path
from sleepd.workspace import Workspace

REFRESH = """
import os, signal, sqlite3, sys
from sleepd import reread
from sleepd.refresh import refresh
from sleepd.workspace import Workspace

root, left = sys.argv[1], int(sys.argv[2])
reread._BATCH = 2

def traced(statement):
    global left
    if statement.startswith(("BEGIN", "COMMIT", "PRAGMA journal_mode", "PRAGMA wal_", "PRAGMA user_version =")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

def connect(*args, **options):
    connection = real_connect(*args, **options)
    connection.set_trace_callback(traced)
    return connection

real_connect, sqlite3.connect = sqlite3.connect, connect
if __name__ == "__main__":
    workspace = Workspace(root)
    refresh(workspace)
    workspace.close()
"""


def run(script: str, state: Path, *args: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(state)}
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.fixture
def state(tmp_path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def story(repo):
    """A repository with some of everything."""
    for number in range(5):
        repo.write(f"pkg/m{number}.py", f"import os\n\n\ndef alpha{number}(beta):\n    return gamma{number}(beta)\n")
    repo.write("docs/index.md", "# Title\n\nHelper `alpha1()` value.\n")
    repo.write("data.log", "noise\n")
    repo.commit("alpha")
    repo.write("pkg/m0.py", "class Helper:\n    value = 1\n")
    repo.commit("beta")
    return repo


def state_files(state: Path) -> dict[str, Path]:
    """The files of the only database, by what follows its name."""
    found = sorted((state / "repositories").glob("*.db*"))
    return {path.name.partition(".db")[2]: path for path in found}


# Killed


def kill_everywhere(root: Path, tmp_path: Path, before: Path | None) -> int:
    """Kill a refresh before every statement that begins or ends a transaction; returns how many there are."""
    for number in range(1, 100):
        state = tmp_path / f"killed{number}"
        if before:
            shutil.copytree(before, state)
        process = run(REFRESH, state, root, number)
        _, errors = process.communicate(timeout=60)
        if process.returncode == 0:
            return number - 1
        assert process.returncode == -signal.SIGKILL, errors.decode()
        with workspace_at(root, state) as workspace:
            assert not workspace.database.healed
            refresh(workspace)
            assert_like_cold(workspace)
            assert refresh(workspace)[1:] == (0, 0, 0)
    raise AssertionError("no end")


def test_killed_while_everything_is_read(story, tmp_path):
    assert kill_everywhere(story.root, tmp_path, None) > 12


def test_killed_while_changes_are_read(story, tmp_path, state):
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
    story.git("switch", "--quiet", "--create", "side", "HEAD~1")
    story.git("rm", "--quiet", "-r", "docs")
    (story.root / "pkg").rename(story.root / "package")
    story.write("new/m7.py", "def alpha7(): ...\n")
    story.commit("side")
    assert kill_everywhere(story.root, tmp_path, state) > 8


def test_killed_while_rules_change(story, tmp_path, state):
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
    story.write(".gitignore", "*.log\n")
    story.git("rm", "--quiet", "--cached", "data.log")
    story.write(".gitattributes", "m3.py linguist-generated\n")
    assert kill_everywhere(story.root, tmp_path, state) > 8


SLEEP = REFRESH.replace("    refresh(workspace)", """\
    from sleepd.answers.asked import remember
    from sleepd.answers.ladder import ask
    from sleepd.sleep.scheduler import prepare
    remember(workspace, [("alpha1", ask(workspace, "alpha1"))])
    prepare(workspace, lambda *_: None)""")


def test_killed_while_asleep(story, tmp_path, state):
    """Before every statement that begins or ends a transaction: the question's log, the plan, the notes."""
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
    for number in range(1, 60):
        killed = tmp_path / f"killed{number}"
        shutil.copytree(state, killed)
        process = run(SLEEP, killed, story.root, number)
        _, errors = process.communicate(timeout=60)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, errors.decode()
        with workspace_at(story.root, killed) as workspace:
            assert not workspace.database.healed
            assert refresh(workspace)[1:] == (0, 0, 0)
            prepare(workspace, lambda *_: None)
            assert ask(workspace, "what is alpha1").citations
            assert_like_cold(workspace)
    assert number > 8


def test_workers_end_with_the_process_that_started_them(repo, state):
    for number in range(250):
        repo.write(f"m{number}.py", f"def alpha{number}():\n    return beta\n" * 200)
    process = run(REFRESH.replace("reread._BATCH = 2", ""), state, repo.root, 0)
    workers: set[int] = set()
    while len(workers) < 3 and process.poll() is None:  # two workers at least, and the tracker of multiprocessing
        time.sleep(0.02)
        workers |= children(process.pid)
    time.sleep(0.3)
    process.kill()
    process.communicate()
    assert len(workers) >= 2
    deadline = time.monotonic() + 10
    while any(is_running(worker) for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    with workspace_at(repo.root, state) as workspace:
        refresh(workspace)
        assert_like_cold(workspace)


def children(parent: int) -> set[int]:
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True)
    return {int(pid) for pid in done.stdout.split()}


def is_running(pid: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return done.stdout.strip()[:1] not in ("", "Z")


@pytest.mark.parametrize("deadly", ["os.kill(os.getpid(), 9)", "os._exit(1)"])
def test_a_source_that_kills_its_reader_is_skipped(repo, state, tmp_path, monkeypatch, deadly):
    """The reader is one that dies of a certain word, as a grammar in C may."""
    for number in range(40):
        repo.write(f"m{number}.py", f"def alpha{number}():\n    return beta\n" * 20)
    repo.write("m7.py", "deadly = 1\n")
    (tmp_path / "deadly.py").write_text(
        "import os\n"
        "from sleepd.indexers.languages import python\n"
        "read = type(python.LANGUAGE).read\n"
        "def fragile(self, source):\n"
        f"    if b'deadly' in source: {deadly}\n"
        "    return read(self, source)\n"
        "type(python.LANGUAGE).read = fragile\n"
    )
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from sleepd.indexers import parsing
from sleepd.refresh import refresh
from sleepd.workspace import Workspace
def start_worker():
    import deadly
parsing._ALONE_BYTES = 0
parsing._CHUNK_FILES = 10
parsing._start_worker = start_worker
if __name__ == "__main__":
    refresh(Workspace({str(repo.root)!r}))
"""
    file = tmp_path / "main.py"
    file.write_text(script)
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(state)}
    subprocess.run([sys.executable, file], env=environment, check=True, timeout=120)
    with workspace_at(repo.root, state) as workspace:
        skipped = {row.path: row.skipped for row in workspace.facts.files() if row.skipped}
        assert skipped == {"m7.py": "the process that read it died, please report this"}


def test_a_script_without_a_main_guard(repo, state, tmp_path):
    """Its workers die while they start, which is nobody's source's fault: one process reads everything."""
    for number in range(40):
        repo.write(f"m{number}.py", f"def alpha{number}():\n    return beta\n" * 20)
    file = tmp_path / "main.py"
    file.write_text(f"""
from sleepd.indexers import parsing
from sleepd.refresh import refresh
from sleepd.workspace import Workspace
parsing._ALONE_BYTES = 0
parsing._CHUNK_FILES = 2
refresh(Workspace({str(repo.root)!r}))
""")
    environment = {**os.environ, "SLEEPD_STATE_DIR": str(state)}
    done = subprocess.run([sys.executable, file], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "no main guard" in done.stderr
    with workspace_at(repo.root, state) as workspace:
        assert refresh(workspace)[1:] == (0, 0, 0)
        assert_like_cold(workspace)


# No room


@pytest.mark.parametrize("pages", [0, 1, 4, 10, 25])
def test_no_room(story, state, pages):
    story.write("pkg/large.py", "".join(f"def alpha{number}(beta): return gamma{number}\n" for number in range(2000)))
    with workspace_at(story.root, state) as workspace:
        connection = workspace.database.connection
        pages += connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(SleepdError, match="the disk is full") as error:
            refresh(workspace)
        assert error.value.hint == "free some space; nothing is lost"
        connection.execute("PRAGMA max_page_count = 1000000")
        refresh(workspace)
        assert_like_cold(workspace)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("size", ["4k", "40k", "200k", "400k"])
def test_a_full_disk(story, state, size):
    with mounted(state, f"size={size}"):
        with pytest.raises(SleepdError, match="is full|can't be written"), workspace_at(story.root, state) as workspace:
            refresh(workspace)
        subprocess.run(["mount", "-o", "remount,size=50m", state], check=True)
        with workspace_at(story.root, state) as workspace:
            refresh(workspace)
            assert_like_cold(workspace)


def test_a_limit_on_file_sizes(story, state):
    script = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n" + REFRESH
    _, errors = run(script, state, story.root, 0).communicate(timeout=60)
    assert b"SleepdError" in errors
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        assert_like_cold(workspace)


# No permission


def test_no_place_for_state(story, tmp_path):
    state = tmp_path / "file/state"
    state.parent.write_text("")
    with pytest.raises(SleepdError, match="can't be written") as error, workspace_at(story.root, state):
        pass
    assert "SLEEPD_STATE_DIR" in error.value.hint


def test_state_that_can_only_be_read(story, state):
    """Answers are made from it; what changed since is not known, and nothing pretends that it is."""
    with mounted(state, "size=50m"):
        with workspace_at(story.root, state) as workspace:
            refresh(workspace)
            known = live_tables(workspace)
        story.write("pkg/late.py", "")
        subprocess.run(["mount", "-o", "remount,ro", state], check=True)
        with workspace_at(story.root, state) as workspace:
            assert workspace.database.read_only
            assert refresh(workspace) == (0, 0, 0, 0)
            assert live_tables(workspace) == known
        subprocess.run(["mount", "-o", "remount,rw", state], check=True)
        with workspace_at(story.root, state) as workspace:
            assert not workspace.database.read_only
            refresh(workspace)
            assert_like_cold(workspace)


def test_a_read_only_place_without_state(story, state):
    with mounted(state, "ro"), pytest.raises(SleepdError, match="can't be written"), workspace_at(story.root, state):
        pass


def test_state_without_permission(somebody):
    (somebody / "repo").mkdir()
    (somebody / "repo/a.py").write_text("def alpha(): ...\n")
    state = somebody / "state"
    with workspace_at(somebody / "repo", state) as workspace:
        refresh(workspace)
        known = live_tables(workspace)
    for path in [*state.rglob("*"), state]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    with workspace_at(somebody / "repo", state) as workspace:
        assert workspace.database.read_only
        assert refresh(workspace) == (0, 0, 0, 0)
        assert live_tables(workspace) == known
    for path in state_files(state).values():
        path.chmod(0)
    with pytest.raises(SleepdError, match="can't be written"), workspace_at(somebody / "repo", state):
        pass


# Damage


def garbage(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def overwrite(file: Path, offset: int, data: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(offset)
        opened.write(data)


DAMAGE = {
    "header": lambda file: overwrite(file, 0, garbage(100)),
    "schema": lambda file: overwrite(file, 100, garbage(3996)),
    "all": lambda file: file.write_bytes(garbage(file.stat().st_size)),
    "text": lambda file: file.write_text("This is no database.\n" * 1000),
    "half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "odd end": lambda file: os.truncate(file, file.stat().st_size - 13_000),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged(story, state, damage):
    """The damaged database is kept, a new one built, and this said once."""
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
    DAMAGE[damage](state_files(state)[""])
    broken = state_files(state)[""].read_bytes()
    with workspace_at(story.root, state) as workspace:
        workspace.database.healing(lambda: (refresh(workspace), live_tables(workspace)))
        assert workspace.database.healed
        assert_like_cold(workspace)
    assert state_files(state)[".damaged"].read_bytes() == broken
    with workspace_at(story.root, state) as workspace:
        assert refresh(workspace)[1:] == (0, 0, 0)
        assert not workspace.database.healed


@pytest.mark.parametrize("how", ["garbage", "zeros"])
def test_any_damaged_page(story, state, how):
    """Wherever damage shows, at the latest when it is read, it leads to a rebuild and right answers."""
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        size = workspace.database.connection.execute("PRAGMA page_size").fetchone()[0]
    intact = state_files(state)[""].read_bytes()
    cold = cold_tables(story.root)
    healed = 0
    for start in range(size, len(intact), size):
        shutil.rmtree(state)
        (state / "repositories").mkdir(parents=True)
        page = garbage(size, start) if how == "garbage" else bytes(size)
        database_path_in(state, story.root).write_bytes(intact[:start] + page + intact[start + size :])
        with workspace_at(story.root, state) as workspace:
            tables = workspace.database.healing(lambda w=workspace: (refresh(w), live_tables(w))[1])
            healed += workspace.database.healed
        assert tables == cold, start
    assert healed > len(intact) / size / 2


def database_path_in(state: Path, root: Path) -> Path:
    with workspace_at(root, state) as workspace:
        path = workspace.database.path
    for file in path.parent.iterdir():
        file.unlink()
    return path


def test_damaged_facts(story, state):
    """A page may be sound and what it holds is not; facts carry a checksum."""
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        connection = workspace.database.connection
        for id, outline in connection.execute("SELECT id, outline FROM blob").fetchall():
            connection.execute("UPDATE blob SET outline = ? WHERE id = ?", (outline[:-1] + b"?", id))
        story.write("pkg/m1.py", "")
        refresh(workspace)
        assert workspace.database.healed
        assert_like_cold(workspace)


def test_damage_that_comes_back_is_an_error(story, state, monkeypatch):
    def corrupt(*args):
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    monkeypatch.setattr("sleepd.refresh.look", corrupt)
    with workspace_at(story.root, state) as workspace, pytest.raises(SleepdError, match="damaged as soon as") as error:
        refresh(workspace)
    assert "disk" in error.value.hint


def test_a_folder_in_its_place(story, state):
    with workspace_at(story.root, state) as workspace:
        path = workspace.database.path
    for file in path.parent.glob("*.db*"):
        file.unlink()
    path.mkdir()
    with pytest.raises(SleepdError, match="is a folder") as error, workspace_at(story.root, state):
        pass
    assert "move it away" in error.value.hint


def test_state_from_the_future(story, state):
    with workspace_at(story.root, state) as workspace:
        workspace.database.connection.execute("PRAGMA user_version = 1000")
    with pytest.raises(SleepdError, match="newer sleepd"), workspace_at(story.root, state):
        pass


def test_damage_found_by_two(story, state):
    """Who comes second takes the new database, and sets nothing aside that is sound."""
    with workspace_at(story.root, state) as first, workspace_at(story.root, state) as second:
        refresh(first)
        refresh(second)
        first.database.heal()
        refresh(first)
        second.database.heal()
        assert refresh(second)[1:] == (0, 0, 0)
        assert_like_cold(second)
        assert live_tables(first) == live_tables(second)


# Deleted


@pytest.mark.parametrize("what", ["*", "*.db", "*.db-wal", "*.db-shm", "*.lock"])
def test_deleting_state_is_safe(story, state, what):
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        story.write("pkg/m1.py", "def beta(): ...\n")
        refresh(workspace)
        copy = {suffix: path.read_bytes() for suffix, path in state_files(state).items()}
    for suffix, data in copy.items():  # as if it had been killed
        state_files(state)[""].with_name(state_files(state)[""].name + suffix).write_bytes(data)
    for path in (state / "repositories").glob(what):
        path.unlink()
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        assert_like_cold(workspace)


def test_deleting_state_in_use_is_safe(story, state):
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        shutil.rmtree(state)
        refresh(workspace)
        assert_like_cold(workspace)
        assert state_files(state)
        assert not workspace.database.healed


def test_deleting_state_while_it_is_written_is_safe(story, state, monkeypatch):
    with workspace_at(story.root, state) as workspace:
        deleted = []

        def progress(what: str, done: int, total: int) -> None:
            if what == "reading" and not deleted:
                shutil.rmtree(state)
                deleted.append(what)

        refresh(workspace, progress)
        refresh(workspace)
        assert_like_cold(workspace)
        assert deleted


# Two at once


def test_several_first_readings_at_once(story, state):
    processes = [run(REFRESH, state, story.root, 0) for _ in range(4)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()
    with workspace_at(story.root, state) as workspace:
        assert refresh(workspace)[1:] == (0, 0, 0)
        assert_like_cold(workspace)
        assert workspace.database.connection.execute("SELECT count(*) FROM blob").fetchone() == (6,)


def test_one_waits_for_the_other_and_says_so(story, state):
    """Then it looks again: what the other read meanwhile is not read twice."""
    told: list[str] = []
    holding, asked = threading.Event(), threading.Event()

    def hold() -> None:
        with workspace_at(story.root, state) as other, other.database.alone():
            holding.set()
            asked.wait(30)
            refresh(other)

    def progress(what: str, *_: int) -> None:
        told.append(what)
        asked.set()

    with workspace_at(story.root, state) as workspace:
        thread = threading.Thread(target=hold)
        thread.start()
        holding.wait(30)
        assert refresh(workspace, progress)[1:] == (0, 0, 0)
        thread.join()
        assert told[0] == "waiting for another sleepd"
        assert_like_cold(workspace)


def test_somebody_keeps_the_database_busy(story, state, monkeypatch):
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.2)
    with workspace_at(story.root, state) as workspace:
        writer = sqlite3.connect(workspace.database.path, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(SleepdError, match="another sleepd keeps") as error:
            refresh(workspace)
        assert "try again" in error.value.hint
        writer.execute("ROLLBACK")
        refresh(workspace)
        assert_like_cold(workspace)


def test_readers_see_all_of_a_change_or_nothing(story, state):
    with workspace_at(story.root, state) as reader, workspace_at(story.root, state) as writer:
        refresh(writer)
        with reader.database.reading():
            before = live_tables(reader)
            story.write("pkg/m1.py", "def beta(): ...\n")
            refresh(writer)
            assert live_tables(reader) == before
        assert live_tables(reader) == live_tables(writer)


# The place


def test_where_write_ahead_logs_are_impossible(story, state, monkeypatch):
    """As in some home folders on a network; `unix-none` is SQLite's own such place."""
    connect = database._connect
    monkeypatch.setattr(database, "_connect", lambda path, mode, *more: connect(path, f"{mode}&vfs=unix-none", *more))
    with workspace_at(story.root, state) as workspace:
        assert workspace.database.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        refresh(workspace)
        assert_like_cold(workspace)
        story.write("pkg/m1.py", "def beta(): ...\n")
        refresh(workspace)
        assert_like_cold(workspace)


def test_the_log_is_emptied_after_much_work(story, state, monkeypatch):
    monkeypatch.setattr(database, "_LONG_JOURNAL", 100_000)
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        assert state_files(state)["-wal"].stat().st_size == 0


def test_a_reader_does_not_hold_up_the_emptying(story, state, monkeypatch):
    monkeypatch.setattr(database, "_LONG_JOURNAL", 1)
    with workspace_at(story.root, state) as reader, workspace_at(story.root, state) as workspace:
        refresh(workspace)
        story.write("pkg/m1.py", "def beta(): ...\n")
        with reader.database.reading():
            live_tables(reader)
            started = time.monotonic()
            refresh(workspace)
            assert time.monotonic() - started < 5
        assert_like_cold(workspace)


def test_state_inside_of_the_work_tree_is_none_of_its_files(story):
    state = story.root / "state"
    for _ in range(2):
        with workspace_at(story.root, state) as workspace:
            refresh(workspace)
            assert not [row.path for row in workspace.facts.files() if row.path.endswith(".db")]
    assert "state" not in story.git("status", "--short")


def test_long_names(tmp_path):
    root = tmp_path / ("ü" * 120)
    root.mkdir()
    (root / "a.py").write_text("")
    with workspace_at(root, tmp_path / "state") as workspace:
        assert refresh(workspace).parsed == 1
        assert len(os.fsencode(database_path(str(root)).name)) < 120


def test_no_such_folder(tmp_path):
    with pytest.raises(SleepdError, match="no such folder"):
        Workspace(str(tmp_path / "missing"))


def test_the_batch_size_changes_nothing(story, state, monkeypatch):
    monkeypatch.setattr(reread, "_BATCH", 1)
    with workspace_at(story.root, state) as workspace:
        refresh(workspace)
        monkeypatch.undo()
        assert_like_cold(workspace)
