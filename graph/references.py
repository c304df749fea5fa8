"""Who refers to what, across files, each with a confidence that says how it is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..facts import CLASS_KINDS, Reference
from ..indexers.languages import language_of
from ..store.facts import FileRow, SymbolRow
from .imports import imported_symbol
from .members import ancestors, class_around, member, owner, written
from .names import Meaning, family, lexical, must_be_imported, needs_imports, package_of, same
from .receivers import POSSIBLE, local_receiver, receiver
from .view import Place, View, once_per_view

CERTAIN = 0.5
"""References below this are guesses by name: worth a mention, not a claim."""
USES = ("call", "attribute", "inherit", "type", "raise", "import")
"""How code refers to code; documents have mentions."""
CONSTRUCTORS = frozenset({"__init__", "__new__", "constructor", "initialize", "__construct", "init"})

_LOWEST = 0.1
_MAX_FILES = 40
_MAX_REFERENCES = 300
"""To tell what one of them means takes a tenth of a millisecond."""
_ASIDE = frozenset({"test", "example"})
_BARE_MEMBERS = frozenset({"java", "kotlin", "scala", "csharp", "cpp", "ruby", "swift"})
"""Languages in which a bare name may be a member of the class around."""
_EVERYDAY = frozenset({
    "add", "all", "any", "append", "apply", "call", "catch", "clear", "clone", "close", "cmp", "contains", "copy",
    "count", "create", "default", "delete", "each", "empty", "end", "entries", "eq", "equals", "error", "exec",
    "execute", "exists", "extend", "fetch", "fill", "filter", "find", "first", "flush", "forEach", "format", "from",
    "get", "group", "handle", "has", "hash", "index", "init", "insert", "into", "items", "iter", "join", "keys",
    "last", "len", "length", "list", "load", "lock", "log", "lower", "main", "map", "match", "merge", "name", "new",
    "next", "notify", "of", "open", "parse", "pop", "post", "print", "push", "put", "query", "raise", "read",
    "reduce", "release", "remove", "render", "replace", "reset", "resolve", "reverse", "run", "save", "search",
    "seek", "select", "send", "set", "setup", "show", "size", "skip", "slice", "sort", "split", "start", "stop",
    "strip", "sub", "test", "then", "trim", "type", "unlock", "unwrap", "update", "upper", "value", "values",
    "wait", "warn", "with", "write",
    "addEventListener", "appendChild", "as_bytes", "as_mut", "as_ref", "as_str", "charAt", "compareTo", "containsKey",
    "each_pair", "each_with_index", "empty?", "endsWith", "end_with?", "ends_with", "endswith", "getClass",
    "getOrDefault", "hasOwnProperty", "has_key?", "hashCode", "include?", "indexOf", "insert_before", "into_iter",
    "is_a?", "is_dir", "is_empty", "is_file", "is_none", "is_some", "isEmpty", "iter_mut", "key?", "kind_of?",
    "method_missing", "nil?", "or_insert", "push_back", "push_str", "read_text", "readline", "readlines",
    "removesuffix", "respond_to?", "respond_to_missing?", "setdefault", "setTimeout", "splitlines", "startsWith",
    "start_with?", "starts_with", "startswith", "toLowerCase", "toString", "toUpperCase", "to_a", "to_h", "to_i",
    "to_json", "to_owned", "to_path_buf", "to_proc", "to_s", "to_str", "to_string", "to_sym", "to_vec", "unwrap_or",
    "unwrap_or_default", "unwrap_or_else", "write_text",
})  # fmt: skip
"""Names that objects of the standard library have as well."""


class Use(NamedTuple):
    """One reference to a symbol from somewhere in the work tree."""

    path: str
    reference: Reference
    user: Place
    """The innermost symbol around the reference; the class that inherits."""
    confidence: float


class Target(NamedTuple):
    """What a reference means."""

    reference: Reference
    place: Place
    confidence: float


def uses_of(view: View, place: Place, kinds: Sequence[str] = USES, role: str = "") -> list[Use]:
    """Where a symbol is used, surest first, then by place; its own definition and recursion included.

    `role` is that of the files to look at, such as "test"; "" for all. A constructor is also used where its class is
    called. Of a name that very much uses, the files nearest to the symbol are read (see `unread_files`).
    """
    name = place.symbol.name
    rivals = view.named(name)
    uses = []
    for path, references in _nearest(view, place, tuple(kinds), role)[0]:
        for reference in references:
            confidence = _confidence(view, path, reference, place, rivals)
            if confidence >= _LOWEST:
                uses.append(Use(path, reference, _user(view, path, reference), confidence))
    made = owner(view, place) if name in CONSTRUCTORS and "call" in kinds else None
    if made:
        uses += uses_of(view, made, ("call",), role)
    return sorted(uses, key=lambda use: (-use.confidence, use.path, use.reference.line))


def uses_of_name(view: View, name: str, kinds: Sequence[str] = USES) -> tuple[list[Use], int]:
    """Where a name is used that nothing here defines, by place, and in how many more files, which were not read."""
    paths = [row.path for row in view.mentions(name, kinds) if row.blob_id]
    uses = [
        Use(path, reference, _user(view, path, reference), CERTAIN)
        for path in paths[:_MAX_FILES]
        for reference in view.references(path, name=name)
        if reference.kind in kinds
    ]
    return uses, max(0, len(paths) - _MAX_FILES)


def untold(view: View, place: Place, kinds: Sequence[str] = USES) -> list[Use]:
    """Where a symbol's name is used and nothing says which of the things of that name is meant."""
    found = _nearest(view, place, tuple(kinds), "")[0]
    return [
        Use(path, reference, _user(view, path, reference), 0.0)
        for path, references in found
        for reference in references
        if family(path) == family(place.path) and resolve(view, path, reference) is None
    ]


def _user(view: View, path: str, reference: Reference) -> Place:
    heir = view.class_around(path, reference.scope) if reference.kind == "inherit" else None
    return heir or view.place(path, reference.scope)


def unread_files(view: View, place: Place, kinds: Sequence[str] = USES, role: str = "") -> int:
    """How many files use a symbol's name beyond those that `uses_of` reads."""
    return _nearest(view, place, tuple(kinds), role)[1]


@once_per_view
def _nearest(
    view: View, place: Place, kinds: tuple[str, ...], role: str
) -> tuple[list[tuple[str, list[Reference]]], int]:
    """The references by a symbol's name in the files nearest to it, and how many files are left out."""
    paths = _candidate_files(view, place, kinds, role)
    found: list[tuple[str, list[Reference]]] = []
    count = 0
    for path in paths[:_MAX_FILES]:
        references = [r for r in view.references(path, name=place.symbol.name) if r.kind in kinds]
        count += len(references)
        if found and count > _MAX_REFERENCES:
            break
        found.append((path, references))
    return found, len(paths) - len(found)


def targets_of(view: View, place: Place, kinds: Sequence[str] = USES) -> list[Target]:
    """What a symbol refers to inside the repository, in the order of its lines; the surest meaning of each.

    What decorates it is left out. In a whole file, the first of the references that are spelled alike stands for all.
    """
    first = _definition_line(view, place) if place.symbol.decorators else 0
    references = [r for r in view.references_in(place) if r.kind in kinds and r.line >= first]
    if not place.symbol.name:
        references = list({(r.name, r.qualifier): r for r in reversed(references)}.values())[::-1]
    return [target for reference in references if (target := target_of(view, place.path, reference))]


def _definition_line(view: View, place: Place) -> int:
    """The line after its decorators."""
    name = re.compile(rf"^\s*(?![@#\[]).*\b{re.escape(place.symbol.name)}\b")
    lines = enumerate(view.text(place), place.symbol.start)
    return next((number for number, line in lines if name.match(line)), place.symbol.start)


def target_of(view: View, path: str, reference: Reference) -> Target | None:
    """The likeliest meaning of one reference in the file `path`; None when it is nothing of this repository."""
    meaning = resolve(view, path, reference)
    if meaning:
        return Target(reference, meaning.place, meaning.confidence) if meaning.place else None
    rivals = view.named(reference.name)
    best, best_row = 0.0, None
    for row in rivals[:40]:
        confidence = _guess(view, path, reference, row, rivals)
        if confidence > best:
            best, best_row = confidence, row
    return Target(reference, view.place_of(best_row), best) if best_row and best >= _LOWEST else None


def run_by(view: View, place: Place) -> Place:
    """What runs when a symbol is called: a class's constructor, where it has one, else the symbol itself."""
    if place.symbol.kind not in CLASS_KINDS:
        return place
    found = (member(view, place, name) for name in sorted(CONSTRUCTORS))
    return next((constructor for constructor in found if constructor), place)


def subclasses(view: View, place: Place) -> list[Place]:
    """The classes that directly inherit from one, by what can be told with certainty."""
    uses = uses_of(view, place, ("inherit",))
    return list(dict.fromkeys(use.user for use in uses if use.confidence >= CERTAIN))


@once_per_view
def resolve(view: View, path: str, reference: Reference) -> Meaning | None:
    """What a reference means by the rules of its language; None when they don't say."""
    name, scope = reference.name, reference.scope
    if reference.kind == "import":
        return Meaning(imported_symbol(view, reference.qualifier, name, path), 1.0)
    if reference.kind == "mention":
        return None
    if not reference.qualifier:
        found = _bare_member(view, path, scope, name) if language_of(path) in _BARE_MEMBERS else None
        if found:
            return found
        return lexical(view, path, scope, name) or (Meaning(None, 1.0) if must_be_imported(view, path) else None)
    known = receiver(view, path, reference)
    if known is None or known.place is None:
        full = written(view, path, scope, f"{reference.qualifier}.{name}") if reference.qualifier != "?" else None
        if full or known is None:
            return full
    place = known.member(view, name)
    if place is None and known.place and known.place.symbol.kind not in CLASS_KINDS:
        known = local_receiver(view, path, reference) or known  # a variable may be named like a module or function
        place = known.member(view, name)
    if place is None and known.place and known.place.symbol.name:
        return None  # a class may have members that are not to be seen in it
    if place is None and known.place and language_of(path) == "lua":
        return None  # a module is a table, which may be filled anywhere
    return Meaning(place, known.confidence)


def _bare_member(view: View, path: str, scope: int, name: str) -> Meaning | None:
    cls = class_around(view, path, scope)
    while cls:
        found = member(view, cls, name)
        if found:
            return Meaning(_constructed(view, found) or found, 0.95)
        cls = class_around(view, cls.path, cls.symbol.parent) if cls.symbol.parent > 0 else None
    return None


def _constructed(view: View, place: Place) -> Place | None:
    """The class that a constructor of its name makes: who says that name means the class."""
    cls = owner(view, place)
    return cls if cls and cls.symbol.name == place.symbol.name and place.symbol.kind not in CLASS_KINDS else None


def _candidate_files(view: View, place: Place, kinds: Sequence[str], role: str) -> list[str]:
    rows = [row for row in view.mentions(place.symbol.name, kinds) if row.blob_id and role in ("", row.role)]
    if len(rows) > _MAX_FILES:
        near = {row.path for name in _owners(view, place) for row in view.mentions(name, USES)}
        folder = place.path.rpartition("/")[0]

        def distance(row: FileRow) -> tuple[bool, bool, bool, bool, str]:
            far, test = not row.path.startswith(folder), row.role == "test"
            return row.path != place.path, row.path not in near, far, test, row.path

        rows.sort(key=distance)
    return [row.path for row in rows]


def _owners(view: View, place: Place) -> list[str]:
    """The names by which a file that uses the symbol would have met it: its class, its module."""
    around = owner(view, place)
    stem = place.path.rpartition("/")[2].partition(".")[0]
    return [name for name in (around.symbol.name if around else "", stem) if name]


def _confidence(view: View, path: str, reference: Reference, place: Place, rivals: list[SymbolRow]) -> float:
    """How surely `reference` in the file `path` means `place`, when the symbols `rivals` have the same name."""
    meaning = resolve(view, path, reference)
    if meaning is None or (meaning.place is None and meaning.confidence <= POSSIBLE):
        row = next((row for row in rivals if row.path == place.path and row.qualname == place.symbol.qualname), None)
        guess = _guess(view, path, reference, row, rivals) if row else 0.0
        return min(guess, meaning.confidence) if meaning else guess
    if meaning.place is None:
        return 0.0
    return meaning.confidence if same(meaning.place, place) else _dispatch(view, path, reference, meaning.place, place)


def _dispatch(view: View, path: str, reference: Reference, meant: Place, place: Place) -> float:
    """How surely a reference to a member of a class reaches the one of the same name in a class below."""
    cls, above = owner(view, place), owner(view, meant)
    if not cls or not above or not any(same(ancestor, above) for ancestor in ancestors(view, cls)):
        return 0.0
    own = reference.qualifier in ("self", "this", "cls", "") and class_around(view, path, reference.scope)
    return 0.6 if own and same(own, above) else 0.4


def _guess(view: View, path: str, reference: Reference, row: SymbolRow, rivals: list[SymbolRow]) -> float:
    """How surely a reference that no rule resolves means one of the symbols of its name."""
    if reference.kind == "mention":
        return _mention(view, reference, row, rivals)
    file = view.file(path)
    if family(path) != family(row.path) or (row.role in _ASIDE and file and file.role == "source"):
        return 0.0
    place = view.place_of(row)
    cls = owner(view, place)
    if cls is None:
        rivals = [rival for rival in rivals if "." not in rival.qualname and rival.role != "test"]
        shared = not reference.qualifier and not needs_imports(path)
        return (0.6 if shared else 0.2) / max(1, len(rivals))
    own = reference.qualifier in ("self", "this") or (not reference.qualifier and language_of(path) in _BARE_MEMBERS)
    around = class_around(view, path, reference.scope) if own else None
    if around and any(same(around, above) for above in ancestors(view, cls)):
        return 0.8  # what a mixin or a base class expects of the class below
    if not reference.qualifier:
        return 0.0
    if _spelled(reference.qualifier) == _spelled(cls.symbol.name):
        return 0.6
    rivals = [rival for rival in rivals if rival.role != "test" or row.role == "test"]
    if row.name in _EVERYDAY:
        return 0.3 / max(1, len(rivals))
    others = _other_families(view, cls, rivals)
    telling = is_telling(row.name)
    if _knows(view, path, row):
        known = sum(_knows(view, path, rival) for rival in rivals[:40]) if others else 1
        return (0.75 if telling else 0.45) / max(1, known)
    return (0.6 if telling else 0.4) / (1 + others)


def _spelled(name: str) -> str:
    """A name in the way that variables and their classes have in common: "http_client" for `self.http_client`."""
    return name.rpartition(".")[2].replace("_", "").lower()


def _other_families(view: View, cls: Place, rivals: list[SymbolRow]) -> int:
    """How many of the rivals are members of classes that have nothing to do with this one."""
    others = 0
    own = {place.unit for place in [cls, *ancestors(view, cls)]}
    for rival in rivals:
        around = owner(view, view.place_of(rival)) if len(rivals) <= 12 else None
        if around is None:
            others += "." in rival.qualname and rival.qualname.rpartition(".")[0] != cls.symbol.qualname
        elif not own.intersection(place.unit for place in [around, *ancestors(view, around)]):
            others += 1
    return others


def is_telling(name: str) -> bool:
    """Whether a name is so particular that objects from elsewhere hardly have it."""
    if name in _EVERYDAY:
        return False
    return "_" in name.strip("_") or name != name.lower() or len(name) > 12


def _knows(view: View, path: str, row: SymbolRow) -> bool:
    """Whether a file imports the class or module of a symbol, or shares its package."""
    around = row.qualname.rpartition(".")[0].rpartition(".")[2]
    module = row.path.rpartition("/")[2].partition(".")[0]
    return package_of(path) == package_of(row.path) or bool(_known_names(view, path) & {around, module})


@once_per_view
def _known_names(view: View, path: str) -> set[str]:
    leaves = ((item.name, item.alias, item.module.replace("/", ".").rpartition(".")[2]) for item in view.imports(path))
    return {name for names in leaves for name in names if name}


def _mention(view: View, reference: Reference, row: SymbolRow, rivals: list[SymbolRow]) -> float:
    """How surely a document's mention means a symbol."""
    before = reference.qualifier.replace("::", ".").replace("#", ".")
    count = sum(rival.role != "test" for rival in rivals) or 1
    if not before:
        return 0.8 if count == 1 else 0.6 / count
    around = row.qualname.rpartition(".")[0]
    if around and f".{before}".endswith(f".{around}"):
        return 0.95
    module = row.path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")
    if not around and f".{module}".endswith(f".{before}"):
        return 0.95
    found = imported_symbol(view, before, row.name, row.path)
    if found:
        return 0.95 if same(found, view.place_of(row)) else 0.0
    return 0.6 if count == 1 and is_telling(row.name) else 0.3 / count
