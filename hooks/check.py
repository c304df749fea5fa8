"""What the commit that is being made makes untrue: documents and docstrings, by git's index and never the work tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import SleepdError
from ..indexers.documented import Source
from ..indexers.git import find
from ..indexers.languages import language_of, load
from ..indexers.prose import DOCUMENTS
from ..indexers.skipping import skip_by_content, skip_by_name, skip_by_size
from ..indexers.staged import Staged, index_of_commit
from .alarm import Alarm
from .docstrings import untrue_docstrings
from .mentions import Gone, gone_symbols, untrue_mentions
from .refresh import is_passing


def check_commit(path: str) -> list[Alarm]:
    """All that the commit which is being made in the repository around a path makes untrue; nothing in no repository,
    and nothing in the middle of a merge or a rebase, where the changes are those of other commits.

    Raises SleepdError when git can't read the repository.
    """
    repository = find(Path(path))
    if repository is None or is_passing(repository) or (repository.git_dir / "MERGE_HEAD").exists():
        return []
    return check(Staged(repository, index=index_of_commit()))


def check(staged: Staged) -> list[Alarm]:
    """All that the staged change makes untrue, by place. Raises SleepdError when git can't read the repository."""
    contents = staged.contents([blob for change in staged.changes for blob in (change.old_blob, change.new_blob)])
    alarms: list[Alarm] = []
    symbols: list[Gone] = []
    for change in staged.changes:
        before = _source(change.old_path, contents.get(change.old_blob))
        after = _source(change.new_path, contents.get(change.new_blob))
        if after and change.old_blob != change.new_blob:
            alarms += untrue_docstrings(change, before, after)
        if before:
            symbols += gone_symbols(change, before, after)
    return sorted(alarms + list(untrue_mentions(staged, symbols, list(_gone_paths(staged)))))


def _gone_paths(staged: Staged) -> Iterator[Gone]:
    """The files that the commit removes or renames, and the folders that nothing is left of."""
    gone = [change for change in staged.changes if change.old_path and change.old_path != change.new_path]
    folders = {folder for path in staged.blobs for folder in _folders(path)} if gone else set()
    for change in gone:
        yield Gone(change.old_path, "", change.new_path)
    for folder in {folder for change in gone for folder in _folders(change.old_path)} - folders:
        yield Gone(folder, "a folder", "")


def _folders(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _source(path: str, content: bytes | None) -> Source | None:
    """What a file says, if it is code that sleepd reads."""
    language = language_of(path) if path else None
    if content is None or language is None or language in DOCUMENTS:
        return None
    if skip_by_name(path) or skip_by_size(len(content)) or skip_by_content(content, False):
        return None
    try:
        facts = load(language).read(content)
    except SleepdError:
        return None
    return Source(facts, content.decode("utf-8", "replace").replace("\r\n", "\n").split("\n"))
