"""Writing the site: all of it, or nothing; and never over what somebody else wrote."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..errors import SleepdError
from ..graph.view import View
from ..refresh import Progress
from ..workspace import Workspace
from .contents import Contents, Page
from .forge import Address, forge_of
from .text import as_html, as_markdown, plain

_MARK = ".sleepd-site"
"""Lists what was written, so that nothing else is ever deleted."""
_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST = 120
FORMATS = {"html": "html", "markdown": "md"}


def write_site(workspace: Workspace, folder: Path, format: str, progress: Progress) -> int:
    """Write the site of a repository to a folder; returns how many pages it has.

    It is made beside the folder and takes its place when it is whole. Raises SleepdError when the folder has anything
    in it that was not written by this, or can't be written.
    """
    folder = Path(os.path.abspath(folder))
    _check(folder)
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        with workspace.database.reading():
            written = list(_written(workspace, partial, format, progress))
        (partial / _MARK).write_text("\n".join(sorted(written)) + "\n", encoding="utf-8")
        _swap(partial, folder)
    except OSError as error:
        raise SleepdError(f"{folder} can't be written: {error.strerror}", "name a folder of yours") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return sum(name != "style.css" for name in written)


def _written(workspace: Workspace, folder: Path, format: str, progress: Progress) -> Iterable[str]:
    contents = Contents(View(workspace))
    names = _names(contents.units, FORMATS[format])
    template = _template(format, contents, names, forge_of(workspace))
    for number, page in enumerate(contents.pages()):
        progress("writing pages", number, len(names))
        (folder / names[page.unit]).write_text(template(page), encoding="utf-8", errors="replace", newline="\n")
        yield names[page.unit]
    if format == "html":
        shutil.copyfile(_TEMPLATES / "style.css", folder / "style.css")
        yield "style.css"


def _template(format: str, contents: Contents, names: dict[str, str], forge: Address) -> Any:
    """Makes the text of a page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def linked(path: str, line: int) -> str:
        if path not in names:
            return forge(path, line, line)
        anchor = contents.anchor(path, line)
        return quote(names[path]) + (f"#{anchor}" if anchor else "")

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=format == "html", undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["told"] = lambda text: (as_html if format == "html" else as_markdown)(text, linked)
    environment.filters["plain"] = plain
    environment.globals.update(
        site=contents.name, forge=forge, href=lambda unit: quote(names[unit]) if unit in names else ""
    )
    template = environment.get_template(f"page.{FORMATS[format]}")
    return lambda page: re.sub(r"\n{3,}", "\n\n", template.render(page=page, trail=_trail(page)))


def _trail(page: Page) -> list[tuple[str, str]]:
    """(unit, name) of the folders around a page, the repository left out."""
    parts = page.unit.rstrip("/").split("/")[:-1]
    return [("/".join(parts[: end + 1]) + "/", part) for end, part in enumerate(parts)]


def _names(units: list[str], ending: str) -> dict[str, str]:
    """Unit -> the file of its page; all in one folder, and apart where upper and lower case are one."""
    names, taken = {"": f"index.{ending}"}, {"index", "style"}
    for unit in units[1:]:
        base = re.sub(r"[^\w.-]+", "-", unit.rstrip("/"), flags=re.ASCII).strip("-.")[-_LONGEST:] or "page"
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base}~{number}"
        taken.add(name.lower())
        names[unit] = f"{name}.{ending}"
    return names


def _check(folder: Path) -> None:
    """Raise SleepdError when a folder has anything in it that is not ours."""
    if not folder.exists():
        return
    hint = "name a folder that is not there yet, or one that `sleepd export` wrote"
    if not folder.is_dir() or folder.is_symlink():
        raise SleepdError(f"{folder} is no folder", hint)
    there = {file.name for file in folder.iterdir()}
    mark = folder / _MARK
    ours = {_MARK, *mark.read_text("utf-8").split("\n")} if mark.is_file() else set()
    if others := sorted(there - ours):
        raise SleepdError(f"{folder} has {others[0]} in it, which sleepd did not write", hint)


def _swap(partial: Path, folder: Path) -> None:
    """Put a whole site in the place of the one before."""
    before = folder.with_name(f"{partial.name}.before")
    if folder.exists():
        folder.rename(before)
    try:
        partial.rename(folder)
    except OSError:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)
