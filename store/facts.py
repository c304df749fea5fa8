"""Facts in SQLite: packed once per blob, and spread into live tables for the files of the work tree as it is now.

A blob's facts never change, so going back to an earlier version of a file parses nothing. The live tables (symbol,
mention, fact, passage) hold exactly the files of the work tree, so they equal those of a cold index.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..facts import CALLABLE_KINDS, CLASS_KINDS, FileFacts, Reference
from ..indexers.words import expand_all, words
from ..packing import (
    MENTION_BITS,
    PackedFacts,
    Rows,
    find_references,
    rows_of,
    unpack,
    unpack_outline,
    unpack_references,
    used_names,
)
from .schema import FACTS, FILE_NAME, recreate


class FileRow(NamedTuple):
    """One file of the work tree."""

    id: int
    path: str
    blob_id: int | None
    language: str
    role: str
    lines: int
    skipped: str
    size: int
    stamp_ns: int
    definitions: int
    """How many names of classes and functions it defines."""


class SymbolRow(NamedTuple):
    """Where a symbol of the work tree is."""

    id: int
    file_id: int
    ordinal: int
    parent: int
    kind: str
    name: str
    qualname: str
    start: int
    end: int
    path: str
    role: str


class FactRow(NamedTuple):
    """A setting, entry or remark, and where it is."""

    kind: str
    key: str
    line: int
    scope: int
    detail: str
    path: str
    role: str


PASSAGE_TABLES = ("source_passage", "other_passage")
_ORDINAL_BITS = 20
"""A symbol's row id is its file's, with room for this many bits of its ordinal below."""
_DEFINITION_KINDS = ", ".join(f"'{kind}'" for kind in sorted(CLASS_KINDS | CALLABLE_KINDS))
_SYMBOL = f"""SELECT symbol.id, file.id, symbol.id & {(1 << _ORDINAL_BITS) - 1}, parent, kind, name, qualname,
    start, end, path, role FROM symbol JOIN file ON file.id = symbol.id >> {_ORDINAL_BITS}"""


class Facts:
    """Typed reads and writes of facts over one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # Writing: call these inside `Database.writing`.

    def blob_id(self, oid: bytes, language: str) -> int | None:
        """The blob's row, when its facts are known."""
        row = self._db.execute("SELECT id FROM blob WHERE oid = ? AND language = ?", (oid, language)).fetchone()
        return row[0] if row else None

    def add_blob(self, oid: bytes, language: str, packed: PackedFacts) -> int:
        """Keep a blob's facts; returns its row."""
        known = self.blob_id(oid, language)
        if known is not None:
            return known
        cursor = self._db.execute(
            "INSERT INTO blob (oid, language, outline, uses, passages) VALUES (?, ?, ?, ?, ?)", (oid, language, *packed)
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def put_file(
        self,
        path: str,
        blob_id: int | None,
        language: str,
        role: str,
        skipped: str,
        size: int,
        stamp_ns: int,
        rows: Rows | None = None,
    ) -> None:
        """Make `path` of the work tree have the facts of a blob, whose `rows` need not be given. A file whose content
        is as before only gets its new stamp."""
        old = self._db.execute(
            "SELECT id, blob_id, language, role, skipped FROM file WHERE path = ?", (path,)
        ).fetchone()
        if old and old[1:] == (blob_id, language, role, skipped):
            self._db.execute("UPDATE file SET size = ?, stamp_ns = ? WHERE id = ?", (size, stamp_ns, old[0]))
            return
        if old:
            self._withdraw(old[0], path, old[3], old[1])
        if blob_id is not None and rows is None:
            rows = rows_of(self.blob_facts(blob_id))
        lines, definitions = rows[:2] if rows else (0, 0)
        file_id: int = self._db.execute(
            "INSERT INTO file (path, blob_id, language, role, lines, skipped, size, stamp_ns, definitions)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET blob_id = excluded.blob_id,"
            " language = excluded.language, role = excluded.role, lines = excluded.lines, skipped = excluded.skipped,"
            " size = excluded.size, stamp_ns = excluded.stamp_ns,"
            " definitions = excluded.definitions RETURNING id",
            (path, blob_id, language, role, lines, skipped, size, stamp_ns, definitions),
        ).fetchone()[0]
        if rows:
            self._publish(file_id, path, role, rows)

    def drop_file(self, path: str) -> None:
        """Forget that `path` exists; the facts of its content stay for when it comes back."""
        row = self._db.execute("SELECT id, role, blob_id FROM file WHERE path = ?", (path,)).fetchone()
        if row:
            self._withdraw(row[0], path, *row[1:])
            self._db.execute("DELETE FROM file WHERE id = ?", (row[0],))

    def _publish(self, file_id: int, path: str, role: str, rows: Rows) -> None:
        db, first = self._db, file_id << _ORDINAL_BITS
        db.executemany(
            "INSERT INTO symbol VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(symbol_id, *symbol) for symbol_id, symbol in enumerate(rows.symbols, first)],
        )
        db.executemany("INSERT INTO mention VALUES (?, ?, ?)", [(name, file_id, bits) for name, bits in rows.mentions])
        db.executemany("INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?)", [(file_id, *fact) for fact in rows.facts])
        db.executemany(
            f"INSERT INTO {passage_table(role)} (rowid, name, owner, path, body) VALUES (?, ?, ?, ?, ?)",
            _passages(file_id, path, rows),
        )

    def _withdraw(self, file_id: int, path: str, role: str, blob_id: int | None) -> None:
        if blob_id is None:
            return
        db, table = self._db, passage_table(role)
        rows = rows_of(self.blob_facts(blob_id))
        db.executemany(
            f"INSERT INTO {table} ({table}, rowid, name, owner, path, body) VALUES ('delete', ?, ?, ?, ?, ?)",
            _passages(file_id, path, rows),
        )
        db.executemany("DELETE FROM mention WHERE name = ? AND file_id = ?", [(n, file_id) for n, _ in rows.mentions])
        db.execute("DELETE FROM symbol WHERE id >= ? AND id < ?", _symbol_ids(file_id))
        db.execute("DELETE FROM fact WHERE file_id = ?", (file_id,))

    def forget_everything(self) -> None:
        """Drop all facts, so that they are read again."""
        last = self._db.execute("SELECT coalesce(max(id), 0) FROM blob").fetchone()[0]
        recreate(self._db, FACTS)
        self._db.execute("INSERT INTO sqlite_sequence VALUES ('blob', ?)", (last,))  # Notes name blobs by their ids.

    def put_folders(self, folders: dict[str, int]) -> None:
        """Remember folders of the work tree and their stamps, by which new files show."""
        self._db.executemany("INSERT OR REPLACE INTO folder VALUES (?, ?)", sorted(folders.items()))

    def drop_folders(self, folders: Iterable[str] | None = None) -> None:
        """Forget these folders, or all."""
        if folders is None:
            self._db.execute("DELETE FROM folder")
        else:
            self._db.executemany("DELETE FROM folder WHERE path = ?", [(folder,) for folder in folders])

    def drop_unused_blobs(self, keep: int) -> None:
        """Drop the oldest facts that no file uses, but for the newest `keep`; now and then, as looking takes long."""
        blobs = self._db.execute("SELECT count(*) FROM blob").fetchone()[0]
        used = self._db.execute("SELECT count(DISTINCT blob_id) FROM file").fetchone()[0]
        if blobs - used > keep * 1.1:
            self._db.execute(
                "DELETE FROM blob WHERE id IN (SELECT id FROM blob WHERE id NOT IN"
                " (SELECT blob_id FROM file WHERE blob_id NOT NULL) ORDER BY id DESC LIMIT -1 OFFSET ?)", (keep,),
            )  # fmt: skip

    # Reading.

    def files(self) -> Iterator[FileRow]:
        """All files of the work tree, skipped ones included, by path."""
        return map(FileRow._make, self._db.execute("SELECT * FROM file ORDER BY path"))

    def file(self, path: str) -> FileRow | None:
        """The file at `path`."""
        row = self._db.execute("SELECT * FROM file WHERE path = ?", (path,)).fetchone()
        return FileRow._make(row) if row else None

    def oid_of(self, path: str) -> str:
        """Git's name of a file's content as it was read; "" when it was not."""
        row = self._db.execute(
            "SELECT lower(hex(oid)) FROM file JOIN blob ON blob.id = blob_id WHERE path = ?", (path,)
        ).fetchone()
        return str(row[0]) if row else ""

    def reasons(self, beginning: str) -> list[str]:
        """The distinct reasons for which files are skipped that begin so."""
        rows = self._db.execute("SELECT DISTINCT skipped FROM file WHERE skipped LIKE ? ORDER BY 1", (f"{beginning}%",))
        return [row[0] for row in rows]

    def skipped_for(self, reason: str) -> list[str]:
        """The files that are skipped for exactly this reason."""
        return [row[0] for row in self._db.execute("SELECT path FROM file WHERE skipped = ? ORDER BY path", (reason,))]

    def files_by_id(self, ids: Iterable[int]) -> dict[int, FileRow]:
        """Files by row id."""
        wanted = json.dumps([*ids])
        rows = self._db.execute("SELECT * FROM file WHERE id IN (SELECT value FROM json_each(?))", (wanted,))
        return {row[0]: FileRow._make(row) for row in rows}

    def files_ending(self, ending: str) -> list[FileRow]:
        """Files whose path is `ending` or ends with `/ending`."""
        rows = self._db.execute(
            f"SELECT * FROM file WHERE {FILE_NAME} = ? AND (path = ? OR path LIKE '%/' || ? ESCAPE '\\')"
            " ORDER BY length(path), path", (ending.rpartition("/")[2], ending, _like(ending)),
        )  # fmt: skip
        return [FileRow._make(row) for row in rows]

    def files_in_folder_ending(self, ending: str) -> list[FileRow]:
        """Files that lie directly in a folder whose path is `ending` or ends with `/ending`."""
        return [row for folder in self.folders_ending(ending) for row in self.files_in(folder)]

    def folders_ending(self, ending: str) -> list[str]:
        """Folders whose path is `ending` or ends with `/ending`, the shortest first."""
        rows = self._db.execute(
            "SELECT path FROM folder WHERE path = ? OR path LIKE '%/' || ? ESCAPE '\\' ORDER BY length(path), path",
            (ending, _like(ending)),
        )
        return [row[0] for row in rows]

    def files_in(self, folder: str) -> list[FileRow]:
        """The files directly in a folder, by path."""
        return [row for row in self.files_below(folder) if row.path.rpartition("/")[0] == folder]

    def files_below(self, folder: str) -> list[FileRow]:
        """The files in and below a folder ("" for all), skipped ones included, by path."""
        if not folder:
            return list(self.files())
        inside = (f"{folder}/", f"{folder}0")
        rows = self._db.execute("SELECT * FROM file WHERE path >= ? AND path < ? ORDER BY path", inside)
        return [FileRow._make(row) for row in rows]

    def stats(self) -> list[tuple[str, int, int]]:
        """(path, size, stamp_ns) of every file: what a check for changes compares."""
        return self._db.execute("SELECT path, size, stamp_ns FROM file").fetchall()

    def folders(self) -> list[tuple[str, int]]:
        """(path, stamp_ns) of every folder."""
        return self._db.execute("SELECT path, stamp_ns FROM folder").fetchall()

    def blob_facts(self, blob_id: int) -> FileFacts:
        """All facts of a blob."""
        language, *packed = self._db.execute(
            "SELECT language, outline, uses, passages FROM blob WHERE id = ?", (blob_id,)
        ).fetchone()
        return unpack(language, PackedFacts(*packed))

    def outline_of(self, blob_id: int) -> FileFacts:
        """The facts of a blob without references and passages."""
        row = self._db.execute("SELECT language, outline FROM blob WHERE id = ?", (blob_id,)).fetchone()
        return unpack_outline(*row)

    def references_of(self, blob_id: int, kind: str = "", name: str = "") -> list[Reference]:
        """The references of a blob: all, those of one kind, or those with one name."""
        uses: bytes = self._db.execute("SELECT uses FROM blob WHERE id = ?", (blob_id,)).fetchone()[0]
        return find_references(uses, kind, name) if kind or name else unpack_references(uses)

    def symbols_named(self, name: str, limit: int = 200) -> list[SymbolRow]:
        """Symbols of the work tree with this name, whatever its case, shallow paths first."""
        return self._symbol_rows("WHERE name = ? ORDER BY length(path), path, start LIMIT ?", (name, limit))

    def symbols_beginning(self, name: str, limit: int) -> list[SymbolRow]:
        """Symbols of the work tree whose name begins so, whatever its case, shortest names first."""
        return self._symbol_rows(
            "WHERE name >= ? AND name < ? || char(0x10ffff) ORDER BY length(name), length(path), path, start LIMIT ?",
            (name, name, limit),
        )

    def data_containing(self, word: str) -> list[SymbolRow]:
        """Constants, variables and fields outside of tests and documents with these letters in their name."""
        return self._symbol_rows(
            "WHERE name LIKE '%' || ? || '%' AND kind IN ('constant', 'variable', 'field')"
            " AND file.role IN ('source', 'config') ORDER BY length(path), path, start", (word,),
        )  # fmt: skip

    def symbols_in(self, file_id: int) -> list[SymbolRow]:
        """The symbols of one file, in order."""
        return self._symbol_rows("WHERE symbol.id >= ? AND symbol.id < ? ORDER BY symbol.id", _symbol_ids(file_id))

    def symbols_by_id(self, ids: Iterable[int]) -> dict[int, SymbolRow]:
        """Symbols by row id."""
        rows = self._symbol_rows("WHERE symbol.id IN (SELECT value FROM json_each(?))", (json.dumps([*ids]),))
        return {row.id: row for row in rows}

    def _symbol_rows(self, where: str, values: Sequence[object]) -> list[SymbolRow]:
        return [SymbolRow._make(row) for row in self._db.execute(f"{_SYMBOL} {where}", values)]

    def names_like(self, word: str) -> list[str]:
        """The distinct symbol names of about the same length that begin with the same letter, underscores aside."""
        first = word.lstrip("_")[:1] or "_"
        names: dict[str, None] = {}
        for beginning in (first, f"_{first}", f"__{first}"):
            rows = self._db.execute(
                "SELECT DISTINCT name COLLATE BINARY FROM symbol WHERE name >= ?1 AND name < ?1 || char(0x10ffff)"
                " AND length(name) BETWEEN ?2 - 2 AND ?2 + 2", (beginning, len(word)),
            )  # fmt: skip
            names |= dict.fromkeys(row[0] for row in rows)
        return list(names)

    def mentions(self, name: str, kinds: Iterable[str] = MENTION_BITS) -> list[FileRow]:
        """Files that use `name` in one of these ways, by path."""
        mask = sum(MENTION_BITS[kind] for kind in kinds)
        rows = self._db.execute(
            "SELECT file.* FROM mention JOIN file ON file.id = file_id WHERE name = ? AND kinds & ? ORDER BY path",
            (name, mask),
        )
        return [FileRow._make(row) for row in rows]

    def mention_count(self, name: str) -> int:
        """In how many files `name` is used."""
        return int(self._db.execute("SELECT count(*) FROM mention WHERE name = ?", (name,)).fetchone()[0])

    def known_names_in(self, path: str, ordinal: int) -> list[str]:
        """The names that one symbol's own lines refer to and that code of this repository defines, in their order."""
        uses = self._db.execute("SELECT uses FROM file JOIN blob ON blob.id = blob_id WHERE path = ?", (path,))
        row = uses.fetchone()
        names = list(used_names(row[0], ordinal)) if row else []
        rows = self._db.execute(
            "SELECT DISTINCT json_each.value FROM json_each(?) JOIN symbol ON symbol.name = json_each.value"
            f" AND symbol.name = json_each.value COLLATE BINARY WHERE kind IN ({_DEFINITION_KINDS})",
            (json.dumps(names),),
        )  # fmt: skip
        known = {name for (name,) in rows}
        return [name for name in names if name in known]

    def referred_files(self, symbol_id: int, most_definers: int) -> dict[int, float]:
        """Other files that define what one symbol's lines refer to -> how telling these names are.

        A name says the less the more files define and mention it; one with more than `most_definers` says nothing.
        """
        file_id, ordinal = symbol_id >> _ORDINAL_BITS, symbol_id & ((1 << _ORDINAL_BITS) - 1)
        uses = self._db.execute("SELECT uses FROM file JOIN blob ON blob.id = blob_id WHERE file.id = ?", (file_id,))
        names = sorted({name for name in used_names(uses.fetchone()[0], ordinal) if not name.startswith("__")})
        found: dict[int, float] = {}
        rows = self._db.execute(
            f"""SELECT definer, 1.0 / definers / sqrt((SELECT count(*) FROM mention WHERE mention.name = used)) FROM (
                SELECT used, id >> {_ORDINAL_BITS} AS definer, count(*) OVER (PARTITION BY used) AS definers FROM (
                    SELECT DISTINCT json_each.value AS used, symbol.id >> {_ORDINAL_BITS} << {_ORDINAL_BITS} AS id
                    FROM json_each(?) JOIN symbol ON symbol.name = json_each.value AND symbol.name = json_each.value
                    COLLATE BINARY WHERE kind IN ({_DEFINITION_KINDS})))
            WHERE definers <= ? AND definer <> ?""", (json.dumps(names), most_definers, file_id),
        )  # fmt: skip
        for definer, weight in rows:
            found[definer] = found.get(definer, 0.0) + weight
        return found

    def defining_files(self, name: str) -> list[int]:
        """The files that have a symbol with exactly this name."""
        rows = self._db.execute(
            f"SELECT DISTINCT id >> {_ORDINAL_BITS} FROM symbol WHERE name = ?1 AND name = ?1 COLLATE BINARY"
            " AND kind NOT IN ('section', 'key')", (name,),
        )  # fmt: skip
        return [row[0] for row in rows]

    def mentioning_files(self, name: str, file_id: int, most_definers: int) -> list[int]:
        """The files but `file_id` that use a name; [] when more than `most_definers` files define it."""
        definers = self._db.execute(
            f"SELECT count(DISTINCT id >> {_ORDINAL_BITS}) FROM symbol"
            f" WHERE name = ? AND kind IN ({_DEFINITION_KINDS})",
            (name,),
        ).fetchone()[0]
        if not 1 <= definers <= most_definers:
            return []
        rows = self._db.execute("SELECT file_id FROM mention WHERE name = ? AND file_id <> ?", (name, file_id))
        return [row[0] for row in rows]

    def source_files_named(self, stem: str) -> list[FileRow]:
        """Source files whose name without its ending is `stem`, or that with an underscore before it."""
        found: list[FileRow] = []
        for name in (stem, f"_{stem}") if stem else ():
            rows = self._db.execute(
                f"SELECT * FROM file WHERE {FILE_NAME} >= ? AND {FILE_NAME} < ? AND role = 'source' AND blob_id > 0",
                (f"{name}.", f"{name}/"),
            )
            found += map(FileRow._make, rows)
        return found

    def mentions_by_file(self) -> dict[str, float]:
        """Path -> in how many files the names that it defines are mentioned, one name's after the other's; what several
        files define is shared among them, and what more than three define does not count."""
        return dict(
            self._db.execute(
                f"""WITH owned AS (SELECT DISTINCT name COLLATE BINARY AS name, id >> {_ORDINAL_BITS} AS file_id
                    FROM symbol WHERE kind NOT IN ('file', 'field', 'section', 'key')),
                few AS (SELECT name, count(*) AS definers FROM owned GROUP BY name HAVING definers <= 3)
                SELECT path, sum((SELECT count(*) FROM mention WHERE mention.name = few.name) * 1.0 / definers)
                FROM few JOIN owned USING (name) JOIN file ON file.id = owned.file_id GROUP BY path"""
            )
        )

    def most_mentioned(self, limit: int) -> list[SymbolRow]:
        """Symbols of the code whose names most files use; a name that many symbols share is left out."""
        rows = self._db.execute(
            f"""WITH often AS
                (SELECT name AS used, count(*) AS times FROM mention GROUP BY name ORDER BY times DESC LIMIT ?),
                few AS (SELECT used, times FROM often WHERE (SELECT count(*) FROM
                        (SELECT 1 FROM symbol WHERE name = used AND kind NOT IN ('section', 'key') LIMIT 4)) <= 3)
            {_SYMBOL} CROSS JOIN few WHERE name = used AND name = used COLLATE BINARY
            AND role = 'source' AND kind NOT IN ('file', 'field', 'section', 'key')
            ORDER BY times DESC, path, start LIMIT ?""", (20 * limit, limit),
        )  # fmt: skip
        return [SymbolRow._make(row) for row in rows]

    def facts_of_kind(self, kinds: Sequence[str], key: str | None = None) -> list[FactRow]:
        """Settings, entries and remarks of these kinds, with this key if given, by place."""
        marks = ",".join("?" * len(kinds))
        only = "" if key is None else " AND key = ?"
        rows = self._db.execute(
            "SELECT kind, key, line, scope, detail, path, file.role FROM fact JOIN file ON file.id = file_id"
            f" WHERE kind IN ({marks}){only} ORDER BY path, line", (*kinds, *(() if key is None else (key,))),
        )  # fmt: skip
        return [FactRow._make(row) for row in rows]


def passage_table(role: str) -> str:
    """The full-text table for files of a role: what a word says in code does not hang on how prose uses it."""
    return PASSAGE_TABLES[role != "source"]


def _symbol_ids(file_id: int) -> tuple[int, int]:
    """The range of row ids that a file's symbols have."""
    return file_id << _ORDINAL_BITS, (file_id + 1) << _ORDINAL_BITS


def _passages(file_id: int, path: str, rows: Rows) -> list[tuple[int, str, str, str, str]]:
    """The rows of the full-text index: to be exactly the same when they are put in and when they are taken out."""
    first, in_path = file_id << _ORDINAL_BITS, words(path.rpartition(".")[0] or path)
    return [
        (first + ordinal, words(name), _owner_words(owner), in_path, _body(once, twice, often))
        for ordinal, name, owner, once, twice, often in rows.passages
    ]


_owner_words = lru_cache(maxsize=1_000)(words)
"""What one class has in common with the next symbol in it."""


def _body(once: str, twice: str, often: str) -> str:
    """The words expanded, each as often as it counts."""
    if not twice and not often:
        return expand_all(once)
    twice, often = expand_all(twice), expand_all(often)
    return f"{expand_all(once)} {twice} {twice} {often} {often} {often}"


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
