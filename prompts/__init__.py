"""The text of every prompt, one Markdown file each, versioned by its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple


class Prompt(NamedTuple):
    """What a model is told first: always the same, so that servers keep it in their cache."""

    name: str
    text: str
    version: str
    """Hash of the text: a note written by another version is another note."""


@lru_cache
def prompt(name: str) -> Prompt:
    """The prompt in `prompts/NAME.md`."""
    text = files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip()
    return Prompt(name, text, hashlib.sha256(text.encode()).hexdigest()[:8])
