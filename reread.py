"""Reads what changed in the work tree and the history, in small transactions that an interruption can't spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from .changes import Changes, file_stamp, folder_stamp, names_in
from .indexers import files, git
from .indexers.reading import Content, parse_all, read_content
from .indexers.roles import role_of
from .packing import PackedFacts
from .store.facts import Facts
from .workspace import Workspace

_BATCH = 256
"""Files committed at a time: what an interruption loses at most."""
_SPARE_BLOBS = 20_000
"""Facts kept of content that no file has now, for when a branch comes back."""

Progress = Callable[[str, int, int], None]


def reread(workspace: Workspace, changes: Changes, progress: Progress) -> tuple[int, int, int]:
    """Read the changed files; returns how many were read, how many of these were parsed, and how many are gone."""
    from filelock import FileLock

    with FileLock(f"{workspace.database.path}.lock"):
        if changes.everything:
            return _read_everything(workspace, progress)
        return _read_changes(workspace, changes, progress)


def _read_everything(workspace: Workspace, progress: Progress) -> tuple[int, int, int]:
    progress("listing", 0, 0)
    paths, folders = list_tree(workspace)
    known = {path for path, *_ in workspace.facts.stats()}
    read, parsed = _read_files(workspace, paths, files.GitAttributes(workspace.root, paths), progress)
    gone = known.difference(paths)
    with workspace.database.writing():
        for path in gone:
            workspace.facts.drop_file(path)
        workspace.facts.set_folders(folders)
        workspace.facts.forget_unused_blobs(_SPARE_BLOBS)
    return read, parsed, len(gone)


def _read_changes(workspace: Workspace, changes: Changes, progress: Progress) -> tuple[int, int, int]:
    paths = list(changes.changed)
    folders: dict[str, int] = dict(workspace.facts.folders())
    if changes.unknown:
        new_paths, new_folders = list_tree(workspace, changes.unknown)
        paths += new_paths
        folders |= new_folders
    now = {folder: stamp for folder in folders if (stamp := folder_stamp(workspace.root, folder)) is not None}
    rules = [path for path, *_ in workspace.facts.stats() if path.endswith(".gitattributes")]
    read, parsed = _read_files(workspace, paths, files.GitAttributes(workspace.root, rules), progress)
    with workspace.database.writing():
        for path in changes.gone:
            workspace.facts.drop_file(path)
        if now != dict(workspace.facts.folders()):
            workspace.facts.set_folders(now)
    return read, parsed, len(changes.gone)


def reread_history(workspace: Workspace, repository: git.Repository, progress: Progress) -> int:
    """Read the commits that are new and forget those that are no longer part of the history; returns how many are new."""
    from .indexers import history

    progress("reading history", 0, 0)
    since = workspace.database.get("head")
    found = history.read(repository, since or None)
    commits = list(found.commits)
    with workspace.database.writing():
        if workspace.database.get("head") != since:
            return 0
        if found.whole:
            workspace.history.clear()
        workspace.history.drop(found.gone)
        added = workspace.history.add(commits)
        workspace.database.set("head", found.head or "")
    return added


def list_tree(workspace: Workspace, only: list[str] | None = None) -> tuple[list[str], dict[str, int]]:
    """The files that are not ignored and the folders with their stamps; at or below the paths `only`, when given.

    Folders without files are among them: a file may appear there. Their stamps are taken before any file is read, so
    that what appears meanwhile shows the next time.
    """
    root = workspace.root
    if workspace.git:
        listed = [entry.path for entry in git.list_files(workspace.git, only) if _is_utf8(entry.path)]
    else:
        listed = [path for path in files.plain_files(root, only) if _is_utf8(path)]
    folders: dict[str, int] = {}
    for folder in sorted(files.folders_of(listed)):
        stamp = folder_stamp(root, folder)
        if stamp is not None and (not folder or folder.rpartition("/")[0] in folders):
            folders[folder] = stamp
    _add_empty_folders(workspace, folders, only)
    return [path for path in listed if path.rpartition("/")[0] in folders], folders


def _is_utf8(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _add_empty_folders(workspace: Workspace, folders: dict[str, int], only: list[str] | None) -> None:
    names = [name for folder in folders for name in names_in(workspace.root, folder)] if only is None else list(only)
    while names:
        found = {name: stamp for name in names if name not in folders and (stamp := folder_stamp(workspace.root, name))}
        ignored = files.ignored_folders(workspace.git, list(found)) if found else set()
        folders |= {name: stamp for name, stamp in found.items() if name not in ignored}
        names = [inner for name in found if name not in ignored for inner in names_in(workspace.root, name)]


def _read_files(
    workspace: Workspace, paths: list[str], attributes: files.GitAttributes, progress: Progress
) -> tuple[int, int]:
    read = parsed = 0
    results = parse_all(_contents(workspace, paths, attributes))
    while batch := list(islice(results, _BATCH)):
        with workspace.database.writing():
            for content, packed in batch:
                _store(workspace.facts, content, packed)
        read += len(batch)
        parsed += sum(packed is not None for _, packed in batch)
        progress("reading", read, len(paths))
    return read, parsed


def _store(facts: Facts, content: Content, packed: PackedFacts | None) -> None:
    if content.skipped:
        blob_id = None
    elif packed:
        blob_id = facts.add_blob(content.oid, content.language, packed)
    else:
        blob_id = facts.blob_id(content.oid, content.language)
    facts.put_file(
        content.path, blob_id, content.language, role_of(content.path), content.skipped,
        (content.size, content.stamp_ns), content.checked_ns,
    )  # fmt: skip


def _contents(workspace: Workspace, paths: Iterable[str], attributes: files.GitAttributes) -> Iterator[Content]:
    """The files as they are read; those whose facts are known already come without their source."""
    for path in paths:
        stamp = file_stamp(workspace.root, path)
        if stamp is None:
            continue
        content = read_content(workspace.root, path, *stamp, attributes.of(path))
        if content.source is not None and workspace.facts.blob_id(content.oid, content.language) is not None:
            content = content._replace(source=None)
        yield content
