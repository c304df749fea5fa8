"""One repository as sleepd sees it: its root, its git, its state."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import SleepdError
from .indexers import git
from .indexers.disk import open_regular
from .store.database import Database, database_path
from .store.facts import Facts

if TYPE_CHECKING:
    from .store.activity import Activity
    from .store.history import History
    from .store.ledger import Ledger
    from .store.notes import Notes
    from .store.offers import Offers
    from .store.queue import Queue
    from .store.search import Search


class Workspace:
    """A work tree or plain folder, and the database that belongs to it."""

    def __init__(self, path: str) -> None:
        """Open the repository around `path`, or the folder itself when it is in none.

        Raises SleepdError when there is no such folder or its state can't be opened.
        """
        self.root, self.git = find_root(path)
        self.database = Database(database_path(self.root))

    @property
    def name(self) -> str:
        """What the repository is called: its folder."""
        return os.path.basename(self.root)

    @property
    def facts(self) -> Facts:
        """What the files say."""
        return Facts(self.database.connection)

    @property
    def history(self) -> History:
        """What git remembers."""
        from .store.history import History

        return History(self.database.connection)

    @property
    def notes(self) -> Notes:
        """What was prepared."""
        from .store.notes import Notes

        return Notes(self.database.connection)

    @property
    def offers(self) -> Offers:
        """What others wrote."""
        from .store.offers import Offers

        return Offers(self.database.connection)

    @property
    def activity(self) -> Activity:
        """What the user does, and what is expected next."""
        from .store.activity import Activity

        return Activity(self.database.connection)

    @property
    def ledger(self) -> Ledger:
        """What models were asked, and for how much."""
        from .store.ledger import Ledger

        return Ledger(self.database.connection)

    @property
    def queue(self) -> Queue:
        """What to think about next."""
        from .store.queue import Queue

        return Queue(self.database.connection)

    @property
    def search(self) -> Search:
        """Full-text search."""
        from .store.search import Search

        return Search(self.database.connection)

    def read_lines(self, path: str) -> list[str]:
        """The lines of a file of the work tree as they are now; none when it can't be read, or a link leads to it."""
        file = f"{self.root}/{path}"
        try:
            if os.path.realpath(file) != file:
                return []
            with open_regular(file) as opened:
                return opened.read().decode("utf-8-sig", "replace").replace("\r\n", "\n").split("\n")
        except (OSError, ValueError):
            return []

    def close(self) -> None:
        """Close the state."""
        self.database.close()


def find_root(path: str) -> tuple[str, git.Repository | None]:
    """The top folder of the repository around `path`, and its git; the folder itself when it is in none.

    Raises SleepdError when there is no such folder, or it is none to read: a bare repository, a `.git`, a home folder
    or the root of the file system.
    """
    try:
        start = os.path.realpath(path)
    except OSError as error:
        hint = "it may have been deleted: go to another, or name a repository by its full path with -C PATH"
        raise SleepdError(f"the current folder can't be found: {error.strerror}", hint) from None
    if os.path.isfile(start):
        start = os.path.dirname(start)
    if not os.path.isdir(start):
        raise SleepdError(f"no such folder: {path}", "name a repository with -C PATH")
    found = git.find(Path(start))
    if found:
        return os.fspath(found.root), found
    hint = "name a repository or a folder of code with -C PATH"
    if git.is_inside(Path(start)):
        raise SleepdError(f"{start} is git's own, or a bare repository: there is no work tree to read", hint)
    if start in (os.path.realpath(os.path.expanduser("~")), os.path.dirname(start)):
        raise SleepdError(f"{start} is no repository, and too much to read as one", hint)
    return start, None
