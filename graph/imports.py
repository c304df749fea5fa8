"""Which file an import means: the languages' own rules, tried against the files that are there."""

from __future__ import annotations

from ..indexers.languages import language_of, load
from .view import Place, View

_MAX_HOPS = 4


def module_files(view: View, module: str, importer: str) -> list[str]:
    """The files that `module`, imported in the file `importer`, may mean, likeliest first; [] when it is outside."""
    language = language_of(importer)
    if not language or not module:
        return []
    rules = load(language)
    for ending in rules.module_paths(module, importer):
        found = _files_at(view, ending)
        if rules.package_file:
            found = [path for path in found if not view.file(path.removesuffix(ending) + rules.package_file)]
        if found:
            return sorted(found, key=lambda path: (-_shared_folders(path, importer), len(path), path))
    return []


def _files_at(view: View, ending: str) -> list[str]:
    if ending.startswith("./"):
        row = view.file(ending[2:])
        return [row.path] if row and row.blob_id else []
    if ending.endswith("/"):
        return [row.path for row in view.store.files_in_folder_ending(ending.rstrip("/")) if row.blob_id]
    return [row.path for row in view.store.files_ending(ending) if row.blob_id]


def _shared_folders(one: str, other: str) -> int:
    count = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


def imported_symbol(view: View, module: str, name: str, importer: str, hops: int = _MAX_HOPS) -> Place | None:
    """The symbol that `from module import name` brings into `importer`, through re-exports; None when outside."""
    for path in module_files(view, module, importer)[:3]:
        for ordinal, symbol in enumerate(view.symbols(path)):
            if symbol.qualname == name:
                return Place(path, ordinal, symbol)
        if hops:
            for item in view.imports(path):
                if item.alias == name and item.name:
                    found = imported_symbol(view, item.module, item.name, path, hops - 1)
                    if found:
                        return found
        submodule = module_files(view, f"{module.rstrip('.')}.{name}" if module.strip(".") else f"{module}{name}", importer)
        if submodule:
            return view.place(submodule[0])
    return None
