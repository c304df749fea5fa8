"""Answers as Markdown, with links to the lines that prove them."""

from __future__ import annotations

import os
import re
from typing import Any

from pygls.uris import from_fs_path

_MOST_LINES = 12


def link(root: str, path: str, line: int, shown: str = "") -> str:
    """A link to a line of a file."""
    uri = from_fs_path(os.path.join(root, *path.split("/")))
    return f"[{shown or f'{path}:{line}'}]({uri}#L{line})"


def escaped(text: str) -> str:
    """Text in which Markdown finds nothing to format: names have underscores, and code has stars."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", text)


def brief(answer: dict[str, Any], most: int = _MOST_LINES) -> str:
    """An answer in a few lines."""
    lines = answer["answer"].splitlines()
    more = [f"... {len(lines) - most} more lines"] if len(lines) > most else []
    return "\n".join([*lines[:most], *more])


def document(answer: dict[str, Any]) -> str:
    """An answer as a document of its own."""
    places = [
        f"- {link(answer['root'], cited['path'], cited['start_line'])} {escaped(cited['symbol'])}".rstrip()
        for cited in answer["citations"]
    ]
    first, *rest = answer["answer"].splitlines() or [""]
    return "\n".join([
        f"# {escaped(answer['question'])}", "", escaped(first), "",
        *(f"- {escaped(line.strip())}" if line.startswith(" ") else f"\n{escaped(line)}\n" for line in rest), "",
        *(["## Shown by", "", *places, ""] if places else []),
        f"_{standing(answer)}_", "",
    ])  # fmt: skip


def standing(answer: dict[str, Any]) -> str:
    """How the answer was come by and how sure it is."""
    model = ", LLM-generated" if answer["by_model"] else ""
    return f"{answer['rung']}{model}, {answer['confidence']:.0%} sure, checked against the saved files"
