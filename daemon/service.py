"""Having the system start the daemon: a systemd user socket, or a launchd agent."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from .. import __version__
from ..errors import SleepdError
from ..state import state_folder
from . import client, wire
from .listening import make_own_folder, socket_path

_LABEL = "dev.sleepd.daemon"

_SOCKET = """[Unit]
Description=sleepd, which thinks about your code while you are away

[Socket]
ListenStream={socket}
SocketMode=0600

[Install]
WantedBy=sockets.target
"""
_SERVICE = """[Unit]
Description=sleepd, which thinks about your code while you are away

[Service]
ExecStart={command}
Environment="SLEEPD_STATE_DIR={state}"
Nice=5
"""


class Unit(NamedTuple):
    """What has to be there for the system to start the daemon."""

    files: dict[Path, bytes]
    start: list[str]
    """The command that makes the system heed the files."""
    stop: list[str]


def unit() -> Unit:
    """The unit for this system. Raises SleepdError where there is none."""
    if sys.platform == "darwin":
        return _launchd()
    if sys.platform == "linux":
        return _systemd()
    raise SleepdError("sleepd has no service for this system", "any command starts the daemon, as does `sleepd start`")


def install() -> list[str]:
    """Write the unit's files, and have the system heed them; returns the commands that the user still has to run.

    A daemon that runs makes room. Raises SleepdError where a file can't be written.
    """
    wanted = unit()
    for path, content in wanted.files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise SleepdError(f"{path} can't be written: {error}", "is that folder yours?") from None
    client.stop()
    if sys.platform == "linux":
        make_own_folder(socket_path().parent)
        make_own_folder(Path(wire.daemon_folder()))
        wire.write_address(wire.Address(0, __version__, os.fspath(socket_path()), 0, ""))
    return [] if _run(wanted.start) else [" ".join(wanted.start)]


def uninstall() -> bool:
    """Take the unit away again; returns whether there was one."""
    wanted = unit()
    there = any(path.exists() for path in wanted.files)
    if there:
        client.stop()
        _run(wanted.stop)
    for path in wanted.files:
        path.unlink(missing_ok=True)
    address = wire.read_address()
    if address and not address.pid:
        Path(wire.status_path()).unlink(missing_ok=True)
    return there


def _systemd() -> Unit:
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd/user"
    command = f'"{sys.executable}" -P -m sleepd.daemon'
    return Unit(
        {
            folder / "sleepd.socket": _SOCKET.format(socket=socket_path()).encode(),
            folder / "sleepd.service": _SERVICE.format(command=command, state=state_folder()).encode(),
        },
        ["systemctl", "--user", "enable", "--now", "sleepd.socket"],
        ["systemctl", "--user", "disable", "--now", "sleepd.socket", "sleepd.service"],
    )


def _launchd() -> Unit:
    path = Path.home() / f"Library/LaunchAgents/{_LABEL}.plist"
    content = plistlib.dumps(
        {
            "Label": _LABEL,
            "ProgramArguments": [sys.executable, "-P", "-m", "sleepd.daemon"],
            "EnvironmentVariables": {"SLEEPD_STATE_DIR": state_folder()},
            "RunAtLoad": True,
            "ProcessType": "Background",
        }
    )
    domain = f"gui/{os.getuid()}"
    return Unit(
        {path: content},
        ["launchctl", "bootstrap", domain, os.fspath(path)],
        ["launchctl", "bootout", f"{domain}/{_LABEL}"],
    )


def _run(command: list[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
