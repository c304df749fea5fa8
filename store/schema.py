"""The tables, as migrations. State is a cache, but notes cost money: facts may be dropped and read again, notes not."""

from __future__ import annotations

import re
import sqlite3
from zlib import crc32

FILE_NAME = "substr(path, 1 + length(rtrim(path, replace(path, '/', ''))))"
"""What follows the last slash of a path."""

FACTS = f"""
CREATE TABLE blob (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    oid BLOB NOT NULL,
    language TEXT NOT NULL,
    outline BLOB NOT NULL,
    uses BLOB NOT NULL,
    passages BLOB NOT NULL,
    UNIQUE (oid, language)
);
CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    blob_id INTEGER REFERENCES blob,
    language TEXT NOT NULL,
    role TEXT NOT NULL,
    lines INTEGER NOT NULL,
    skipped TEXT NOT NULL,
    size INTEGER NOT NULL,
    stamp_ns INTEGER NOT NULL,
    definitions INTEGER NOT NULL
);
CREATE INDEX file_blob ON file (blob_id);
CREATE INDEX file_name ON file ({FILE_NAME});
CREATE TABLE folder (path TEXT PRIMARY KEY, stamp_ns INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE symbol (
    id INTEGER PRIMARY KEY,
    parent INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    qualname TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL
);
CREATE INDEX symbol_name ON symbol (name);
CREATE TABLE mention (
    name TEXT NOT NULL,
    file_id INTEGER NOT NULL REFERENCES file,
    kinds INTEGER NOT NULL,
    PRIMARY KEY (name, file_id)
) WITHOUT ROWID;
CREATE TABLE fact (
    file_id INTEGER NOT NULL REFERENCES file,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    line INTEGER NOT NULL,
    scope INTEGER NOT NULL,
    detail TEXT NOT NULL
);
CREATE INDEX fact_kind ON fact (kind, key);
CREATE INDEX fact_file ON fact (file_id);
CREATE VIRTUAL TABLE source_passage USING fts5 (
    name, owner, path, body, content='', tokenize="unicode61 tokenchars '_'"
);
CREATE VIRTUAL TABLE other_passage USING fts5 (
    name, owner, path, body, content='', tokenize="unicode61 tokenchars '_'"
);
INSERT INTO source_passage (source_passage, rank) VALUES ('hashsize', 16777216);
INSERT INTO other_passage (other_passage, rank) VALUES ('hashsize', 16777216);
CREATE VIRTUAL TABLE source_term USING fts5vocab (source_passage, row);
CREATE VIRTUAL TABLE other_term USING fts5vocab (other_passage, row);
"""

HISTORY = """
CREATE TABLE revision (
    id INTEGER PRIMARY KEY,
    oid TEXT NOT NULL,
    author TEXT NOT NULL,
    email TEXT NOT NULL,
    time INTEGER NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE trail (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE);
CREATE TABLE change (
    trail_id INTEGER NOT NULL REFERENCES trail,
    revision_id INTEGER NOT NULL REFERENCES revision,
    status TEXT NOT NULL,
    PRIMARY KEY (trail_id, revision_id)
) WITHOUT ROWID;
CREATE INDEX change_revision ON change (revision_id, trail_id);
CREATE TABLE rename (old_id INTEGER NOT NULL, new_id INTEGER NOT NULL, revision_id INTEGER NOT NULL);
CREATE INDEX rename_new ON rename (new_id);
CREATE VIRTUAL TABLE message USING fts5 (words, content='', tokenize="unicode61 tokenchars '_'");
CREATE VIRTUAL TABLE message_term USING fts5vocab (message, row);
"""

NOTES = """
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    evidence TEXT NOT NULL,
    reads TEXT NOT NULL,
    recipe TEXT NOT NULL,
    confidence REAL NOT NULL,
    written INTEGER NOT NULL,
    UNIQUE (unit, kind, recipe)
);
CREATE TABLE question (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    unit TEXT NOT NULL,
    rung TEXT NOT NULL,
    confidence REAL NOT NULL,
    elapsed_ms REAL NOT NULL
);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

MODELS = """
ALTER TABLE note ADD COLUMN score REAL NOT NULL DEFAULT 1.0;
ALTER TABLE note ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE note ADD COLUMN money REAL NOT NULL DEFAULT 0.0;
ALTER TABLE question ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE question ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;
CREATE TABLE call (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    awake INTEGER NOT NULL,
    unit TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    money REAL NOT NULL,
    seconds REAL NOT NULL,
    outcome TEXT NOT NULL,
    note_id INTEGER REFERENCES note
);
CREATE INDEX call_purpose ON call (purpose);
"""

ACTIVITY = """
CREATE TABLE activity (id INTEGER PRIMARY KEY, time INTEGER NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX activity_path ON activity (path, kind, time);
CREATE TABLE expected (path TEXT PRIMARY KEY, rank INTEGER NOT NULL, probability REAL NOT NULL) WITHOUT ROWID;
ALTER TABLE question ADD COLUMN rank INTEGER;
"""

QUEUE = """
CREATE TABLE task (
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    writer TEXT NOT NULL,
    worth REAL,
    terms TEXT NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (unit, kind, writer)
) WITHOUT ROWID;
CREATE INDEX task_worth ON task (worth);
"""

ANSWERS = "CREATE INDEX note_kind ON note (kind)"

SHARING = """
ALTER TABLE note ADD COLUMN claims TEXT NOT NULL DEFAULT '[]';
ALTER TABLE note ADD COLUMN imported INTEGER NOT NULL DEFAULT 0;
CREATE TABLE offer (key TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
"""

QUESTIONS = """
ALTER TABLE note ADD COLUMN meaning TEXT NOT NULL DEFAULT '';
CREATE INDEX note_meaning ON note (meaning) WHERE meaning <> '';
DROP TABLE task;
CREATE TABLE task (
    unit TEXT NOT NULL,
    kind TEXT NOT NULL,
    writer TEXT NOT NULL,
    question TEXT NOT NULL,
    worth REAL,
    terms TEXT NOT NULL,
    not_before INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (unit, kind, writer, question)
) WITHOUT ROWID;
CREATE INDEX task_worth ON task (worth)
"""

VERSION = 7
"""Stored as `user_version` once all migrations have run, so that an up-to-date database is known by one pragma."""


def layout(tables: str) -> str:
    """What tells a script from others: tables made by another one are made anew."""
    return f"{crc32(tables.encode()):08x}"


def recreate(connection: sqlite3.Connection, tables: str) -> None:
    """Make the tables of a script anew, empty, whatever they were before."""
    for name in re.findall(r"CREATE (?:VIRTUAL )?TABLE (\w+)", tables)[::-1]:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in tables.split(";\n"):
        connection.execute(statement)


def migrate(connection: sqlite3.Connection, before: str = "") -> None:
    """Bring the database to the newest schema, or to that before a migration, all or nothing.

    Only one process may do this at a time.
    """
    from sqlite_utils import Database, Migrations

    migrations = Migrations("sleepd")

    @migrations()
    def tables(database: Database) -> None:
        for statement in (NOTES + FACTS + HISTORY).split(";\n"):
            database.execute(statement)

    @migrations()
    def models(database: Database) -> None:
        for statement in MODELS.split(";\n"):
            database.execute(statement)

    @migrations()
    def activity(database: Database) -> None:
        for statement in ACTIVITY.split(";\n"):
            database.execute(statement)

    @migrations()
    def queue(database: Database) -> None:
        for statement in QUEUE.split(";\n"):
            database.execute(statement)

    @migrations()
    def answers(database: Database) -> None:
        database.execute(ANSWERS)

    @migrations()
    def sharing(database: Database) -> None:
        for statement in SHARING.split(";\n"):
            database.execute(statement)

    @migrations()
    def questions(database: Database) -> None:
        for statement in QUESTIONS.split(";\n"):
            database.execute(statement)

    connection.execute("BEGIN IMMEDIATE")
    try:
        migrations.apply(Database(connection, execute_plugins=False), stop_before=before)
        connection.execute(f"PRAGMA user_version = {0 if before else VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
