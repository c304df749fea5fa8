"""Where the source is shown: the forge that the origin names, at the commit that is checked out."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from ..indexers import git
from ..workspace import Workspace

_ORIGIN = re.compile(
    r"(?:https?://|ssh://|git://)?(?:[\w.-]+(?::[^@/]*)?@)?(github\.com|gitlab\.com|codeberg\.org|bitbucket\.org)(?::\d+)?[:/]"
    r"(?P<path>[\w.-]+(?:/[\w.-]+)+)"
)
_PLACES = {
    "github.com": "blob/{commit}/{path}#L{start}-L{end}",
    "gitlab.com": "-/blob/{commit}/{path}#L{start}-{end}",
    "codeberg.org": "src/commit/{commit}/{path}#L{start}-L{end}",
    "bitbucket.org": "src/{commit}/{path}#lines-{start}:{end}",
}

Address = Callable[[str, int, int], str]


def forge_of(workspace: Workspace) -> Address:
    """Gives the address of lines of a file; "" for those that are nowhere to be seen."""
    repository = workspace.git
    commit = git.head(repository) if repository else None
    if repository is None or commit is None:
        return lambda path, start, end: ""
    origin = git.run(repository.root, "config", "--get", "remote.origin.url", statuses=(0, 1))
    known = _ORIGIN.fullmatch(origin.decode("utf-8", "replace").strip().rstrip("/").removesuffix(".git"))
    if known is None:
        return lambda path, start, end: ""
    committed = _committed(repository, commit)
    pattern = f"https://{known[1]}/{quote(known['path'])}/{_PLACES[known[1]]}"

    def address(path: str, start: int, end: int) -> str:
        if path not in committed or workspace.facts.oid_of(path) != committed[path]:
            return ""
        return pattern.format(commit=commit, path=quote(path), start=start, end=end)

    return address


def _committed(repository: git.Repository, commit: str) -> dict[str, str]:
    """Path -> blob of everything in a commit."""
    listing = git.run(repository.root, "ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
    entries = (entry.partition("\t") for entry in listing.split("\0")[:-1])
    return {path: columns.split()[2] for columns, _, path in entries}
