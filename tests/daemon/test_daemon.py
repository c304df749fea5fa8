"""The daemon as a process: its life, and that what it says is so, whatever happens to the files or to itself."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from support import is_alive, until

from sleepd import __version__
from sleepd.daemon import client, launch, wire
from sleepd.errors import SleepdError


def called_by(answer) -> set[str]:
    """The callers that an answer lists."""
    return set(re.findall(r"^  ([\w.]+) \(", answer["answer"], re.MULTILINE))


@pytest.fixture
def shop(repo):
    repo.write("shop.py", "def price():\n    return 1\n\n\ndef pay():\n    price()\n")
    repo.commit("Open the shop")
    return repo


def sleepd(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-m", "sleepd", *args], cwd=cwd, capture_output=True, text=True, timeout=60
    )


# Its life


def test_start_status_stop(shop, state):
    done = sleepd("start", cwd=shop.root)
    assert done.returncode == 0 and "sleepd runs (process" in done.stdout
    address = wire.read_address()
    try:
        assert "runs already" in sleepd("start", cwd=shop.root).stdout
        said = json.loads(sleepd("status", "--json", cwd=shop.root).stdout)["daemon"]
        assert said["pid"] == address.pid and said["version"] == __version__
        until(lambda: str(shop.root) in sleepd("status", cwd=shop.root).stdout)
        assert "sleepd.daemon.main: sleepd" in sleepd("logs", cwd=shop.root).stdout
        assert sleepd("doctor", cwd=shop.root).returncode == 0
    finally:
        assert sleepd("stop", cwd=shop.root).stdout == "sleepd has ended\n"
    until(lambda: not is_alive(address.pid))
    assert wire.read_address() is None and not Path(address.socket).exists()
    assert sleepd("stop", cwd=shop.root).stdout == "sleepd does not run\n"


def test_a_question_starts_it_for_the_next_time(shop, state):
    assert "price is called by pay" in sleepd("ask", "who calls price", cwd=shop.root).stdout
    address = launch.wait_until_ready()
    try:
        assert "price is called by pay" in sleepd("ask", "who calls price", cwd=shop.root).stdout
        assert client.request(address, "status", {})["repositories"][0]["root"] == str(shop.root)
    finally:
        client.stop()


def test_without_it(shop, state):
    assert "price is called by pay" in sleepd("--no-daemon", "ask", "who calls price", cwd=shop.root).stdout
    assert not Path(wire.daemon_folder()).exists()


def test_there_is_one(daemon, start):
    second = subprocess.run([sys.executable, "-P", "-m", "sleepd.daemon"], timeout=20)
    assert second.returncode == 0
    assert daemon.request("status")["pid"] == daemon.process.pid


def test_nobody_else_may_connect(daemon):
    assert os.stat(daemon.address.socket).st_mode & 0o777 == 0o600
    assert os.stat(daemon.folder).st_mode & 0o777 == 0o700


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
def test_the_system_is_asked_who_connects(daemon):
    for folder in (daemon.folder, *daemon.folder.parents):
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o001)
    os.chmod(daemon.address.socket, 0o666)
    code = f"import socket; s = socket.socket(socket.AF_UNIX); s.connect({daemon.address.socket!r}); print(s.recv(9))"
    done = subprocess.run(["python3", "-c", code], user=65534, capture_output=True, text=True, cwd="/")
    assert done.stdout == "b''\n" or "ConnectionResetError" in done.stderr or "Permission" in done.stderr, done


def test_a_long_path_has_its_socket_elsewhere(tmp_path, monkeypatch, start, shop):
    deep = tmp_path / ("long" * 30)
    deep.mkdir()
    monkeypatch.setenv("SLEEPD_STATE_DIR", str(deep))
    daemon = start()
    assert len(daemon.address.socket) < 100
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}
    daemon.end()
    assert not Path(daemon.address.socket).exists()


def test_another_version_is_replaced(daemon, shop):
    wire.write_address(daemon.address._replace(version="0.0.1"))
    assert "price is called by pay" in sleepd("ask", "who calls price", cwd=shop.root).stdout
    until(lambda: daemon.process.poll() is not None)
    address = launch.wait_until_ready()
    assert address.version == __version__ and address.pid != daemon.process.pid
    client.stop()


def test_a_newer_state_makes_it_end(daemon, shop, state):
    """As when sleepd was upgraded while it ran."""
    assert sleepd("--no-daemon", "refresh", cwd=shop.root).returncode == 0
    [database] = (state / "repositories").glob("*.db")
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with suppress(wire.Closed):
        assert daemon.request("ask", shop.root, question="who calls price") is None
    assert daemon.process.wait(10) == 0


def test_facts_that_another_sleepd_keeps_make_it_end(daemon, shop, state):
    """Its workers would read everything again and again."""
    daemon.ask(shop.root, "who calls price")
    [database] = (state / "repositories").glob("*.db")
    connection = sqlite3.connect(database)
    connection.execute(
        "CREATE TRIGGER keep BEFORE INSERT ON meta WHEN new.key = 'facts_version' BEGIN SELECT raise(IGNORE); END"
    )
    connection.execute("DELETE FROM meta WHERE key = 'facts_version'")
    connection.commit()
    connection.close()
    with suppress(wire.Closed):
        assert daemon.request("ask", shop.root, question="who calls price") is None
    assert daemon.process.wait(10) == 0
    assert "kept by another sleepd" in daemon.log()


def test_it_ends_when_its_place_is_gone(daemon, start, monkeypatch):
    assert daemon.process.poll() is None
    Path(wire.status_path()).unlink()
    os.kill(daemon.process.pid, signal.SIGTERM)
    assert daemon.process.wait(10) == 0


def test_a_wrong_configuration_is_told(configure, state):
    configure('[idle]\nhours = "night"\n')
    launch.launch(patiently=False)
    with pytest.raises(SleepdError):
        launch.wait_until_ready(2)
    log = Path(wire.daemon_folder(), "log.txt").read_text()
    assert "[idle]" in log and "Traceback" not in log


def test_nothing_of_the_current_folder_is_imported(shop, state, tmp_path):
    for name in ("sleepd", "click", "json", "sqlite3", "watchdog"):
        shop.write(f"{name}.py", f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    sleepd("ask", "who calls price", cwd=shop.root)
    launch.wait_until_ready()
    client.stop()
    assert not (tmp_path / "ran").exists()


# What it says is so


def test_a_save_is_seen(daemon, shop):
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}
    for number in range(10):
        shop.write(f"more{number}.py", f"from shop import price\n\n\ndef more{number}():\n    price()\n")
        assert f"more{number}" in daemon.ask(shop.root, "who calls price")["answer"]
    (shop.root / "more3.py").unlink()
    (shop.root / "more4.py").rename(shop.root / "other.py")
    answer = daemon.ask(shop.root, "who calls price")["answer"]
    assert "more3.py" not in answer and "more4.py" not in answer and "more5" in answer


def test_a_save_is_seen_at_once_where_the_watch_is_trusted(daemon, shop):
    for number in range(1_050):
        shop.write(f"pkg/m{number}.py", f"def f{number}(): ...\n")
    daemon.ask(shop.root, "who calls price")
    time.sleep(2.1)  # What is younger is looked at whatever the watch says.
    daemon.ask(shop.root, "who calls price")
    for number in range(30):
        shop.write("shop.py", f"def price():\n    return 1\n\n\ndef pay{number}():\n    price()\n")
        assert called_by(daemon.ask(shop.root, "who calls price")) == {f"pay{number}"}
        time.sleep(0.02)


def test_what_changed_while_it_was_down(start, shop):
    daemon = start()
    daemon.ask(shop.root, "who calls price")
    daemon.end()
    shop.write("shop.py", "def price():\n    return 1\n\n\ndef charge():\n    price()\n")
    assert called_by(start().ask(shop.root, "who calls price")) == {"charge"}


def test_a_work_tree_that_goes_and_comes_back(daemon, shop, tmp_path):
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}
    shutil.copytree(shop.root, tmp_path / "copy")
    shutil.rmtree(shop.root)
    with pytest.raises(SleepdError, match="no such folder"):
        daemon.ask(shop.root, "who calls price")
    shutil.copytree(tmp_path / "copy", shop.root)
    shop.write("shop.py", "def price():\n    return 1\n\n\ndef charge():\n    price()\n")
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"charge"}
    shop.write("shop.py", "def price():\n    return 1\n\n\ndef again():\n    price()\n")
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"again"}


def test_a_work_tree_that_moves(daemon, shop, tmp_path):
    daemon.ask(shop.root, "who calls price")
    shop.root.rename(tmp_path / "moved")
    assert called_by(daemon.ask(tmp_path / "moved", "who calls price")) == {"pay"}
    with pytest.raises(SleepdError, match="no such folder"):
        daemon.ask(shop.root, "who calls price")


def test_a_branch_with_many_files(daemon, shop):
    daemon.ask(shop.root, "who calls price")
    shop.git("switch", "--quiet", "--create", "side")
    for number in range(300):
        shop.write(f"pkg/m{number}.py", f"from shop import price\n\n\ndef f{number}():\n    return price()\n")
    shop.commit("Many")
    assert len(called_by(daemon.ask(shop.root, "who calls price"))) > 5
    shop.git("switch", "--quiet", "main")
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}


def test_it_declines_a_folder_that_is_another_one(daemon, shop):
    assert daemon.request("ask", shop.root, question="who calls price", identity=[1, 2]) is None


def test_a_state_that_is_deleted_under_it(daemon, shop, state):
    daemon.ask(shop.root, "who calls price")
    shutil.rmtree(state / "repositories")
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}


def test_a_state_that_is_damaged_under_it(daemon, shop, state):
    daemon.ask(shop.root, "who calls price")
    [database] = (state / "repositories").glob("*.db")
    database.write_bytes(b"garbage" * 1000)
    assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}


@pytest.mark.parametrize(
    "params", [{}, {"path": 7}, {"path": "relative"}, {"path": "/nowhere/at/all"}, {"path": "/tmp", "identity": "x"}]
)
def test_wrong_parameters_are_told(daemon, params):
    with pytest.raises(SleepdError):
        client.request(daemon.address, "ask", {"question": "x", **params})


# Under load and fault


def test_many_ask_at_once(daemon, shop):
    daemon.ask(shop.root, "who calls price")
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(lambda _: called_by(daemon.ask(shop.root, "who calls price")), range(128)))
    assert answers == [{"pay"}] * 128


def test_others_are_answered_while_a_repository_is_read(daemon, shop, make_repo):
    big = make_repo("big")
    for number in range(600):
        big.write(f"pkg{number % 20}/m{number}.py", f"def f{number}(x):\n    return x\n\n\n" * 40)
    daemon.ask(shop.root, "who calls price")
    first = threading.Thread(target=lambda: daemon.ask(big.root, "who calls f7"))
    first.start()
    until(daemon.children)
    asked, slowest = 0, 0.0
    while first.is_alive():
        started = time.monotonic()
        assert called_by(daemon.ask(shop.root, "who calls price")) == {"pay"}
        slowest, asked = max(slowest, time.monotonic() - started), asked + 1
    assert asked > 3 and slowest < 1.0


def test_killed_at_any_moment(start, shop):
    """No worker stays behind, no lock stays held, and the next one goes on."""
    for number in range(400):
        shop.write(f"pkg/m{number}.py", f"def f{number}(x):\n    return price()\n" * 50)
    for wait in (0.0, 0.05, 0.3, 0.8):
        daemon = start(str(shop.root))
        asking = threading.Thread(target=lambda daemon=daemon: _try(lambda: daemon.ask(shop.root, "who calls price")))
        asking.start()
        time.sleep(wait)
        workers = daemon.children()
        daemon.process.kill()
        daemon.process.wait()
        asking.join()
        until(lambda workers=workers: not any(worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE
                                              for worker in workers))  # fmt: skip
    answer = sleepd("--no-daemon", "ask", "--json", "who calls price", cwd=shop.root)
    assert json.loads(answer.stdout)["rung"] == "fact"


def test_what_a_worker_died_over_is_left_to_the_client(daemon, shop):
    for number in range(400):
        shop.write(f"pkg/m{number}.py", f"def f{number}(x):\n    return price()\n" * 50)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(daemon.request, "ask", shop.root, question="who calls price")
        until(daemon.children)[0].kill()
        assert asked.result() is None


def test_a_client_of_a_killed_daemon_says_so_once_answers_by_itself_and_has_another_started(state, shop):
    for _ in range(2):
        launch.launch(patiently=True)
        address = launch.wait_until_ready()
        os.kill(address.pid, signal.SIGKILL)
        until(lambda address=address: not is_alive(address.pid))
        asked = sleepd("ask", "who calls price", cwd=shop.root)
        assert "price is called by pay" in asked.stdout
        assert asked.stderr.count("\n") == 1
        assert f"its daemon ended before its time and starts again; see {wire.daemon_folder()}" in asked.stderr
        launch.wait_until_ready()
        assert not sleepd("ask", "who calls price", cwd=shop.root).stderr
    client.stop()


def test_a_daemon_that_went_down_with_the_machine_is_nothing_to_tell_of(start, shop):
    daemon = start()
    daemon.process.kill()
    daemon.process.wait()
    os.utime(wire.status_path(), (0, 0))
    asked = sleepd("ask", "who calls price", cwd=shop.root)
    assert "price is called by pay" in asked.stdout and not asked.stderr
    launch.wait_until_ready()
    client.stop()


def test_a_crash_of_the_daemon_reaches_the_client_as_a_line_and_a_report(state, shop, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "sitecustomize.py").write_text(
        "import sys\n"
        "if 'sleepd.daemon' in ' '.join(sys.orig_argv):\n"
        "    from sleepd.daemon.sleeper import Sleeper\n"
        "    async def run(self): raise ZeroDivisionError('on purpose')\n"
        "    Sleeper.run = run\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tools)}
    crashing = subprocess.run([sys.executable, "-P", "-m", "sleepd.daemon"], env=environment, timeout=60)
    assert crashing.returncode == 3
    asked = sleepd("ask", "who calls price", cwd=shop.root)
    assert "price is called by pay" in asked.stdout
    report = Path(asked.stderr.split("; see ")[1].strip())
    assert "ZeroDivisionError: on purpose" in report.read_text()
    report.unlink()
    launch.wait_until_ready()
    client.stop()


def test_a_daemon_that_hangs_is_done_without(state, shop, monkeypatch, tmp_path):
    monkeypatch.setattr(client, "_SECONDS", 0.3)
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / "socket"))
    listening.listen()
    Path(wire.daemon_folder()).mkdir()
    Path(wire.daemon_folder(), "launched").touch()
    wire.write_address(wire.Address(os.getpid(), __version__, str(tmp_path / "socket"), 0, ""))
    assert client.ask("ask", str(shop.root), {"question": "who calls price"}) is None
    listening.close()


def test_it_holds_no_more_than_it_needs(daemon, make_repo):
    roots = []
    for number in range(14):
        repo = make_repo(f"r{number}")
        repo.write("a.py", f"def f{number}(): ...\n")
        roots.append(repo.root)
        assert daemon.ask(repo.root, f"where is f{number}")["citations"]
    assert len(daemon.request("status")["repositories"]) == 14
    process = psutil.Process(daemon.process.pid)
    assert process.memory_info().rss < 120 << 20


def _try(function) -> None:
    with suppress(OSError, wire.Closed, SleepdError):
        function()
