"""A daemon of a benchmark's own: a real process with state of its own, and what one asks it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from sleepd.daemon import client, launch, wire


@contextmanager
def own_state(folder: Path) -> Iterator[None]:
    """Keep state and configuration in a folder; at the end no daemon of it is left."""
    for variable, name in (("SLEEPD_STATE_DIR", "state"), ("SLEEPD_CONFIG_DIR", "config")):
        (folder / name).mkdir(exist_ok=True)
        os.environ[variable] = str(folder / name)
    try:
        yield
    finally:
        for process in processes():
            with suppress(psutil.Error):
                process.kill()
                process.wait(5)


def start(path: Path | str = "") -> wire.Address:
    """Start a daemon, and wait until it listens."""
    launch.launch(str(path), patiently=False)
    return launch.wait_until_ready(30.0)


def stop() -> None:
    """End it, and wait until it has ended."""
    address = wire.read_address()
    client.stop(30.0)
    if address:
        wait_for(lambda: not psutil.pid_exists(address.pid) or is_dead(psutil.Process(address.pid)))


def ask(root: Path, text: str) -> dict[str, Any]:
    """The daemon's answer, through its socket."""
    answer: dict[str, Any] = request("ask", root, question=text)["answer"]
    return answer


def request(method: str, root: Path | str = "", **params: Any) -> Any:
    """The result of one request."""
    address = wire.read_address()
    assert address, "there is no daemon"
    return client.request(address, method, {**({"path": str(root)} if root else {}), **params})


def sleep(root: Path, seconds: float = 600.0) -> bool:
    """Have it sleep until nothing worthwhile is left, or for so long; returns whether nothing is left."""
    request("sleep", root)
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if rested(root):
            return True
        time.sleep(0.05)
    return False


def rested(root: Path) -> bool:
    """Whether nothing worth preparing is left."""
    said = request("status")
    return not said["doing"] and any(one["rested"] and one["root"] == str(root) for one in said["repositories"])


def processes() -> list[psutil.Process]:
    """The daemons and workers of this benchmark's state, wherever they hang."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            ours = process.environ().get("SLEEPD_STATE_DIR") == os.environ["SLEEPD_STATE_DIR"]
            if ours and any(argument.startswith("sleepd.daemon") for argument in process.cmdline()):
                found.append(process)
    return found


def is_dead(process: psutil.Process) -> bool:
    """Whether a process has ended, waited for or not."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def wait_for(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `condition` gives as soon as it is true. Raises TimeoutError."""
    latest = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > latest:
            raise TimeoutError(condition)
        time.sleep(0.005)
    return found

