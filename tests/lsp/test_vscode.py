"""The extension for VS Code: what it declares is so, and the server answers VS Code's own protocol library."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
EXTENSION = ROOT / "editors/vscode"
NODE = shutil.which("node")
SECONDS = 60

MANIFEST = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))


TEXT = (ROOT / "docs/editors.md").read_text(encoding="utf-8")


def test_the_settings_are_those_of_the_server():
    rows = re.findall(r"^\| `(\w+)` \| `(.*?)` \|", TEXT, re.MULTILINE)
    documented = {name: {"true": True, "false": False}.get(value, value) for name, value in rows}
    declared = MANIFEST["contributes"]["configuration"]["properties"]
    defaults = {name.removeprefix("sleepd."): setting["default"] for name, setting in declared.items()}
    assert defaults == {"path": "sleepd", **documented}


def test_the_commands_are_those_of_the_server():
    declared = {command["command"] for command in MANIFEST["contributes"]["commands"]}
    assert declared == {"sleepd.restart", *re.findall(r"^\| `(sleepd\.\w+)` \|", TEXT, re.MULTILINE)}


def test_a_workspace_names_no_program():
    assert MANIFEST["contributes"]["configuration"]["properties"]["sleepd.path"]["scope"] == "machine"


@pytest.fixture
def drive(shop, state):
    """Runs a script of the extension's tests in the shop; gives what it tells."""
    if NODE is None:
        pytest.skip("there is no Node")
    if not (EXTENSION / "node_modules").exists():
        pytest.skip("npm ci was not run in editors/vscode")

    def driven(script: str) -> dict[str, Any]:
        done = subprocess.run(
            [NODE, EXTENSION / "test" / script], cwd=shop.root, timeout=SECONDS, capture_output=True, text=True,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return driven


def test_the_extension_itself(drive):
    subprocess.run([NODE, "build.mjs"], cwd=EXTENSION, check=True, capture_output=True)
    said = drive("extension.cjs")
    assert said["hover"].startswith("What one thing costs, taxes included. [shop.py:4]")
    assert set(said["commands"]) == {command["command"] for command in MANIFEST["contributes"]["commands"]}
    assert said["asked"].startswith("price is called by pay")
    assert said["explained"].startswith("price is a function")
    assert said["opened"].startswith("sleepd:") and "error" not in said


def test_by_the_protocol_library_of_vs_code(drive):
    said = drive("drive.mjs")
    assert said["hover"].startswith("What one thing costs, taxes included. [shop.py:4]")
    assert said["diagnostic"].startswith("price is called by pay")
    assert said["actions"][:3] == ["Insert the answer", "Remove the question", "Open the answer"]
    assert said["shown"][0].startswith("# who calls this")
    assert all(offer["label"] and offer["detail"] for offer in said["offered"]) and said["offered"]
    assert said["cancelled"]
