"""Reads what changed in the work tree and the history, in small transactions that an interruption can't spoil."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice

from .changes import FACTS_VERSION, Changes, git_state, history_state
from .indexers import history
from .indexers.attributes import GitAttributes
from .indexers.files import Tree, list_tree
from .indexers.parsing import NO_GRAMMAR, Parsed, parse_all
from .indexers.reading import Content, read_content
from .indexers.roles import role_of
from .store.facts import Facts
from .workspace import Workspace

_BATCH = 256
"""Files committed at a time: what an interruption loses at most."""
_SPARE_BLOBS = 20_000
"""Facts kept of content that no file has now, for when a branch comes back."""

Progress = Callable[[str, int, int], None]


def reread(workspace: Workspace, changes: Changes, progress: Progress) -> tuple[int, int, int, int]:
    """Read what changed: how many files were read, how many of these parsed, how many are gone, and new commits."""
    files = _reread_files(workspace, changes, progress)
    return *files, _reread_history(workspace, progress) if changes.history else 0


def _reread_files(workspace: Workspace, changes: Changes, progress: Progress) -> tuple[int, int, int]:
    database, facts = workspace.database, workspace.facts
    if changes.everything:
        # Without folders the next look finds everything to do, until this is done.
        with database.writing():
            if database.get("facts_version") != FACTS_VERSION:
                facts.forget_everything()
                database.set("facts_version", FACTS_VERSION)
            facts.drop_folders()
    state = git_state(workspace.git)
    tree = Tree([], {}, [])
    if changes.listing or changes.unknown:
        progress("listing", 0, 0)
        tree = list_tree(workspace.root, workspace.git, None if changes.listing else changes.unknown)
    known = {path for path, *_ in facts.stats()} if changes.listing or tree.files else set()
    new = tree.files if changes.everything else [path for path in tree.files if path not in known]
    gone = {*changes.gone, *(known.difference(tree.files) if changes.listing else ())}

    read, parsed = _read_files(workspace, [*changes.changed, *new], progress)
    _drop_files(workspace, sorted(gone))
    with database.writing():
        facts.drop_folders(None if changes.listing else changes.lost)
        facts.put_folders(tree.folders if changes.listing else changes.folders | tree.folders)
        if changes.listing:
            database.set("git_state", state)
            database.set("left_out", "\n".join(tree.left_out))
        elif tree.left_out:
            known_out = database.get("left_out").split("\n")
            database.set("left_out", "\n".join(sorted({*filter(None, known_out), *tree.left_out})))
        if read:
            database.set("without_grammar", "\n".join(facts.reasons(NO_GRAMMAR)))
        if parsed:
            facts.drop_unused_blobs(_SPARE_BLOBS)
    return read, parsed, len(gone)


def _read_files(workspace: Workspace, paths: list[str], progress: Progress) -> tuple[int, int]:
    """Returns how many were read and how many of these parsed."""
    read = parsed = 0
    missing: list[str] = []
    with closing(parse_all(_contents(workspace, paths, missing))) as results:
        while batch := list(islice(results, _BATCH)):
            with workspace.database.writing():
                for content, facts in batch:
                    _store(workspace.facts, content, facts)
            read += len(batch)
            parsed += sum(facts is not None for _, facts in batch)
            progress("reading", read, len(paths))
    _drop_files(workspace, missing)
    return read, parsed


def _drop_files(workspace: Workspace, paths: list[str]) -> None:
    for start in range(0, len(paths), _BATCH):
        with workspace.database.writing():
            for path in paths[start : start + _BATCH]:
                workspace.facts.drop_file(path)


def _store(store: Facts, content: Content, facts: Parsed | None) -> None:
    if content.skipped:
        blob_id = None
    elif facts:
        blob_id = store.add_blob(content.oid, content.language, facts.packed)
    else:
        blob_id = store.blob_id(content.oid, content.language)
    store.put_file(
        content.path, blob_id, content.language, role_of(content.path), content.skipped, content.size,
        content.stamp_ns, facts.rows if facts else None,
    )  # fmt: skip


def _contents(workspace: Workspace, paths: Iterable[str], missing: list[str]) -> Iterator[Content]:
    """The files as they are read; those whose facts are known already come without their source. Paths without a
    regular file are added to `missing`."""
    facts = workspace.facts
    rules = [*paths, *(row.path for row in facts.files_ending(".gitattributes"))]
    attributes = GitAttributes(workspace.root, rules)
    for path in paths:
        content = read_content(workspace.root, path, attributes.of(path))
        if content is None:
            missing.append(path)
        elif content.source is not None and facts.blob_id(content.oid, content.language) is not None:
            yield content._replace(source=None)
        else:
            yield content


def _reread_history(workspace: Workspace, progress: Progress) -> int:
    progress("reading history", 0, 0)
    database = workspace.database
    before, state = database.get("history"), history_state(workspace)
    same_ground = state.partition(" ")[2] == before.partition(" ")[2]
    known = workspace.history.ids() if same_ground else []
    head, new, keep = history.read(workspace.git, known) if workspace.git else (None, (), 0)
    commits = list(new)
    with database.writing():
        if keep:
            workspace.history.keep_oldest(keep)
        else:
            workspace.history.forget_everything()
        workspace.history.add(commits)
        database.set("head", head or "")
        database.set("history", state)
    return len(commits)
