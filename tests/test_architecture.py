"""The invariants of ARCHITECTURE.md, read off the imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "errors": set(),
    "state": set(),
    "report": set(),
    "config": {"errors"},
    "facts": set(),
    "packing": {"facts"},
    "indexers": {"errors", "facts", "packing"},
    "store": {"__init__", "errors", "facts", "indexers", "packing", "state"},
    "workspace": {"errors", "indexers", "store"},
    "changes": {"indexers", "store", "workspace"},
    "reread": {"changes", "indexers", "store", "workspace"},
    "refresh": {"changes", "indexers", "reread", "workspace"},
    "llm": {"config", "errors", "store"},
    "prompts": set(),
    "graph": {"errors", "facts", "indexers", "store", "workspace"},
    "notes": {"errors", "facts", "graph", "indexers", "store"},
    "writing": {"graph", "indexers", "llm", "notes", "prompts"},
    "sleep": {
        "answers", "facts", "graph", "indexers", "llm", "notes", "prompts", "refresh", "store", "workspace", "writing",
    },
    "answers": {
        "errors", "facts", "graph", "indexers", "llm", "notes", "prompts", "store", "workspace", "writing",
    },
    "pages": {"errors", "facts", "graph", "indexers", "notes", "refresh", "store", "workspace"},
    "sharing": {
        "answers", "errors", "graph", "indexers", "llm", "notes", "refresh", "sleep", "store", "workspace", "writing",
    },
    "daemon": {
        "answers", "changes", "config", "errors", "indexers", "llm", "refresh", "report", "sharing", "sleep", "state",
        "store", "workspace",
    },
    "hooks": {"daemon", "errors", "facts", "graph", "indexers", "notes", "store", "workspace"},
    "lsp": {"__init__", "daemon", "errors", "indexers", "report", "state"},
    "agents": {"__init__", "daemon", "errors"},
    "bench": {
        "answers", "graph", "indexers", "llm", "prompts", "refresh", "workspace", "writing",
    },
    "cli": {
        "agents", "answers", "bench", "daemon", "errors", "graph", "hooks", "indexers", "llm", "lsp", "notes", "pages",
        "refresh", "report", "sharing", "sleep", "store", "workspace",
    },
}
"""Room -> the rooms it may import. Data goes one way, so this has no loop."""

ONLY_IN = {
    "sqlite3": {"store"},
    "sqlite_utils": {"store"},
    "subprocess": {"indexers/git.py", "sharing/transport.py", "daemon/launch.py", "daemon/service.py"},
    "socket": {"daemon/wire.py", "daemon/listening.py", "daemon/server.py"},
    "watchdog": {"daemon/watching.py"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
    "mcp": {"agents"},
    "mcp_types": {"agents"},
    "psutil": {"daemon", "store/filesystem.py"},
    "click": {"cli"},
    "tree_sitter": {"indexers"},
    "jinja2": {"pages"},
    "openai": {"llm"},
    "http": {"llm/discovery.py"},
}
NOWHERE = {"urllib", "urllib3", "requests", "httpx", "httpx2", "ssl", "ftplib", "pickle", "marshal"}
"""No network beside the client of models, and nothing that runs what it reads."""


def modules() -> list[Path]:
    rooms = [path for path in ROOT.iterdir() if path.is_dir() and path.name in MAY_IMPORT]
    return sorted([*ROOT.glob("*.py"), *(file for room in rooms for file in room.rglob("*.py"))])


def room_of(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> tuple[set[str], set[str]]:
    """(rooms of ours, top-level packages of others) that a module imports, wherever in it."""
    ours, others = set(), set()
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            full = [*base, *(node.module or "").split(".")] if node.module else list(base)
            ours |= {full[0]} if full else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            others.add(module if module == "urllib.parse" else module.partition(".")[0])
        elif isinstance(node, ast.Import):
            others |= {alias.name.partition(".")[0] for alias in node.names}
    return ours, others


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms(path: Path) -> None:
    room = room_of(path)
    ours, others = imports(path)
    if room in MAY_IMPORT:
        assert ours - {room} <= MAY_IMPORT[room] | {"__version__", "__init__"}
    relative = path.relative_to(ROOT).as_posix()
    for package, places in ONLY_IN.items():
        if package in others:
            assert any(relative == place or relative.startswith(f"{place}/") for place in places), package
    assert not others & NOWHERE


def test_no_loops() -> None:
    def reach(room: str, seen: tuple[str, ...]) -> None:
        assert room not in seen, " -> ".join((*seen, room))
        for other in MAY_IMPORT.get(room, ()):
            reach(other, (*seen, room))

    for room in MAY_IMPORT:
        reach(room, ())


def test_the_document_says_the_same() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.partition("| room | may import |")[2].partition("\n\n")[0]
    rows = [re.findall(r"`(\w+)`", row) for row in table.splitlines()[2:]]
    assert {room: set(others) for room, *others in rows} == MAY_IMPORT


def test_every_room_is_installed() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    folders = {
        ".".join(("sleepd", *path.parent.relative_to(ROOT).parts))
        for path in modules()
        if path.name == "__init__.py"
    }
    assert all(f'"{folder}"' in text for folder in folders)
