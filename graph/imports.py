"""What an import means: the languages' own rules, tried against the files that are there."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from ..facts import Import
from ..indexers.languages import language_of, load
from .view import Place, View, once_per_view

_FEW_FILES = 3
JVM = frozenset({"java", "kotlin", "scala"})
SCRIPT = frozenset({"javascript", "typescript", "tsx"})
_DEFAULT_EXPORT = (
    r"^\s*(?:(?:var|let|const)\s+([\w$]+)\s*=\s*)?"
    r"(?:export\s+default\b|(?:(?:module\.)?exports\s*=\s*)*module\.exports\s*=)\s*"
    r"(?:(?:async|abstract|new|class|function)\b\s*)*\*?\s*([A-Za-z_$][\w$]*)?"
)
_SCRIPT_ENDING = r"\.[cm]?[jt]sx?$"
_PACKAGE_NAME = re.compile(r"""\s*\{?\s*"name"\s*:\s*"([^"]+)\"""")
_MANIFEST_LINES = 20
_GO_MODULE = r"^module\s+(\S+)"


class Bound(NamedTuple):
    """What an import binds a name to; `place` is None when that is outside the repository."""

    place: Place | None


@once_per_view
def module_files(view: View, module: str, importer: str) -> list[str]:
    """The files that `module`, imported in the file `importer`, may mean, likeliest first; [] when it is outside."""
    language = language_of(importer)
    if not language or not module:
        return []
    rules = load(language)
    own = _in_go_module(view, module, importer) if language == "go" else []
    if language in SCRIPT and not module.startswith("."):
        inside = _in_own_package(view, module, importer)
        paths = (path for inner in inside for path in rules.module_paths(inner, importer))
        own = [path for path in paths if view.files_ending(path)]
    for ending in own or rules.module_paths(module, importer):
        found = view.files_ending(ending)
        if rules.package_file:
            found = [path for path in found if not view.file(path.removesuffix(ending) + rules.package_file)]
        if found:
            return sorted(found, key=lambda path: (-_shared_folders(path, importer), len(path), path))
    return []


def _in_go_module(view: View, module: str, importer: str) -> list[str]:
    """Where a package of the importer's own Go module lies, by the nearest go.mod."""
    folder = importer
    while folder:
        folder = posixpath.dirname(folder)
        lines = view.lines(posixpath.join(folder, "go.mod"))
        names = [match[1] for line in lines if (match := re.match(_GO_MODULE, line))]
        if names:
            inside = f"{module}/".startswith(f"{names[0]}/")
            return [posixpath.join("./", folder, f"{module}/"[len(names[0]) + 1 :])] if inside else []
    return []


def _in_own_package(view: View, module: str, importer: str) -> list[str]:
    """Where a package of JavaScript that imports itself by its name keeps what it means, relative to the importer."""
    folder = importer
    while folder:
        folder = posixpath.dirname(folder)
        for line in view.lines(posixpath.join(folder, "package.json"))[:_MANIFEST_LINES]:
            name = _PACKAGE_NAME.match(line)
            if name and f"{module}/".startswith(f"{name[1]}/"):
                inside = module[len(name[1]) + 1 :]
                here = posixpath.relpath(folder or ".", posixpath.dirname(importer) or ".")
                return [f"./{posixpath.join(here, source, inside or 'index')}" for source in ("src", "lib", "")]
    return []


def _shared_folders(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


@once_per_view
def imported_symbol(view: View, module: str, name: str, importer: str) -> Place | None:
    """The symbol that `from module import name` brings into `importer`, through re-exports; None when outside."""
    paths = module_files(view, module, importer)
    if len(paths) > _FEW_FILES:
        among = set(paths)
        rows = [row for row in view.named(name) if row.path in among and row.qualname == name]
        return view.place_of(rows[0]) if rows else None
    for path in paths:
        found = exported(view, path, name)
        if found:
            return found
    if not paths and language_of(importer) in JVM and module.count(".") > 1:
        return imported_symbol(view, module.rpartition(".")[0], name, importer)
    if language_of(importer) == "rust":
        return along(view, importer, [*module.split("::"), name])
    submodule = f"{module}{'' if module.endswith('.') else '.'}{name}"
    files = module_files(view, submodule, importer) if language_of(importer) == "python" else []
    return view.place(files[0]) if files else None


@once_per_view
def exported(view: View, path: str, name: str) -> Place | None:
    """What `name` means to those who import the file: its own symbol, or one that it imports in turn."""
    if name == "default" and (found := _default_export(view, path)):
        return found
    found = view.within(path, name) or _nested(view, path, name)
    if found:
        return found
    for item in view.imports(path):
        if (item.alias or item.name) == name and item.name:
            found = imported_symbol(view, item.module, item.name, path)
        elif item.alias == name:
            files = module_files(view, item.module, path)
            found = view.place(files[0]) if files else None
        elif item.name == "*" and not name.startswith("_"):
            found = imported_symbol(view, item.module, name, path)
        if found:
            return found
    return None


def along(view: View, importer: str, names: list[str]) -> Place | None:
    """What a path from a module of Rust means, taken name by name, through the crates that crates export."""
    files = module_files(view, names[0], importer)
    place = view.place(files[0]) if files else None
    for name in names[1:]:
        qualname = f"{place.symbol.qualname}.{name}" if place else ""
        place = place and (view.within(place.path, qualname) if place.symbol.name else exported(view, place.path, name))
    return place


def _nested(view: View, path: str, name: str) -> Place | None:
    """A symbol inside the class that the file is named after, as `import pkg.Outer.inner` of the JVM means it, or a
    module of Elixir, whose name begins with those around it.
    """
    if language_of(path) not in JVM and language_of(path) != "elixir":
        return None
    ordinal = next((i for i, symbol in enumerate(view.symbols(path)) if symbol.name == name), None)
    return None if ordinal is None else view.place(path, ordinal)


@once_per_view
def _default_export(view: View, path: str) -> Place | None:
    """What `export default` or `module.exports =` names in a file."""
    if language_of(path) not in SCRIPT:
        return None
    for number, line in enumerate(view.lines(path), 1):
        match = re.match(_DEFAULT_EXPORT, line)
        name = match and (match[1] or match[2])
        if name == "require":
            items = [item for item in view.imports(path) if item.line == number]
            return _meaning(view, path, items[0]) if items else None
        if name and name != "default":
            return exported(view, path, name)
    return None


@once_per_view
def _imports_by_name(view: View, path: str) -> dict[str, list[Import]]:
    found: dict[str, list[Import]] = {}
    for item in view.imports(path):
        if item.alias:
            found.setdefault(item.alias, []).append(item)
            package = item.alias.partition(".")[0]
            if package != item.alias and not item.name:
                found.setdefault(package, []).append(item._replace(module=package))
    return found


@once_per_view
def binding(view: View, path: str, name: str) -> Bound | None:
    """What the imports of a file bind a name to; None when none does."""
    items = _imports_by_name(view, path).get(name)
    if items is None:
        return None
    for item in items:
        found = _meaning(view, path, item)
        if found:
            return Bound(found)
    return Bound(None)


def _meaning(view: View, path: str, item: Import) -> Place | None:
    if item.name:
        return imported_symbol(view, item.module, item.name, path)
    files = module_files(view, item.module, path)
    return (_default_export(view, files[0]) or view.place(files[0])) if files else None


def starred(view: View, path: str, name: str) -> Place | None:
    """What a name means by the imports of everything: `from module import *`, `use module::*`."""
    if name.startswith("_") or language_of(path) in SCRIPT:
        return None
    for item in view.imports(path):
        if item.name == "*" or not (item.name or item.alias):
            found = imported_symbol(view, item.module, name, path)
            if found:
                return found
    return None


def importers(view: View, path: str) -> list[tuple[str, int]]:
    """The files that import a file, or something straight from it, each with the first line where they do."""
    stem = posixpath.basename(posixpath.dirname(path) if is_package_file(path) else path).partition(".")[0]
    own = {symbol.name for symbol in view.symbols(path)[1:] if symbol.parent == 0} | {"*", "default"}
    names = own | {stem, "js", posixpath.splitext(path)[1][1:]}  # of "./a.js" the last name is js
    rows = {row.path: row for name in sorted(names) for row in view.mentions(name, ("import",)) if row.path != path}
    found: dict[str, int] = {}
    for row in rows.values():
        for item in view.imports(row.path):
            leaf = re.split(r"[./:\\]", re.sub(_SCRIPT_ENDING, "", item.module))[-1]
            if (item.name in own or stem in (item.name, leaf)) and _imports(view, row.path, item, path):
                found.setdefault(row.path, item.line)
    return sorted(found.items())


def _imports(view: View, importer: str, item: Import, path: str) -> bool:
    files = module_files(view, item.module, importer)
    if path in files and posixpath.dirname(path) == posixpath.dirname(files[0]):
        return True
    place = imported_symbol(view, item.module, item.name, importer) if item.name else None
    return place is not None and place.path == path and not place.symbol.name


def is_package_file(path: str) -> bool:
    """Whether a file stands for its folder, as `__init__.py` and `index.js` do."""
    return posixpath.basename(path).partition(".")[0] in ("__init__", "index", "mod", "lib")
