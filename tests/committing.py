"""Who listens to hooks, and a pre-commit whose environments have this work tree's sleepd without any network."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
import threading
from pathlib import Path
from typing import Any

from support import until

from sleepd import __version__
from sleepd.daemon import client, wire

STAGES = ("pre-commit", "post-commit", "post-checkout", "post-merge", "post-rewrite")


class Ear:
    """Listens where the daemon would, and keeps what it was told."""

    def __init__(self) -> None:
        folder = Path(wire.daemon_folder())
        folder.mkdir(parents=True, mode=0o700)
        self.deaf = False
        """Takes connections and never answers."""
        self.heard: list[dict[str, Any]] = []
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(folder / "s"))
        self._socket.listen()
        wire.write_address(wire.Address(os.getpid(), __version__, str(folder / "s"), 0, ""))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            connection = self._socket.accept()[0]
            threading.Thread(target=self._hear, args=(connection,), daemon=True).start()

    def _hear(self, connection: socket.socket) -> None:
        for line in connection.makefile("rb"):
            self.heard.append(wire.decode(line))
            if not self.deaf:
                connection.sendall(wire.encode({"id": 1, "result": None}))

    def roots(self) -> list[str]:
        """The repositories that it was told of since this was called last."""
        heard, self.heard = self.heard, []
        return [message["params"]["path"] for message in heard if message["method"] == "changed"]


class PreCommit:
    """The real pre-commit. Its environments install sleepd by pip; what sleepd needs is found beside this Python."""

    def __init__(self, home: Path, repo: Path, commit: str) -> None:
        self.repo = repo
        self.commit = commit
        self.installing = {
            "PRE_COMMIT_HOME": str(home),
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # means no isolation: pip takes it for the value of `build_isolation`
            "VIRTUALENV_SETUPTOOLS": "bundle",
        }
        self.committing = {"PRE_COMMIT_HOME": str(home), "PYTHONPATH": sysconfig.get_path("purelib")}

    def run(self, folder: Path, *args: str) -> str:
        """What `pre-commit ARGS` prints in a folder."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | self.installing
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", *args], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def set_up(self, folder: Path, *hooks: str) -> None:
        """Do what a new user does in a repository."""
        config = folder / ".pre-commit-config.yaml"
        wanted = ", ".join(f"{{id: {hook}}}" for hook in hooks)
        config.write_text(f"repos:\n- repo: {self.repo}\n  rev: {self.commit}\n  hooks: [{wanted}]\n")
        self.run(folder, "install", "--install-hooks", *(f"--hook-type={stage}" for stage in STAGES))


def opened(root: Path) -> Any:
    """Wait until the daemon has opened a repository and is in step with it; returns what it says of it."""
    address = until(wire.running)

    def found() -> Any:
        repositories = client.request(address, "status", {})["repositories"]
        return next((one for one in repositories if one["root"] == str(root) and one["in_step"]), None)

    return until(found)
