"""Stack traces in any common language, as places of this repository."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from ..graph.view import Place, View

_FILE = r"(?:file://)?(?P<path>(?:[A-Za-z]:)?[^\s():]+)"
_FRAMES = (
    r'File "(?P<path>[^"\n]+)", line (?P<line>\d+)(?:, in (?P<name>[\w.<>]+))?',
    rf"^[ \t]*at (?:async )?(?:(?:new )?(?P<name>[\w.$<>#]+) (?:\[as [\w.$]+\] )?)?"
    rf"\(?{_FILE}:(?P<line>\d+)(?::\d+)?\)?[ \t]*$",
    r"^[ \t]*at (?P<name>[\w.$/@-]+)\((?P<path>[\w$]+\.(?:java|kt|scala)):(?P<line>\d+)\)",
    r"^[ \t]*at (?P<name>[\w.`<>]+)(?:\[[^\]\n]*\])?\([^()\n]*\) in (?P<path>[^\n]+):line (?P<line>\d+)",
    r"^[ \t]*(?:from |lua[\w.]*: )?(?P<path>[\w./@-]+\.\w+):(?P<line>\d+)(?::\d+)?"
    r"(?::in [`'](?P<name>[^'\n]+)')?(?=[\s:,]|$)",
    r"panicked at (?:'[^\n]*', )?(?P<path>[\w./\\-]+):(?P<line>\d+):\d+",
    r"^[ \t]*#\d+ (?P<path>[^\s():]+)\((?P<line>\d+)\): (?P<name>[\w\\:>-]+)",
    r"-->\s*(?P<path>[\w./-]+):(?P<line>\d+):\d+",
    r"\bin (?P<path>[^\s():]+\.php)(?::| on line )(?P<line>\d+)",
    r"^[ \t]*\([\w.]+ [\w.+-]+\) (?P<path>[\w./-]+\.exs?):(?P<line>\d+): (?P<name>[\w.!?]+)",
    r"(?P<name>[\w.]+)\([^()\n]*\) \+ \d+ \((?P<path>[\w+-]+\.swift):(?P<line>\d+)\)",
    r"\bfile (?P<path>[^\s():,]+\.swift), line (?P<line>\d+)",
)  # fmt: skip
"""Python; JavaScript; Java, Kotlin and Scala; C#; Go, Ruby, Lua, compilers; Rust's panics; PHP; Rust's compiler; PHP's
errors; Elixir; Swift's crashes and fatal errors."""
_INNERMOST_LAST = r"(?m)File \"[^\"\n]+\", line \d+|^\S+\.py:\d+: in "
_INSTALLED = r"/(?:(?:site|dist)-packages|node_modules|lib/python[\d.]+|pkg/mod|rustlib|usr/lib)/"
_MOST_FOLDERS = 20


class Frame(NamedTuple):
    """One line of a trace that lies in this repository."""

    path: str
    line: int
    name: str


def frames(view: View, text: str) -> list[Frame]:
    """The frames of a stack trace that lie in this repository, the innermost first."""
    if not any(character.isdigit() for character in text):
        return []
    found: list[tuple[int, Frame]] = []
    for pattern in _FRAMES:
        for match in re.finditer(pattern, text, re.MULTILINE):
            name = match.groupdict().get("name") or ""
            if path := path_here(view, _with_package(match["path"], name)):
                found.append((match.start(), Frame(path, int(match["line"][:9]), name)))
    ordered = [frame for _, frame in sorted(found)]
    if re.search(_INNERMOST_LAST, text):
        ordered.reverse()
    return list(dict.fromkeys(ordered))


def place_at(view: View, frame: Frame) -> Place:
    """The innermost symbol around a frame's line; the one that the frame names, when the line is of another version."""
    symbols = view.symbols(frame.path)
    inside = [ordinal for ordinal, symbol in enumerate(symbols) if symbol.start <= frame.line <= symbol.end]
    leaf = re.split(r"[.:#>$]", frame.name)[-1]
    named = [ordinal for ordinal, symbol in enumerate(symbols) if leaf and symbol.name == leaf]
    if named and not set(named) & set(inside):
        return view.place(frame.path, min(named, key=lambda ordinal: abs(symbols[ordinal].start - frame.line)))
    return view.place(frame.path, inside[-1] if inside else 0)


def path_here(view: View, path: str) -> str:
    """The file of this repository that a path from anywhere most probably means; "" when none.

    A path into an installed package must agree in more than the file's name.
    """
    parts = path.replace("\\", "/").split("/")[-_MOST_FOLDERS:]
    for start in range(len(parts)):
        rows = [row for row in view.store.files_ending("/".join(parts[start:])) if row.blob_id]
        if rows and start < len(parts) - 1:
            return rows[0].path
        if len(rows) == 1 and (not re.search(_INSTALLED, path) or _is_root(view, parts[:-1])):
            return rows[0].path
    return ""


def _is_root(view: View, folders: list[str]) -> bool:
    """Whether a folder of an installed package, which may end with its version, is called like the repository."""
    return bool(folders) and folders[-1].partition("@")[0] == posixpath.basename(view.workspace.root)


def _with_package(path: str, name: str) -> str:
    """A file named without its folder, as Java does, in the folder that its package stands for."""
    package = name.rpartition("/")[2].split(".")[:-2]
    return "/".join((*package, path)) if path.endswith((".java", ".kt", ".scala")) and "/" not in path else path
