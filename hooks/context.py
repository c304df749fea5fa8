"""A section of a checked-in file that says what is where, for people and agents, kept in step with the facts.

It holds nothing that most commits change: no counts, no lines, no dates. Each item is one line, in the order of the
alphabet, so that differences are small, and two branches seldom touch the same line; where they do, writing the section
anew settles the conflict.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from ..errors import SleepdError
from ..graph.view import View
from ..indexers.staged import Staged, index_of_commit
from ..notes.overview import is_source, main_folders, own_words, subfolders, words_of_folder
from ..notes.testing import ways_to_test
from ..notes.ways import Way, ways_in
from ..notes.wording import shortened
from ..store.facts import FileRow
from ..workspace import Workspace

FILE = "AGENTS.md"
_BEGIN = "<!-- sleepd: begin (`sleepd hook context` keeps this section; change what is outside of it) -->"
_END = "<!-- sleepd: end -->"
_SECTION = re.compile(r"<!-- sleepd: begin\b[^\n]*-->.*?<!-- sleepd: end -->", re.DOTALL)
_MARKER = re.compile(r"<!-- sleepd: (begin|end)\b")
_GUIDE = re.compile(r"(?i)(?:README|CONTRIBUTING|ARCHITECTURE|HACKING|DEVELOP\w*|INSTALL|SECURITY|DESIGN)(?:\.\w+)?$")
_ABOUT = 240
_MOST_ENTRIES = 20
_MOST_FOLDERS = 100
"""Where there are more, those inside of others are left out."""


def context_of(workspace: Workspace) -> list[str]:
    """The lines of the section, made from what git tracks. The facts are to be in step."""
    view = View(workspace)
    tracked = set(Staged(workspace.git, index=index_of_commit()).blobs) if workspace.git else None
    files = [row for row in view.files_below("") if row.blob_id and (tracked is None or row.path in tracked)]
    about, _ = own_words(view, files)
    paths = {row.path for row in files}
    return [
        "## Map of this repository",
        *(["", _plain(shortened(about, _ABOUT))] if about else []),
        *_listed("Folders", (_folder(view, folder, rows) for folder, rows in _folders(files))),
        *_listed("Entry points", (_entry(way) for way in _within(ways_in(view), paths)[:_MOST_ENTRIES])),
        *_listed("Run the tests", (f"`{way.command}`" for way in _within(ways_to_test(view), paths))),
        *_listed("Read first", (f"[{path}]({path})" for path in paths if _GUIDE.match(path))),
    ]


def keep(root: str, path: str, section: list[str], begin: bool = False) -> bool | None:
    """Write the section into the file at `path`, from the root; returns whether that changed it, None where it has no
    such section, unless told to `begin` one.

    Nothing outside the markers is touched. Raises SleepdError when the markers are damaged, or the file is not one to
    write.
    """
    file = os.path.realpath(os.path.join(root, path))
    if os.path.commonpath([file, root]) != root:
        raise SleepdError(f"{path} is outside of the repository", "name a file in it with --file")
    try:
        old = _read(file)
    except OSError as error:
        raise SleepdError(f"{path} can't be read: {error.strerror}", "name another file with --file") from None
    markers = _MARKER.findall(old)
    if not markers and not begin:
        return None
    if markers not in ([], ["begin", "end"]):
        raise SleepdError(
            f"{path} has not one begin and one end of sleepd's section",
            f"leave one line that begins with <!-- sleepd: begin, and below it one with {_END}",
        )
    newline = "\r\n" if "\r\n" in old else "\n"
    text = newline.join([_BEGIN, *section, _END])
    new = _SECTION.sub(lambda _: text, old) if markers else _appended(old, text, newline)
    if new == old:
        return False
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "w", encoding="utf-8", errors="surrogateescape", newline="") as opened:
            opened.write(new)
    except OSError as error:
        raise SleepdError(f"{path} can't be written: {error.strerror}", "name another file with --file") from None
    return True


def _appended(old: str, text: str, newline: str) -> str:
    """A file with the section at its end."""
    apart = "" if not old else newline if old.endswith(newline) else newline * 2
    return f"{old}{apart}{text}{newline}"


def _read(file: str) -> str:
    if not os.path.lexists(file):
        return ""
    with open(file, encoding="utf-8", errors="surrogateescape", newline="") as opened:
        return opened.read()


def _within(ways: list[Way], paths: Collection[str]) -> list[Way]:
    return [way for way in ways if way.path in paths]


def _folders(files: list[FileRow]) -> list[tuple[str, list[FileRow]]]:
    """The main folders with their files, and those right inside them that hold code."""
    main = [(folder, rows) for folder, rows in main_folders(files) if not folder.startswith(".")]
    inner = [
        (path, rows)
        for folder, below in main
        for path, rows in subfolders(list(filter(is_source, below)), folder)
    ]  # fmt: skip
    return main + inner if len(main + inner) <= _MOST_FOLDERS else main


def _folder(view: View, folder: str, files: list[FileRow]) -> str:
    language = Counter(row.language for row in files if row.language).most_common(1)
    about = words_of_folder(view, folder, files) or (language[0][0] if language else "")
    return f"`{folder}/`: {about}" if about else f"`{folder}/`"


def _entry(way: Way) -> str:
    told = way.told.removesuffix(f" ({way.path}:{way.line})")
    return f"{told} (`{way.path}`)"


def _listed(title: str, items: Iterable[str]) -> Iterator[str]:
    """A titled list, each item on a line of its own, by the alphabet; nothing when it is empty."""
    lines = sorted({f"- {_plain(item)}" for item in items}, key=lambda line: line.replace("`", ""))
    if lines:
        yield from ("", f"{title}:", "", *lines)


def _plain(text: str) -> str:
    """A text on one line that neither begins nor ends a comment."""
    return " ".join(text.replace("<!--", "").replace("-->", "").split())
