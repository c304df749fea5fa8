"""What a list of changes says: its releases, and where it first speaks of something."""

from __future__ import annotations

import re

from ..graph.view import Place, View

CHANGELOG = re.compile(r"(?:^|/)(?:change(?:s|log)|news|history|releases?|release[-_]notes|whatsnew)\b", re.IGNORECASE)
_VERSION = re.compile(r"(?<![\w.])v?(\d+(?:\.\d+)+(?:[-.]?(?:a|b|c|rc|alpha|beta|dev|pre|post)[-.]?\d*)?)(?![\w])")


def releases(view: View) -> list[Place]:
    """The sections about one release each, in the documents that list changes."""
    paths = [row.path for row in view.files_below("") if row.role == "doc" and row.blob_id]
    return [
        Place(path, ordinal, symbol)
        for path in paths
        if CHANGELOG.search(path)
        for ordinal, symbol in enumerate(view.symbols(path))
        if symbol.kind == "section" and version_of(symbol.name)
    ]


def version_of(title: str) -> str:
    """The version in a title such as "Version 2.0.1" or "[v1.2] - 2024-05-01"; "" when there is none."""
    found = _VERSION.search(title)
    return found[1] if found else ""


def release(view: View, version: str) -> Place | None:
    """The section about a version; "3.1" may mean 3.1.0."""
    wanted = version.strip().lower().removeprefix("version ").removeprefix("release ").removeprefix("v")
    found = {version_of(place.symbol.name): place for place in reversed(releases(view))}
    return found.get(wanted) or found.get(f"{wanted}.0") if re.match(r"\d+(?:\.\d+)*", wanted) else None


def age(place: Place) -> tuple[int, ...]:
    """What puts releases in order, the oldest first."""
    return tuple(int(number) for number in re.findall(r"\d+", version_of(place.symbol.name)))
