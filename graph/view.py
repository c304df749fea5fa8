"""The facts of the work tree, file by file and symbol by symbol, each read at most once, and every read on record.

What a note was made from is what its writer read here, so a note knows by itself when it is out of date.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache, partial, wraps
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec, TypeVar
from weakref import proxy

from ..facts import CLASS_KINDS, FileFacts, Import, Reference, Symbol
from ..store.facts import FactRow, FileRow, SymbolRow
from ..workspace import Workspace

if TYPE_CHECKING:
    from ..indexers.origin import Origin
    from ..store.history import CoChange, Revision

_CACHED_FILES = 400
_REMEMBERED = 50_000
_GIT_SECONDS = 1.0
_MOST_NAMING = 200

P = ParamSpec("P")
T = TypeVar("T")


class Place(NamedTuple):
    """A symbol of the work tree with everything known of it alone. The file itself has an empty qualname."""

    path: str
    ordinal: int
    symbol: Symbol

    @property
    def unit(self) -> str:
        """How notes call it: `path` or `path::qualname`."""
        return f"{self.path}::{self.symbol.qualname}" if self.symbol.qualname else self.path

    @property
    def title(self) -> str:
        """How people call it."""
        return self.symbol.qualname or self.path


class View:
    """Read access to one workspace for the time of one answer or one note."""

    def __init__(self, workspace: Workspace, patient: bool = False) -> None:
        self.workspace = workspace
        self.patient = patient
        """Nobody waits: git may be asked what the facts tell less exactly."""
        self.store = workspace.facts
        self.search = workspace.search
        self.reads: set[str] = set()
        """What was read: `file:PATH`, `named:NAME`, `mentions:NAME`, `folder:PATH`, `ending:PATH`, `facts:KIND`,
        or `history:` with a file, a folder with its slash, or nothing for everything."""
        self.remembered: dict[tuple[object, ...], tuple[Any, set[str]]] = {}
        """Results of functions that are `once_per_view`, and what each read."""
        self._history = workspace.history
        own = proxy(self)  # What holds itself, and all that it read, would wait for Python to look for cycles.
        self._files = lru_cache(_CACHED_FILES)(self.store.file)
        self._outlines = lru_cache(_CACHED_FILES)(partial(View._find_outline, own))
        self._around = lru_cache(None)(partial(View._find_around, own))
        self._ordinals = lru_cache(_CACHED_FILES)(partial(View._find_ordinals, own))
        self._references = lru_cache(_CACHED_FILES)(self.store.references_of)
        self._named = lru_cache(_CACHED_FILES)(self.store.symbols_named)
        self._ending = lru_cache(_CACHED_FILES)(partial(View._find_ending, own))
        self.lines = lru_cache(_CACHED_FILES)(workspace.read_lines)
        self.digest = lru_cache(None)(partial(View._digest, own))
        """What one thing on record reads as now; a note is out of date when this differs from then."""

    def _digest(self, read: str) -> str:
        what, _, key = read.partition(":")
        if what == "file":
            row = self.store.file(key)
            return str(row.blob_id) if row else ""
        if what == "named":
            return _hash((row.path, row.qualname, row.kind) for row in self.store.symbols_named(key))
        if what == "mentions":
            return _hash((row.path, row.blob_id) for row in self.store.mentions(key))
        if what == "folder":
            return _hash((row.path, row.blob_id) for row in self.store.files_below(key))
        if what == "ending":
            return _hash(self._find_ending(key))
        if what == "facts":
            return _hash(self.store.facts_of_kind([key]))
        return _hash(revision.oid for revision in self._commits(key, 1))

    # Files.

    def file(self, path: str) -> FileRow | None:
        """The file at `path`."""
        self.reads.add(f"file:{path}")
        return self._files(path)

    def files_below(self, folder: str) -> list[FileRow]:
        """The files in and below a folder ("" for all), skipped ones included, by path."""
        self.reads.add(f"folder:{folder}")
        return self.store.files_below(folder)

    def files_ending(self, ending: str) -> list[str]:
        """The files that were read and whose path is or ends with `ending`, or that lie directly in such a folder if
        it ends with a slash; "./" before it stands for the root."""
        self.reads.add(f"ending:{ending}")
        return self._ending(ending)

    def _find_ending(self, ending: str) -> list[str]:
        store, end = self.store, ending.removeprefix("./").removesuffix("/")
        if ending.endswith("/"):
            rows = store.files_in(end) if ending.startswith("./") else store.files_in_folder_ending(end)
        elif ending.startswith("./"):
            rows = [row for row in [store.file(end)] if row]
        else:
            rows = store.files_ending(end)
        return [row.path for row in rows if row.blob_id]

    def outline(self, path: str) -> FileFacts | None:
        """The facts of a file without references; None when it was not read."""
        self.reads.add(f"file:{path}")
        return self._outlines(path)

    def _find_outline(self, path: str) -> FileFacts | None:
        row = self._files(path)
        return self.store.outline_of(row.blob_id) if row and row.blob_id else None

    def symbols(self, path: str) -> list[Symbol]:
        """The symbols of a file, the file itself first; [] when it was not read."""
        outline = self.outline(path)
        return outline.symbols if outline else []

    def imports(self, path: str) -> list[Import]:
        """The imports of a file."""
        outline = self.outline(path)
        return outline.imports if outline else []

    def references(self, path: str, kind: str = "", name: str = "") -> list[Reference]:
        """The references of a file: all, those of one kind, or those with one name."""
        row = self.file(path)
        return self._references(row.blob_id, kind, name) if row and row.blob_id else []

    # Names.

    def named(self, name: str) -> list[SymbolRow]:
        """The symbols with exactly this name, sections of documents left out, shallow paths first."""
        self.reads.add(f"named:{name}")
        return [row for row in self._named(name) if row.name == name and row.kind != "section"]

    def mentions(self, name: str, kinds: Sequence[str]) -> list[FileRow]:
        """The files that use a name in one of these ways."""
        self.reads.add(f"mentions:{name}")
        return self.store.mentions(name, kinds)

    def facts(self, *kinds: str, key: str | None = None) -> list[FactRow]:
        """Settings, entries and remarks of these kinds, with this key if given, by place."""
        self.reads.update(f"facts:{kind}" for kind in kinds)
        return self.store.facts_of_kind(kinds, key)

    # Symbols.

    def place(self, path: str, ordinal: int = 0) -> Place:
        """The symbol with this ordinal in a file; the file itself by default."""
        return Place(path, ordinal, self.symbols(path)[ordinal])

    def place_of(self, row: SymbolRow) -> Place:
        """The place a symbol's row stands for."""
        return self.place(row.path, row.ordinal)

    def find(self, unit: str) -> Place | None:
        """The place that a unit (`path` or `path::qualname`) names, when it is there."""
        path, _, qualname = unit.partition("::")
        return self.within(path, qualname)

    def within(self, path: str, qualname: str) -> Place | None:
        """The first symbol of a file with this qualname; the file itself for ""."""
        self.reads.add(f"file:{path}")
        ordinal = self._ordinals(path).get(qualname)
        return None if ordinal is None else self.place(path, ordinal)

    def _find_ordinals(self, path: str) -> dict[str, int]:
        symbols = self.symbols(path)
        return {symbols[ordinal].qualname: ordinal for ordinal in range(len(symbols) - 1, -1, -1)}

    def children(self, place: Place) -> list[Place]:
        """The symbols directly inside one."""
        return [
            Place(place.path, ordinal, symbol)
            for ordinal, symbol in enumerate(self.symbols(place.path))
            if symbol.parent == place.ordinal
        ]

    def parent(self, place: Place) -> Place | None:
        """The symbol around one; None for a file."""
        return self.place(place.path, place.symbol.parent) if place.symbol.parent >= 0 else None

    def around(self, path: str, scope: int) -> list[Place]:
        """A symbol and those around it, the innermost first and the file last."""
        self.reads.add(f"file:{path}")
        return self._around(path, scope)

    def _find_around(self, path: str, scope: int) -> list[Place]:
        symbols = self.symbols(path)
        found = []
        while 0 <= scope < len(symbols):
            found.append(Place(path, scope, symbols[scope]))
            scope = symbols[scope].parent
        return found

    def class_around(self, path: str, scope: int) -> Place | None:
        """The innermost class around, or being, a symbol."""
        return next((place for place in self.around(path, scope) if place.symbol.kind in CLASS_KINDS), None)

    def references_in(self, place: Place) -> list[Reference]:
        """The references from within a symbol, those of the symbols inside it included."""
        inside = {place.ordinal}
        for ordinal, symbol in enumerate(self.symbols(place.path)):
            if symbol.parent in inside:
                inside.add(ordinal)
        return [reference for reference in self.references(place.path) if reference.scope in inside]

    def text(self, place: Place) -> list[str]:
        """The symbol's lines as they are in the work tree now."""
        return self.lines(place.path)[place.symbol.start - 1 : place.symbol.end]

    # History. A path is a file, a folder with its slash, or "" for everything.

    def commits(self, path: str, limit: int, since: int = 0) -> list[Revision]:
        """The newest commits that changed something there, newest first; `since` then, in seconds since 1970."""
        self.reads.add(f"history:{path}")
        return self._commits(path, limit, since)

    def _commits(self, path: str, limit: int, since: int = 0) -> list[Revision]:
        if path[-1:] in ("", "/"):
            return self._history.below(path.rstrip("/"), limit, since)
        return self._history.of_path(path, limit, since)

    def commits_naming(self, path: str, text: str) -> list[Revision]:
        """The commits that changed a file and whose message has a text in it, newest first."""
        self.reads.add(f"history:{path}")
        return self._history.of_path(path, _MOST_NAMING, text=text)

    def commits_behind(self, place: Place, limit: int) -> list[Revision]:
        """The newest commits that changed a symbol's own lines, as far as git finds them within a second."""
        from ..errors import SleepdError
        from ..indexers.history import span_commits
        from ..store.history import Revision

        self.reads.add(f"history:{place.path}")
        repository, symbol = self.workspace.git, place.symbol
        if repository is None:
            return []
        try:
            found = span_commits(repository, place.path, symbol.start, symbol.end, limit, seconds=_GIT_SECONDS)
        except SleepdError:
            return []
        return [Revision(0, *commit[:6]) for commit in found]

    def origin(self, place: Place) -> Origin | None:
        """The commit that added a symbol's definition, as far as git finds it in time; the older one where overloads or
        a setter define it again."""
        from ..errors import SleepdError
        from ..indexers.origin import origin_of

        self.reads.add(f"history:{place.path}")
        repository = self.workspace.git
        same = [symbol for symbol in self.symbols(place.path) if symbol.qualname == place.symbol.qualname]
        found = []
        for symbol in {same[0], same[-1]} if repository else ():
            with suppress(SleepdError):
                assert repository
                found.append(origin_of(repository, place.path, symbol.start, symbol.end, symbol.name))
        return min((origin for origin in found if origin), key=lambda origin: origin.commit.time, default=None)

    def added_by(self, commit: Revision) -> dict[str, list[tuple[int, list[str]]]]:
        """The lines that a commit added, which never change, as far as git finds them within a second."""
        from ..indexers.history import added_lines

        repository = self.workspace.git
        return added_lines(repository, commit.oid, _GIT_SECONDS) if repository else {}

    def touched(self, commit: Revision) -> list[str]:
        """The paths that a commit changed, which never changes."""
        return self._history.touched(commit.id)

    def introduced(self, path: str) -> Revision | None:
        """The commit that added a file."""
        self.reads.add(f"history:{path}")
        return self._history.introduced(path)

    def cochanged(self, path: str) -> list[CoChange]:
        """Files that changed together with this one, closest first."""
        self.reads.add(f"history:{path}")
        return self._history.cochanged(path)


def once_per_view(function: Callable[Concatenate[View, P], T]) -> Callable[Concatenate[View, P], T]:
    """Remember a function's results for as long as the view lives; what it read counts as read each time.

    A function that comes back to its own arguments gets None there: imports and inheritance may go in circles.
    """

    @wraps(function)
    def remembering(view: View, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function, args, *kwargs.items())
        if key not in view.remembered:
            if len(view.remembered) > _REMEMBERED:
                view.remembered.clear()
            outside, view.reads = view.reads, set()
            view.remembered[key] = None, set()
            try:
                view.remembered[key] = function(view, *args, **kwargs), view.reads
            except BaseException:
                view.remembered.pop(key, None)
                raise
            finally:
                outside |= view.reads
                view.reads = outside
        result, read = view.remembered[key]
        view.reads |= read
        found: T = result
        return found

    return remembering


def _hash(rows: Iterable[object]) -> str:
    return hashlib.blake2b(repr(list(rows)).encode("utf-8", "replace"), digest_size=8).hexdigest()
