"""Naming a file, symbol, folder or the repository on the command line."""

from __future__ import annotations

from ..errors import SleepdError
from ..graph.view import View


def unit_of(view: View, unit: str) -> str:
    """What the user means, as notes call it. Raises SleepdError when it is not there."""
    folder = unit.removeprefix("./").rstrip("/")
    if folder in ("", ".") or view.files_below(folder):
        return f"{folder}/" if folder not in ("", ".") else ""
    if view.find(unit.removeprefix("./")) is None:
        raise SleepdError(
            f"there is no {unit} here", "give a path, path::symbol or folder/, from the top of the repository"
        )
    return unit.removeprefix("./")
