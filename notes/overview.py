"""What are a folder and the repository? Where to start reading."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from ..graph.references import is_telling
from ..graph.view import View
from ..store.facts import FileRow, SymbolRow
from .heads import Head, head_of
from .note import Evidence, Note, evidence_at, evidence_of, kept
from .ways import ways_in
from .wording import counted, day, listed, section, shortened

_PROSE = frozenset({"markdown", "rst", "text", "json", "yaml", "toml", "ini", "html", "css", ""})
_PACKAGE_FILES = ("__init__.py", "README.md", "README.rst", "README.txt", "README", "index.ts", "index.js", "mod.rs",
                  "src/lib.rs", "lib.rs", "doc.go", "package-info.java")  # fmt: skip
_MANIFESTS = ("pyproject.toml", "package.json", "Cargo.toml", "setup.cfg", "composer.json")
_WORDS = {"test": "tests", "doc": "documents", "example": "examples", "config": "configuration"}
_VALUE = re.compile(r"""[=:]\s*["']?(.+?)["']?,?\s*$""")
_CENTRAL = frozenset({"class", "struct", "interface", "trait", "enum"})
_MOST_ENTRIES = 8
_MOST_FOLDERS = 12
_MOST_CENTRAL = 8
_MOST_FILES = 12
_MOST_LARGEST = 3
_ONE_LINE = 110


def write_repository(view: View) -> Note | None:
    """What the repository is: its own words, languages, folders, entry points, what is used most, the last commit."""
    files = [row for row in view.files_below("") if row.blob_id]
    if not files:
        return None
    about, shown = own_words(view, files)
    name = posixpath.basename(view.workspace.root)
    folders = sorted(main_folders(files), key=_most_source)[:_MOST_FOLDERS]
    entries = ways_in(view)[:_MOST_ENTRIES]
    central = _central(view)
    commits = view.commits("", 1)
    lines = [
        f"{name}: {about}" if about else f"{name} has {counted(len(files), 'file')}, {_languages(files)}.",
        *([f"It has {counted(len(files), 'file')}, {_languages(files)}."] if about else []),
        *section("Main files", [_file(view, row) for row in _directly_in("", files) if is_source(row)], _MOST_CENTRAL),
        *section("Main folders", [_folder(view, folder, rows) for folder, rows in folders]),
        *section("Entry points", [way.told for way in entries]),
        *section("Most used", [f"{row.qualname} ({row.path}:{row.start})" for row in central]),
        *(f"Last commit: {day(c.time)} by {c.author}: {c.subject}" for c in commits),
    ]
    evidence = [
        shown, *(evidence_at(view, way.path, way.line, way.line) for way in entries),
        *(evidence_of(view, view.place_of(row)) for row in central),
        *(_package_lines(view, folder, rows) for folder, rows in folders),
        *(evidence_of(view, view.place(row.path)) for row in sorted(files, key=lambda row: -row.lines)[:_MOST_LARGEST]),
    ]  # fmt: skip
    return Note(
        "", "what", "What is this repository, and where does one start?", "\n".join(lines),
        kept(evidence), 0.85 if about else 0.7,
    )  # fmt: skip


def write_folder(view: View, unit: str) -> Note | None:
    """What a folder is: the words of its package file, what it holds, and which of it matters most."""
    folder = unit.rstrip("/")
    files = [row for row in view.files_below(folder) if row.blob_id]
    if not files:
        return None
    package = _package_file(view, folder, files)
    about = package[1].text if package else ""
    direct = _directly_in(folder, files)
    below = [(path, rows) for path, rows in subfolders(files, folder) if path != folder]
    holds = f"{unit} holds {counted(len(files), 'file')}, {_languages(files)}"
    commits = view.commits(unit, 1)
    lines = [
        f"{unit}: {shortened(about)}" if about else f"{holds}: {listed(_leaf(row) for row in direct or files)}.",
        *([f"{holds}."] if about else []),
        *section("Folders", [_folder(view, path, rows) for path, rows in below], _MOST_FOLDERS),
        *section("Files", [_file(view, row) for row in direct if row.lines], _MOST_FILES),
        *(f"Last commit: {day(c.time)} by {c.author}: {c.subject}" for c in commits),
    ]
    evidence = [
        _package_lines(view, folder, files), *(evidence_of(view, view.place(row.path)) for row in direct[:_MOST_FILES]),
        *(_package_lines(view, path, rows) for path, rows in below),
    ]  # fmt: skip
    return Note(
        unit, "what", f"What is {unit}?", "\n".join(lines), kept(evidence),
        0.85 if about else 0.75,
    )  # fmt: skip


def _directly_in(folder: str, files: list[FileRow]) -> list[FileRow]:
    """The files of one folder without those below it, longest first."""
    return sorted((row for row in files if posixpath.dirname(row.path) == folder), key=lambda row: -row.lines)


def own_words(view: View, files: list[FileRow]) -> tuple[str, Evidence | None]:
    """The first paragraph of the README, or the description in the manifest."""
    paths = {row.path for row in files}
    for readme in sorted(path for path in paths if re.match(r"README(?:\.\w+)?$", path, re.IGNORECASE)):
        head = head_of(view, readme)
        if head:
            return shortened(head.text, 500), evidence_at(view, readme, head.start, head.end)
    for manifest in _MANIFESTS:
        for symbol in view.symbols(manifest) if manifest in paths else ():
            value = _VALUE.search(symbol.signature) if symbol.name == "description" else None
            if value:
                return value[1], evidence_at(view, manifest, symbol.start, symbol.end)
    return "", None


def _languages(files: list[FileRow]) -> str:
    """The languages of the code by their share of its lines."""
    lines = Counter[str]()
    for row in files:
        if row.language not in _PROSE:
            lines[row.language] += row.lines
    total = sum(lines.values())
    if not total:
        return "no code"
    largest = [(language, 100 * count // total) for language, count in lines.most_common(4)]
    shares = [f"{share} % {language}" for language, share in largest if share]
    return f"{counted(total, 'line')} of code: {listed(shares)}"


def main_folders(files: list[FileRow]) -> list[tuple[str, list[FileRow]]]:
    """The folders at the top with their files, or those inside one that only holds folders, such as src."""
    found = []
    for folder, rows in subfolders(files, ""):
        inner = subfolders(rows, folder)
        has_code = any(row.language not in _PROSE for row in _directly_in(folder, rows))
        found += inner if inner and not has_code and any(map(is_source, rows)) else [(folder, rows)]
    return [deeper for folder, rows in found for deeper in _where_code_is(folder, rows)]


def _most_source(folder: tuple[str, list[FileRow]]) -> int:
    return -sum(row.lines for row in folder[1] if row.role == "source")


def _where_code_is(folder: str, files: list[FileRow]) -> Iterator[tuple[str, list[FileRow]]]:
    """The folder, or the only one inside that has source, as in src/main/java/org; then those beside it with code."""
    inner = subfolders(files, folder)
    with_source = [item for item in inner if any(is_source(row) for row in item[1])]
    if len(with_source) != 1 or any(posixpath.dirname(row.path) == folder and is_source(row) for row in files):
        yield folder, files
        return
    yield from _where_code_is(*with_source[0])
    for path, rows in inner:
        if path != with_source[0][0] and any(row.language not in _PROSE for row in rows):
            yield path, rows


def is_source(row: FileRow) -> bool:
    """Whether a file is code of the project itself."""
    return row.role == "source" and row.language not in _PROSE


def subfolders(files: list[FileRow], folder: str) -> list[tuple[str, list[FileRow]]]:
    """The folders directly in one, each with all its files, the one with most code first."""
    depth = folder.count("/") + 1 if folder else 0
    found: dict[str, list[FileRow]] = {}
    for row in files:
        parts = row.path.split("/")
        if len(parts) > depth + 1:
            found.setdefault("/".join(parts[: depth + 1]), []).append(row)
    return sorted(found.items(), key=lambda item: -sum(row.lines for row in item[1]))


def _folder(view: View, folder: str, files: list[FileRow]) -> str:
    """One line on a folder."""
    largest = sorted((row for row in files if row.role == "source"), key=lambda row: -row.lines)
    about = words_of_folder(view, folder, files) or listed((_leaf(row) for row in largest), 4)
    return f"{folder}/ ({counted(len(files), 'file')}): {about}"


def words_of_folder(view: View, folder: str, files: list[FileRow]) -> str:
    """What a folder with these files says of itself, or what it is for; "" when neither is known."""
    has_source = any(map(is_source, files))
    role = "source" if has_source else Counter(row.role for row in files).most_common(1)[0][0]
    package = _package_file(view, folder, files) if role not in _WORDS else None
    return (shortened(package[1].text, _ONE_LINE) if package else "") or _WORDS.get(role, "")


def _file(view: View, row: FileRow) -> str:
    """One line on a file."""
    head = head_of(view, row.path)
    top = [symbol for symbol in view.symbols(row.path) if symbol.parent == 0 and symbol.name]
    public = [symbol for symbol in top if symbol.visibility == "public"]
    about = shortened(head.text, _ONE_LINE) if head else listed((s.name for s in public or top), 6) or row.language
    return f"{_leaf(row)} ({counted(row.lines, 'line')}): {about}"


def _package_file(view: View, folder: str, files: list[FileRow]) -> tuple[str, Head] | None:
    """The file that speaks for a folder, and what it says."""
    paths = {row.path for row in files}
    for name in _PACKAGE_FILES:
        path = posixpath.join(folder, name)
        head = head_of(view, path) if path in paths else None
        if head:
            return path, head
    return None


def _package_lines(view: View, folder: str, files: list[FileRow]) -> Evidence | None:
    package = _package_file(view, folder, files)
    return evidence_at(view, package[0], package[1].start, package[1].end) if package else None


def _central(view: View) -> list[SymbolRow]:
    """The classes and well-named functions that most files speak of, each name once."""
    found = {
        row.name: row
        for row in view.store.most_mentioned(_MOST_CENTRAL * 8)
        if row.kind in _CENTRAL or (row.kind == "function" and row.parent == 0 and is_telling(row.name))
    }
    return list(found.values())[:_MOST_CENTRAL]


def _leaf(row: FileRow | SymbolRow) -> str:
    return posixpath.basename(row.path)
