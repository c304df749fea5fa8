"""Starting the daemon in the background, and waiting until it is there or gone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress

from ..errors import SleepdError
from ..indexers.git import without_repository
from ..state import make_private
from . import wire

_AGAIN_SECONDS = 30.0
"""A daemon that was started and did not come is not started again for so long."""
_POLL_SECONDS = 0.02


def launch(path: str = "", patiently: bool = True) -> None:
    """Start a daemon that opens the repository around `path`, and do not wait for it.

    Where it can't be started, or was a moment ago (unless not `patiently`), nothing happens: nobody depends on it.
    """
    folder = wire.daemon_folder()
    try:
        make_private(folder)
        marker = _marker()
        if patiently and os.path.exists(marker) and time.time() - os.stat(marker).st_mtime < _AGAIN_SECONDS:
            return
        with open(marker, "w", encoding="utf-8"), open(os.path.join(folder, "output.txt"), "wb") as output:
            subprocess.Popen(
                # -P: no module of the folder that the user is in is ever imported.
                [sys.executable, "-P", "-m", "sleepd.daemon", *([path] if path else [])],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder, start_new_session=True,
                env=without_repository(os.environ),
            )  # fmt: skip
    except OSError:
        pass


def arrived() -> None:
    """The daemon that was started is there: should it be killed, the next one is started at once."""
    with suppress(OSError):
        os.unlink(_marker())


def wait_until_ready(seconds: float = 10.0) -> wire.Address:
    """Where the daemon listens, as soon as it does. Raises SleepdError when it does not in time."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if address := wire.running():
            return address
        time.sleep(_POLL_SECONDS)
    raise SleepdError("the daemon did not start", "`sleepd logs` says why; `--no-daemon` does without it")


def wait_until_gone(address: wire.Address, seconds: float) -> None:
    """Wait until a daemon has ended. Raises SleepdError when it does not in time."""
    latest = time.monotonic() + seconds
    while wire.read_address() == address:
        if time.monotonic() > latest:
            raise SleepdError(f"the daemon (process {address.pid}) does not end", f"kill {address.pid}")
        time.sleep(_POLL_SECONDS)


def _marker() -> str:
    """Stands while a daemon is started, with the time of that."""
    return os.path.join(wire.daemon_folder(), "launched")
