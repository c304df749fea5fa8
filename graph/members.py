"""What belongs to a class: its own members, and those that it inherits."""

from __future__ import annotations

import re

from ..facts import CLASS_KINDS, DATA_KINDS, Reference
from ..indexers.languages import language_of
from .imports import JVM, SCRIPT, along, exported, module_files
from .names import Meaning, family, lexical, package_of, same
from .view import Place, View, once_per_view

_PACKAGE_LINES = 30
"""A package is declared before them, after what is said of the licence."""
_SCATTERED = frozenset({"go", "rust", "c", "cpp", "csharp", "ruby", "swift", "kotlin", "scala", "lua"})
"""Languages in which a class has members outside its braces."""


def owner(view: View, place: Place) -> Place | None:
    """The class that a member belongs to; None for what is no member."""
    around = view.parent(place)
    if around is None or around.symbol.kind in CLASS_KINDS:
        return around if around and around.symbol.kind != "module" else None
    name = place.symbol.qualname.rpartition(".")[0]
    if name == around.symbol.qualname:
        return None
    return view.within(place.path, name) or _class_named(view, place.path, name.rpartition(".")[2])


def class_around(view: View, path: str, scope: int) -> Place | None:
    """The class whose code stands in a scope, also when it stands outside the class as in Go."""
    for place in view.around(path, scope):
        found = place if place.symbol.kind in CLASS_KINDS else owner(view, place)
        if found:
            return found
    return None


def _class_named(view: View, path: str, name: str) -> Place | None:
    rows = [row for row in view.named(name) if row.kind in CLASS_KINDS and family(row.path) == family(path)]
    beside = [row for row in rows if package_of(row.path) == package_of(path)]
    rows = beside or [row for row in rows if row.role != "test"] or rows
    return view.place_of(rows[0]) if beside or len(rows) == 1 else None


@once_per_view
def bases(view: View, cls: Place) -> list[Place]:
    """The classes of the repository that a class inherits from or implements, in order."""
    found = []
    for heir, reference in _inheritance(view, cls.path).get(cls.symbol.qualname, ()):
        dotted = f"{reference.qualifier}.{reference.name}" if reference.qualifier else reference.name
        meaning = written(view, cls.path, max(heir.symbol.parent, 0), dotted)
        base = meaning.place if meaning else _class_named(view, cls.path, reference.name)
        if base and not same(base, cls):
            found.append(base)
    return found


@once_per_view
def _inheritance(view: View, path: str) -> dict[str, list[tuple[Place, Reference]]]:
    """The references by which the classes of a file inherit, by the qualname of the class."""
    found: dict[str, list[tuple[Place, Reference]]] = {}
    for reference in view.references(path, kind="inherit"):
        heir = view.class_around(path, reference.scope)
        if heir:
            found.setdefault(heir.symbol.qualname, []).append((heir, reference))
    return found


@once_per_view
def ancestors(view: View, cls: Place) -> list[Place]:
    """All classes above one, nearest first; one that is reached in several ways comes after all that lead to it."""
    found: list[Place] = []
    for base in bases(view, cls):
        above = ancestors(view, base) or []  # None in a circle
        found = [place for place in found if place not in above and place != base]
        found += [base, *above]
    return found


def own_member(view: View, cls: Place, name: str) -> Place | None:
    """A member that the class itself has."""
    qualname = f"{cls.symbol.qualname}.{name}"
    found = view.within(cls.path, qualname)
    if found or language_of(cls.path) not in _SCATTERED:
        return found
    ending = f".{cls.symbol.name}.{name}"
    rows = [row for row in view.named(name) if f".{row.qualname}".endswith(ending)]
    near = [row for row in rows if package_of(row.path) == package_of(cls.path)]
    rows = near or ([] if language_of(cls.path) == "go" else [r for r in rows if family(r.path) == family(cls.path)])
    return view.place_of(rows[0]) if rows else None


@once_per_view
def member(view: View, cls: Place, name: str) -> Place | None:
    """A member that the class has or inherits."""
    return own_member(view, cls, name) or inherited(view, cls, name)


def inherited(view: View, cls: Place, name: str) -> Place | None:
    """A member as the classes above have it."""
    found = (own_member(view, above, name) for above in ancestors(view, cls))
    return next((place for place in found if place), None)


@once_per_view
def part(view: View, place: Place, name: str) -> Place | None:
    """What `place.name` means: a member of a class, a symbol of a module, a module of a package."""
    symbol = place.symbol
    if symbol.kind == "file":
        return exported(view, place.path, name) or _in_package(view, place.path, name)
    if symbol.kind in CLASS_KINDS:
        inside = [*symbol.qualname.split("."), name] if language_of(place.path) == "elixir" else []
        return member(view, place, name) or (_by_full_name(view, place.path, inside) if inside else None)
    found = view.within(place.path, f"{symbol.qualname}.{name}")
    if found or language_of(place.path) not in SCRIPT or symbol.kind not in DATA_KINDS:
        return found
    return view.within(place.path, name)  # `exports.name = ...` beside `module.exports = place`


def _in_package(view: View, path: str, name: str) -> Place | None:
    if language_of(path) == "python":
        files = module_files(view, f".{name}", path)
        return view.place(files[0]) if files else None
    found = lexical(view, path, 0, name) if package_of(path) != path else None
    return found.place if found else None


def parts_of(dotted: str) -> list[str]:
    """The names in `a.b`, `a::b`, `$a->b` or `a?.b`."""
    return dotted.replace("::", ".").replace("->", ".").replace("?.", ".").strip(".$").split(".")


def written(view: View, path: str, scope: int, dotted: str) -> Meaning | None:
    """What a dotted name that is no variable's means in a scope: a type's, or a path from a crate in Rust."""
    found = static(view, path, scope, dotted)
    place = _by_full_name(view, path, parts_of(dotted)) if found is None else None
    return Meaning(place, 0.95) if place else found


def _by_full_name(view: View, path: str, parts: list[str]) -> Place | None:
    """What a name from the root means: of a crate in Rust, a module in Elixir, a package on the JVM."""
    language = language_of(path)
    if language == "rust":
        return along(view, path, parts)
    if language == "elixir":
        rows = [row for row in view.named(parts[-1]) if row.qualname == ".".join(parts) and row.kind in CLASS_KINDS]
        return view.place_of(rows[0]) if rows else None
    if language not in JVM or len(parts) < 2:
        return None
    package = re.compile(rf"\s*package {re.escape('.'.join(parts[:-1]))}\b(?!\.)")
    rows = [row for row in view.named(parts[-1]) if row.qualname == row.name and family(row.path) == family(path)]
    near = (row for row in rows if any(map(package.match, view.lines(row.path)[:_PACKAGE_LINES])))
    return next(map(view.place_of, near), None)


@once_per_view
def static(view: View, path: str, scope: int, dotted: str) -> Meaning | None:
    """What a dotted name such as `module.Class.member` means in a scope, without knowing any value's type."""
    parts = parts_of(dotted)
    for length in range(len(parts) if language_of(path) == "python" else 1, 0, -1):
        found = lexical(view, path, scope, ".".join(parts[:length]))
        if found:
            place = found.place
            for name in parts[length:] if place else ():
                place = place and part(view, place, name)
                if place is None:
                    return None
            return Meaning(place, found.confidence)
    return None
