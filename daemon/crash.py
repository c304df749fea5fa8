"""What a daemon that ended before its time leaves behind, for the next client to tell, once."""

from __future__ import annotations

import os
from contextlib import suppress

from . import wire


def keep(report: str) -> None:
    """Leave word of a crash, and where its report is."""
    with open(_word(), "w", encoding="utf-8") as file:
        file.write(report)


def forget() -> None:
    """A daemon is there again: what nobody was told of the one before is in the log."""
    with suppress(OSError):
        os.unlink(_word())


def last(address: wire.Address | None) -> str | None:
    """The file that tells why the last daemon crashed or was killed; None when it was not, or when that was told.

    `address` is that of a daemon which is not there although its status file is, if there is such a one.
    """
    with suppress(OSError):
        with open(_word(), encoding="utf-8") as file:
            report = file.read()
        forget()
        return report
    return _killed(address) if address and address.pid else None


def _killed(address: wire.Address) -> str | None:
    if _is_alive(address.pid) or wire.read_address() != address:
        return None
    folder = wire.daemon_folder()
    with suppress(OSError):
        if os.path.getmtime(wire.status_path()) < _booted():  # The machine went down with it.
            return None
        os.unlink(wire.status_path())
        output, kept = (os.path.join(folder, name) for name in ("output.txt", "last-words.txt"))
        if os.path.getsize(output):
            os.replace(output, kept)
            return kept
    return os.path.join(folder, "log.txt")


def _is_alive(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _booted() -> float:
    import psutil

    return psutil.boot_time()


def _word() -> str:
    return os.path.join(wire.daemon_folder(), "crash")
