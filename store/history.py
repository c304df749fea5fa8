"""What git remembers, in SQLite: commits, what they touched, and their messages to search."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..indexers.history import Commit, FileChange, issue_numbers
from ..indexers.skipping import MAX_BYTES
from ..indexers.words import words
from .schema import HISTORY, recreate

_SEARCHED_BODY = 1_500
_MOST_FILES_TOGETHER = 20
"""A commit that touches more files than this says nothing about which of them belong together."""
_FEWEST_TIMES_TOGETHER = 3
_LOWEST_SCORE = 0.3
_TEXT = (
    f"(blob_id > 0 OR language <> '' AND size <= {MAX_BYTES}"
    " AND (skipped LIKE 'generated:%' OR skipped LIKE 'vendored:%' OR skipped LIKE 'minified:%'))"
)
"""Files that were read, and those that could be but that nobody here writes by hand: their history counts."""


class Revision(NamedTuple):
    """One commit. A larger id is a newer one."""

    id: int
    oid: str
    author: str
    email: str
    time: int
    subject: str
    body: str


class CoChange(NamedTuple):
    """A file that is often part of the same commits."""

    path: str
    times: int
    score: float
    """`times` over the commits of the less often changed file: 0.3 to 1."""


class History:
    """Typed reads and writes of the history over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Writing: call these inside `Database.writing`.

    def forget_everything(self) -> None:
        """Forget all commits."""
        recreate(self._db, HISTORY)

    def keep_oldest(self, count: int) -> None:
        """Forget all commits but the oldest `count`."""
        rows = self._db.execute(
            "SELECT id, subject, body FROM revision ORDER BY id LIMIT -1 OFFSET ?", (count,)
        ).fetchall()
        if not rows:
            return
        self._db.executemany(
            "INSERT INTO message (message, rowid, words) VALUES ('delete', ?, ?)",
            [(id, _words(subject, body)) for id, subject, body in rows],
        )
        for table, column in (("change", "revision_id"), ("rename", "revision_id"), ("revision", "id")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} >= ?", rows[0][:1])

    def add(self, commits: Iterable[Commit]) -> int:
        """Add commits that come before all that are known, newest first; returns how many."""
        commits = list(commits)
        newest = self._db.execute("SELECT coalesce(max(id), 0) FROM revision").fetchone()[0] + len(commits)
        trails: dict[str, int] = dict(self._db.execute("SELECT path, id FROM trail"))
        new_trails: list[tuple[int, str]] = []

        def trail(path: str) -> int:
            if path not in trails:
                trails[path] = len(trails) + 1
                new_trails.append((trails[path], path))
            return trails[path]

        revisions, changes, renames = [], set(), []
        for revision_id, commit in zip(range(newest, newest - len(commits), -1), commits, strict=True):
            revisions.append((revision_id, *commit[:6]))
            for change in commit.files:
                changes.add((trail(_text(change.path)), revision_id, change.status))
                if change.old_path:
                    renames.append((trail(_text(change.old_path)), trail(_text(change.path)), revision_id))
        revisions.reverse()  # Full text takes rows in ascending order by the thousand, in any other one by one.
        self._db.executemany("INSERT INTO trail VALUES (?, ?)", new_trails)
        self._db.executemany("INSERT INTO revision VALUES (?, ?, ?, ?, ?, ?, ?)", revisions)
        self._db.executemany("INSERT OR IGNORE INTO change VALUES (?, ?, ?)", sorted(changes))
        self._db.executemany("INSERT INTO rename VALUES (?, ?, ?)", renames)
        self._db.executemany(
            "INSERT INTO message (rowid, words) VALUES (?, ?)",
            [(row[0], _words(row[5], row[6])) for row in revisions],
        )
        return len(revisions)

    # Reading.

    def ids(self) -> list[str]:
        """The ids that git knows the commits by, newest first."""
        return [row[0] for row in self._db.execute("SELECT oid FROM revision ORDER BY id DESC")]

    def count(self) -> int:
        """How many commits are known."""
        return int(self._db.execute("SELECT count(*) FROM revision").fetchone()[0])

    def changes(self) -> list[tuple[int, list[FileChange]]]:
        """When each commit was made and what it did to files, oldest first."""
        renamed = {
            (revision, new): old
            for revision, new, old in self._db.execute(
                "SELECT revision_id, new.path, old.path FROM rename JOIN trail AS new ON new.id = new_id"
                " JOIN trail AS old ON old.id = old_id"
            )
        }
        commits: dict[int, tuple[int, list[FileChange]]] = {}
        for id, time, path, status in self._db.execute(
            "SELECT revision_id, time, path, status FROM change JOIN revision ON revision.id = revision_id"
            " JOIN trail ON trail.id = trail_id ORDER BY revision_id, path"
        ):
            commits.setdefault(id, (time, []))[1].append(FileChange(path, status, renamed.get((id, path), "")))
        return list(commits.values())

    def of_path(self, path: str, limit: int = 50, since: int = 0, text: str = "") -> list[Revision]:
        """The commits that changed a file, also under its earlier names, newest first; `since` in seconds, and with
        this `text` in their message."""
        trails = self._trails(path)
        marks = ",".join("?" * len(trails))
        return self._revisions(
            f"WHERE id IN (SELECT revision_id FROM change WHERE trail_id IN ({marks})) AND time >= ?"
            " AND instr(subject || char(10) || body, ?) ORDER BY id DESC LIMIT ?", (*trails, since, text, limit),
        )  # fmt: skip

    def below(self, folder: str, limit: int = 50, since: int = 0) -> list[Revision]:
        """The commits that changed anything in a folder ("" for everything), newest first."""
        if not folder:
            return self._revisions("WHERE time >= ? ORDER BY id DESC LIMIT ?", (since, limit))
        return self._revisions(
            "WHERE id IN (SELECT revision_id FROM change JOIN trail ON trail.id = trail_id"
            " WHERE path >= ? AND path < ?) AND time >= ? ORDER BY id DESC LIMIT ?",
            (f"{folder}/", f"{folder}0", since, limit),
        )

    def introduced(self, path: str) -> Revision | None:
        """The commit that added a file, under whatever name."""
        trails = self._trails(path)
        marks = ",".join("?" * len(trails))
        found = self._revisions(
            f"WHERE id IN (SELECT min(revision_id) FROM change WHERE trail_id IN ({marks}) AND status = 'A')", trails
        )
        return found[0] if found else None

    def mentioning(self, number: int) -> list[Revision]:
        """The commits whose message mentions an issue or pull request, newest first."""
        found = self._revisions("WHERE subject LIKE ?1 OR body LIKE ?1 ORDER BY id DESC", (f"%{number}%",))
        return [commit for commit in found if number in issue_numbers(f"{commit.subject}\n{commit.body}")]

    def beginning_with(self, oid: str) -> list[Revision]:
        """The commits whose id begins so."""
        return self._revisions("WHERE oid >= ?1 AND oid < ?1 || 'g' ORDER BY id DESC", (oid.lower(),))

    def author_named(self, name: str) -> str:
        """The author who is called so in full, or the only one with this word in the name; "" when there is none."""
        rows = self._db.execute("SELECT DISTINCT author FROM revision WHERE author LIKE ?", (f"%{name}%",)).fetchall()
        full = [author for (author,) in rows if author.lower() == name.lower()]
        part = [author for (author,) in rows if name.lower() in author.lower().split()]
        return full[0] if full else part[0] if len(part) == 1 else ""

    def by_author(self, author: str) -> list[Revision]:
        """All commits of one author, newest first."""
        return self._revisions("WHERE author = ? ORDER BY id DESC", (author,))

    def touched(self, revision_id: int) -> list[str]:
        """The paths that a commit changed."""
        return [
            row[0]
            for row in self._db.execute(
                "SELECT path FROM change JOIN trail ON trail.id = trail_id WHERE revision_id = ? ORDER BY path",
                (revision_id,),
            )
        ]

    def cochanged(self, path: str, limit: int = 200) -> list[CoChange]:
        """Files that changed together with this one in its newest commits, closest first."""
        trails = self._trails(path)
        marks = ",".join("?" * len(trails))
        rows = self._db.execute(
            f"""WITH own AS (SELECT DISTINCT revision_id FROM change WHERE trail_id IN ({marks})
                             ORDER BY revision_id DESC LIMIT ?),
                small AS (SELECT revision_id FROM own WHERE
                          (SELECT count(*) FROM change WHERE change.revision_id = own.revision_id) <= ?)
            SELECT path, count(*), (SELECT count(*) FROM small),
                   (SELECT count(*) FROM change AS c WHERE c.trail_id = change.trail_id)
            FROM small JOIN change USING (revision_id) JOIN trail ON trail.id = trail_id
            WHERE trail_id NOT IN ({marks}) GROUP BY trail_id HAVING count(*) >= ?""",
            (*trails, limit, _MOST_FILES_TOGETHER, *trails, _FEWEST_TIMES_TOGETHER),
        )
        found = [CoChange(other, times, times / max(1, min(own, others))) for other, times, own, others in rows]
        return sorted((c for c in found if c.score >= _LOWEST_SCORE), key=lambda c: (-c.score, -c.times, c.path))

    def files_touched(self, revisions: Sequence[int]) -> dict[int, list[int]]:
        """Revision -> the files of the work tree that it changed, those not read because others wrote them included."""
        rows = self._db.execute(
            "SELECT revision_id, file.id FROM change JOIN trail ON trail.id = trail_id"
            " JOIN file ON file.path = trail.path"
            f" WHERE revision_id IN (SELECT value FROM json_each(?)) AND {_TEXT}", (json.dumps([*revisions]),),
        )  # fmt: skip
        touched: dict[int, list[int]] = {}
        for revision, file_id in rows:
            touched.setdefault(revision, []).append(file_id)
        return touched

    def changed_with(self, file_id: int) -> dict[int, float]:
        """The other files of the newest commits to a file -> how closely they go together with it."""
        rows = self._db.execute(
            f"""WITH own AS (
                SELECT revision_id, (SELECT count(*) FROM change AS c WHERE c.revision_id = change.revision_id) AS width
                FROM file JOIN trail ON trail.path = file.path JOIN change ON trail_id = trail.id WHERE file.id = ?
                ORDER BY revision_id DESC LIMIT 80)
            SELECT file.id, width, (SELECT count(*) FROM own WHERE width <= 30) FROM own JOIN change USING (revision_id)
            JOIN trail ON trail.id = trail_id JOIN file ON file.path = trail.path
            WHERE width <= 30 AND file.id <> ? AND {_TEXT}""", (file_id, file_id),
        )  # fmt: skip
        together: dict[int, float] = {}
        for other, width, commits in rows:
            together[other] = together.get(other, 0.0) + 1 / math.log2(1 + width) / (commits + 3)
        return together

    def _trails(self, path: str) -> list[int]:
        """The file's own trail and those of its earlier names."""
        rows = self._db.execute(
            "WITH RECURSIVE names(id) AS (SELECT id FROM trail WHERE path = ?"
            " UNION SELECT old_id FROM rename JOIN names ON new_id = names.id) SELECT id FROM names LIMIT 20", (path,),
        )  # fmt: skip
        return [row[0] for row in rows]

    def _revisions(self, where: str, values: Iterable[object]) -> list[Revision]:
        return [Revision._make(row) for row in self._db.execute(f"SELECT * FROM revision {where}", tuple(values))]


def _text(path: str) -> str:
    return path.encode("utf-8", "replace").decode()


def _words(subject: str, body: str) -> str:
    """What is searched of a message: its subject counts twice."""
    return f"{words(subject)} {words(subject)} {words(body[:_SEARCHED_BODY])}"
