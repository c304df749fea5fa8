"""What Kotlin and Scala share: packages are folders, and by convention a class has a file of its name."""

from __future__ import annotations

from ...facts import Import

_PLATFORM = frozenset({"java", "javax", "kotlin", "scala"})


def imported(path: str, alias: str, line: int) -> Import:
    """The import of `path`: of a class from its own file, of anything else from the class or package around it."""
    owner, _, name = path.rpartition(".")
    return Import(path if name[:1].isupper() else owner, name, alias, line)


def package_paths(module: str, endings: tuple[str, ...]) -> list[str]:
    """The file of the class that `module` names or leads through, or the folder of its package."""
    names = module.split(".")
    if names[0] in _PLATFORM:
        return []
    classes = [index for index, name in enumerate(names) if name[:1].isupper()]
    package = names[: classes[0]] if classes else names
    files = ["/".join(names[: classes[0] + 1]) + ending for ending in endings] if classes else []
    return [*files, "/".join(package) + "/"] if package else files
