"""What a bare name means where it stands: by the scopes around it, the imports of its file, and its package."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from ..facts import CLASS_KINDS
from ..indexers.languages import language_of
from ..store.facts import SymbolRow
from .imports import JVM, binding, starred
from .view import Place, View, once_per_view

_IMPORTS_ONLY = frozenset({"python", "javascript", "typescript", "tsx", "rust", "elixir"})
"""Languages in which a name of another file has to be imported."""
_HEADERS = (".h", ".hh", ".hpp", ".hxx")
_STUBS = (".d.ts", ".d.cts", ".d.mts", ".pyi")
_SOURCE_ROOT = r"^.*?(?:^|/)src/[^/]+/(?:java|kotlin|scala)/|^.*?(?:^|/)src/(?=[a-z]+/)"
_FAMILIES = {"h": "c", "cpp": "c", "java": "jvm", "kotlin": "jvm", "scala": "jvm", "typescript": "javascript",
             "tsx": "javascript"}  # fmt: skip


class Meaning(NamedTuple):
    """What a name means; `place` is None when that is outside the repository."""

    place: Place | None
    confidence: float


def family(path: str) -> str:
    """The language of a file, the same for languages that use each other's symbols."""
    language = language_of(path) or ""
    return _FAMILIES.get(language, language)


def package_of(path: str) -> str:
    """What the files of one package have in common, for languages whose packages share a namespace; else the file."""
    language = language_of(path)
    if language == "go":
        return path.rpartition("/")[0]
    return re.sub(_SOURCE_ROOT, "", path).rpartition("/")[0] if language in JVM else path


def same(one: Place, other: Place) -> bool:
    """Whether two places are one symbol, or its variants for several platforms."""
    return one.symbol.qualname == other.symbol.qualname and package_of(one.path) == package_of(other.path)


@once_per_view
def lexical(view: View, path: str, scope: int, name: str) -> Meaning | None:
    """What a bare name means in a scope of a file, members of classes left out; None when nothing here says so."""
    for place in view.around(path, scope):
        if place.symbol.kind not in CLASS_KINDS or place.ordinal == scope or place.symbol.kind == "module":
            found = view.within(path, f"{place.symbol.qualname}.{name}" if place.symbol.qualname else name)
            if found:
                return Meaning(found, 1.0)
    bound = binding(view, path, name)
    if bound:
        return Meaning(bound.place, 0.95)
    found = starred(view, path, name)
    return Meaning(_defined(view, found), 0.9) if found else _neighbour(view, path, name)


def _defined(view: View, place: Place) -> Place:
    """What a header's declaration stands for: the definition nearest to it, or itself where there is none."""
    if not place.path.endswith(_HEADERS) or place.symbol.kind != "function":
        return place
    rows = [row for row in view.named(place.symbol.name) if row.qualname == place.symbol.qualname]
    meant = _nearest(view, place.path, [row for row in rows if row.role == "source" and not _declares(row)])
    return meant.place if meant and meant.place else place


def needs_imports(path: str) -> bool:
    """Whether a file can use the names of other packages only by importing them, one by one or all at once."""
    language = language_of(path)
    return language in _IMPORTS_ONLY or language in JVM or language == "go"


def must_be_imported(view: View, path: str) -> bool:
    """Whether a name that `lexical` does not know in this file can't be one of another file."""
    return needs_imports(path) and all(item.name != "*" for item in view.imports(path))


def _neighbour(view: View, path: str, name: str) -> Meaning | None:
    """A symbol of the same package, or of the one namespace that all files of the language share."""
    if language_of(path) in _IMPORTS_ONLY:
        return None
    rows = [row for row in view.named(name) if _is_free(row) and family(row.path) == family(path)]
    rows = [row for row in rows if row.kind != "impl"] or rows  # what is implemented for a type is no other type
    rows = definitions(rows)
    file = view.file(path)
    if file and file.role == "source":
        rows = [row for row in rows if row.role == "source"] or rows
    package = package_of(path)
    beside = [row for row in rows if package_of(row.path) == package]
    if beside:
        return Meaning(view.place_of(beside[0]), 0.95)
    if needs_imports(path) or not rows:
        return None
    if len(rows) > 1:
        return _nearest(view, path, rows) if family(path) == "c" else None
    return Meaning(view.place_of(rows[0]), 0.8)


def _nearest(view: View, path: str, rows: list[SymbolRow]) -> Meaning | None:
    """The one definition in the folder nearest to a file: programs of one repository are linked one by one."""
    shared = [len(posixpath.commonpath([posixpath.dirname(path), posixpath.dirname(row.path)])) for row in rows]
    best = max(shared, default=0)
    return Meaning(view.place_of(rows[shared.index(best)]), 0.6) if shared.count(best) == 1 else None


def definitions(rows: list[SymbolRow]) -> list[SymbolRow]:
    """Symbols without those that only declare what others of them define: functions in headers of C, type stubs."""
    defined = {row.qualname for row in rows if row.role == "source" and not _declares(row)}
    return [row for row in rows if not _declares(row) or row.qualname not in defined]


def _declares(row: SymbolRow) -> bool:
    return row.path.endswith(_STUBS) or (row.kind == "function" and row.path.endswith(_HEADERS))


def _is_free(row: SymbolRow) -> bool:
    """Whether a symbol belongs to no class."""
    return row.kind in CLASS_KINDS or row.kind in ("function", "macro", "constant", "variable", "target", "table")
