"""One at a time, and let go by whoever dies."""

from __future__ import annotations

import signal
import subprocess
import sys

from sleepd.store.lock import Lock

HOLD = """
import sys, time
from pathlib import Path
from sleepd.store.lock import Lock
assert Lock(Path(sys.argv[1]), 0).take()
print("held", flush=True)
time.sleep(60)
"""


def test_one_holds_it(tmp_path):
    one, other = Lock(tmp_path / "lock", 0), Lock(tmp_path / "lock", 0)
    assert one.take() and not other.take()
    one.release()
    assert other.take()
    other.release()


def test_the_system_lets_go_of_it(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "lock"], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    lock = Lock(tmp_path / "lock", 5)
    lock._connection.execute("PRAGMA busy_timeout = 0")
    assert not lock.take()
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert lock.take()
    lock.release()
