"""Configuration for editors that are not run here: it parses, starts what is there, and sets what exists."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
COMMAND = ["sleepd", "lsp"]

HELIX = tomllib.loads((ROOT / "editors/helix/languages.toml").read_text(encoding="utf-8"))
ZED = tomllib.loads((ROOT / "editors/zed/extension.toml").read_text(encoding="utf-8"))


def fenced(page: str, language: str) -> list[str]:
    text = (ROOT / f"docs/editors/{page}.md").read_text(encoding="utf-8")
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def test_helix_has_sleepd_beside_the_servers_that_it_comes_with():
    server = HELIX["language-server"]["sleepd"]
    assert [server["command"], *server["args"]] == COMMAND and set(server) == {"command", "args"}
    assert all(set(language) == {"name", "language-servers"} for language in HELIX["language"])
    assert all(language["language-servers"][-1] == "sleepd" for language in HELIX["language"])
    names = [language["name"] for language in HELIX["language"]]
    assert len(names) == len(set(names)) and {"python", "rust", "typescript", "markdown"} <= set(names)


@pytest.mark.parametrize(
    ("path", "servers", "settings"),
    [
        ("kate/settings.json", "servers", {"command", "rootIndicationFileNames", "highlightingModeRegex"}),
        ("sublime/LSP.sublime-settings", "clients", {"enabled", "command", "selector"}),
    ],
)
def test_kate_and_sublime(path: str, servers: str, settings: set[str]):
    said: dict[str, Any] = json.loads((ROOT / "editors" / path).read_text(encoding="utf-8"))
    server = said[servers]["sleepd"]
    assert server["command"] == COMMAND and set(server) == settings
    re.compile(server.get("highlightingModeRegex", ""))


def test_kate_takes_other_modes_than_its_own_servers_have():
    said = json.loads((ROOT / "editors/kate/settings.json").read_text(encoding="utf-8"))
    modes = re.compile(said["servers"]["sleepd"]["highlightingModeRegex"])
    assert modes.match("Markdown") and not any(map(modes.match, ("Python", "Rust", "JavaScript", "C++", "YAML")))


def test_zed_starts_it_for_languages_that_it_names():
    (server,) = ZED["language_servers"].values()
    assert server["name"] == "sleepd" and "Python" in server["languages"]
    assert '"sleepd"' in (source := (ROOT / "editors/zed/src/lib.rs").read_text(encoding="utf-8"))
    assert 'args: vec!["lsp".into()]' in source


@pytest.mark.parametrize("page", ["kate", "sublime", "zed"])
def test_what_the_pages_show_is_json(page: str):
    assert [json.loads(block) for block in fenced(page, "json")]
