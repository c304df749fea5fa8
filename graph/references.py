"""Who refers to what, across files, each with a confidence that says how it is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..facts import CLASS_KINDS, Reference
from ..store.facts import SymbolRow
from .imports import imported_symbol, module_files
from .view import Place, View

CERTAIN = 0.5
"""References below this are guesses by name: worth a mention, not a claim."""

_SELF = frozenset({"self", "cls", "this", "super", "Self", "@", "$this", "static", "parent", "base"})
_MAX_FILES = 60
_USES = ("call", "attribute", "inherit", "type", "raise", "import")


class Use(NamedTuple):
    """One reference to a symbol from somewhere in the work tree."""

    path: str
    reference: Reference
    user: Place
    """The innermost symbol around the reference."""
    confidence: float


class Target(NamedTuple):
    """What a reference means."""

    reference: Reference
    place: Place
    confidence: float


def uses_of(view: View, place: Place, kinds: Sequence[str] = _USES) -> list[Use]:
    """Where a symbol is used, surest first, then by place; its own definition and recursion included."""
    name = place.symbol.name
    rivals = view.named(name)
    uses = []
    for path in _candidate_files(view, place, kinds):
        for reference in view.references(path):
            if reference.name == name and reference.kind in kinds:
                confidence = _confidence(view, path, reference, place, rivals)
                if confidence >= 0.1:
                    uses.append(Use(path, reference, view.place(path, reference.scope), confidence))
    return sorted(uses, key=lambda use: (-use.confidence, use.path, use.reference.line))


def targets_of(view: View, place: Place, kinds: Sequence[str] = _USES) -> list[Target]:
    """What a symbol refers to inside the repository, in the order of its lines; the surest meaning of each."""
    return [
        target
        for reference in view.references_in(place)
        if reference.kind in kinds and (target := target_of(view, place.path, reference))
    ]


def target_of(view: View, path: str, reference: Reference) -> Target | None:
    """The likeliest meaning of one reference in the file `path`; None when it is nothing of this repository."""
    rows = [row for row in view.named(reference.name)[:40] if row.kind not in ("key", "rule")]
    best: Target | None = None
    for row in sorted(rows, key=lambda row: (row.path != path, row.role == "test")):
        place = view.place_of(row)
        confidence = _confidence(view, path, reference, place, rows)
        if best is None or confidence > best.confidence:
            best = Target(reference, place, confidence)
        if confidence >= 0.95:
            break
    if best is None:
        found = _imported(view, path, reference)
        return Target(reference, found, 0.95) if found else None
    return best if best.confidence >= 0.1 else None


def _candidate_files(view: View, place: Place, kinds: Sequence[str]) -> list[str]:
    paths = [row.path for row in view.mentions(place.symbol.name, kinds) if row.blob_id]
    if len(paths) > _MAX_FILES:
        near = {row.path for owner in _owners(view, place) for row in view.mentions(owner, _USES)}
        folder = place.path.rpartition("/")[0]
        paths.sort(key=lambda path: (path != place.path, path not in near, not path.startswith(folder), path))
    return paths[:_MAX_FILES]


def _owners(view: View, place: Place) -> list[str]:
    """The names by which a file that uses the symbol would have met it: its class, its module."""
    stem = place.path.rpartition("/")[2].partition(".")[0]
    parent = view.parent(place)
    return [name for name in (parent.symbol.name if parent else "", stem) if name]


def _confidence(view: View, path: str, reference: Reference, place: Place, rivals: Iterable[SymbolRow]) -> float:
    """How surely `reference` in the file `path` means `place`, when the symbols `rivals` have the same name."""
    symbol = place.symbol
    owner = view.parent(place)
    in_class = owner is not None and owner.symbol.kind in CLASS_KINDS
    first = reference.qualifier.partition(".")[0].partition("::")[0]
    if reference.kind == "import":
        found = imported_symbol(view, reference.qualifier, reference.name, path)
        return 0.0 if found is None else 1.0 if _same(found, place) else 0.0
    if path == place.path:
        if not reference.qualifier:
            return 0.4 if in_class else 1.0
        if in_class and owner:
            if first in _SELF:
                return 1.0 if _around(view, path, reference.scope, owner.ordinal) else 0.6
            if first == owner.symbol.name:
                return 1.0
    bound = _binding(view, path, first if reference.qualifier else reference.name)
    if bound is not None:
        inside, found = bound
        if not inside:
            return 0.0
        if found is not None:
            if not reference.qualifier:
                return 0.95 if _same(found, place) else 0.0
            if found.path == place.path:
                return 0.95 if not in_class or (owner and found.symbol.name == owner.symbol.name) else 0.6
            return 0.9 if not in_class and _reexports(view, found, place) else 0.1
    methods = sum(1 for row in rivals if (row.parent > 0) == in_class and row.role != "test") or 1
    if in_class and reference.qualifier and owner:
        knows_owner = any(item.alias == owner.symbol.name for item in view.imports(path))
        return max(0.7 if knows_owner and first not in _SELF else 0.0, 0.7 / methods)
    if not in_class and not reference.qualifier:
        return _global_confidence(view, path, place, methods)
    return 0.2 / methods


def _global_confidence(view: View, path: str, place: Place, rivals: int) -> float:
    """For a bare name that no import of the file binds: star imports, same package, languages with one namespace."""
    for item in view.imports(path):
        if item.name in ("*", "") and not item.alias and place.path in module_files(view, item.module, path):
            return 0.8
    same_folder = path.rpartition("/")[0] == place.path.rpartition("/")[0]
    file = view.file(path)
    if file and file.language in ("python", "javascript", "typescript", "tsx"):
        return 0.15 / rivals
    return (0.9 if same_folder else 0.6) / rivals


def _binding(view: View, path: str, name: str) -> tuple[bool, Place | None] | None:
    """What an import of the file binds `name` to: (inside the repository, the place); None when none binds it."""
    for item in view.imports(path):
        if item.alias == name or (item.alias.partition(".")[0] == name and not item.name):
            if item.name:
                found = imported_symbol(view, item.module, item.name, path)
            else:
                files = module_files(view, item.module, path)
                found = view.place(files[0]) if files else None
            return found is not None, found
    return None


def _imported(view: View, path: str, reference: Reference) -> Place | None:
    bound = _binding(view, path, reference.qualifier.partition(".")[0] or reference.name)
    return bound[1] if bound else None


def _same(one: Place, other: Place) -> bool:
    return one.path == other.path and one.symbol.qualname == other.symbol.qualname


def _reexports(view: View, module: Place, place: Place) -> bool:
    return any(
        item.alias == place.symbol.name and (found := imported_symbol(view, item.module, item.name, module.path))
        and _same(found, place)
        for item in view.imports(module.path)
        if item.name
    )  # fmt: skip


def _around(view: View, path: str, scope: int, ordinal: int) -> bool:
    symbols = view.symbols(path)
    while scope > 0:
        if scope == ordinal:
            return True
        scope = symbols[scope].parent
    return False
