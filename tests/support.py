"""What several tests need: opening state in a folder of their choice, and comparing what it holds."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

import psutil

from sleepd.daemon import client, wire
from sleepd.daemon.launch import wait_until_ready
from sleepd.errors import SleepdError
from sleepd.refresh import refresh
from sleepd.workspace import Workspace

LIVE = {
    "files": """SELECT path, hex(oid), file.language, role, lines, skipped, size, definitions
        FROM file LEFT JOIN blob ON blob.id = blob_id""",
    "symbols": """SELECT path, symbol.id & 1048575, parent, kind, name, qualname, start, end
        FROM symbol JOIN file ON file.id = symbol.id >> 20""",
    "mentions": "SELECT name, path, kinds FROM mention JOIN file ON file.id = file_id",
    "facts": "SELECT path, kind, key, line, scope, detail FROM fact JOIN file ON file.id = file_id",
    "terms": "SELECT * FROM source_term",
    "other terms": "SELECT * FROM other_term",
    "message terms": "SELECT * FROM message_term",
    "changes": """SELECT oid, path, status FROM change JOIN revision ON revision.id = revision_id
        JOIN trail ON trail.id = trail_id""",
    "renames": """SELECT oid, old.path, new.path FROM rename JOIN revision ON revision.id = revision_id
        JOIN trail AS old ON old.id = old_id JOIN trail AS new ON new.id = new_id""",
}
"""Everything that answers are made from, without row ids and time stamps."""
WORDS = ("alpha", "beta", "gamma", "helper", "value")
SCORES = """SELECT file.path, {0}.rowid & 1048575, bm25({0}, 10, 1, 1, 1), bm25({0}, 1, 1, 1, 10)
    FROM {0} JOIN file ON file.id = {0}.rowid >> 20 WHERE {0} MATCH ?"""


def live_tables(workspace: Workspace) -> dict[str, list[Any]]:
    """The live tables, each sorted; the history in its order."""
    db = workspace.database.connection
    tables = {name: sorted(db.execute(query), key=repr) for name, query in LIVE.items()}
    for passages in ("source_passage", "other_passage"):
        tables[passages] = [row for word in WORDS for row in sorted(db.execute(SCORES.format(passages), (word,)))]
    history = db.execute("SELECT oid, author, email, time, subject, body FROM revision ORDER BY id")
    tables["history"] = history.fetchall()
    return tables


@contextmanager
def workspace_at(root: Path | str, state: Path | str) -> Iterator[Workspace]:
    """The workspace of a folder, its state in another."""
    with mock.patch.dict(os.environ, {"SLEEPD_STATE_DIR": str(state)}):
        workspace = Workspace(str(root))
    try:
        yield workspace
    finally:
        workspace.close()


def cold_tables(root: Path | str) -> dict[str, list[Any]]:
    """The live tables as they are when everything is read for the first time."""
    with tempfile.TemporaryDirectory() as state, workspace_at(root, state) as workspace:
        refresh(workspace)
        return live_tables(workspace)


def assert_like_cold(workspace: Workspace) -> None:
    """What is known equals what a first reading of the same work tree finds."""
    known, cold = live_tables(workspace), cold_tables(workspace.root)
    for name, rows in cold.items():
        assert known[name] == rows, name


def until(condition: Callable[[], Any], seconds: float = 10.0) -> Any:
    """What `condition` gives as soon as it is true; fails when that takes too long."""
    latest = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < latest, condition
        time.sleep(0.01)
    return found


def end_daemon() -> None:
    """End the daemon whose state is this test's, one that is about to come included."""
    if Path(wire.daemon_folder(), "launched").exists():
        with suppress(SleepdError):
            wait_until_ready()
    client.stop()


def is_alive(pid: int) -> bool:
    """Whether a process runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
