"""Answers as documents to read: by `workspace/textDocumentContent` where the client has that, else in a file."""

from __future__ import annotations

import atexit
import re
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any
from urllib.parse import quote, unquote

from .markdown import document

SCHEME = "sleepd"
_READ_ONLY = 0o400
_MOST = 50
_LONGEST_NAME = 80


class Answers:
    """The latest answers that were shown as documents, by the name of the document."""

    def __init__(self) -> None:
        self._folder = Path(mkdtemp(prefix="sleepd-"))
        self._known: dict[str, dict[str, Any]] = {}
        atexit.register(rmtree, self._folder, ignore_errors=True)

    def keep(self, answer: dict[str, Any], is_asked_for: bool) -> tuple[str, bool]:
        """(name of its document, whether there was one of that name); in a file unless the client asks for its text."""
        name = re.sub(r"\W+", "-", answer["question"]).strip("-")[:_LONGEST_NAME] + ".md"
        uri = f"{SCHEME}:/{quote(name)}" if is_asked_for else self._written(name, document(answer))
        key = unquote(uri)
        was_there = self._known.pop(key, None) is not None
        self._known[key] = answer
        for oldest in list(self._known)[:-_MOST]:
            del self._known[oldest]
        return uri, was_there

    def of(self, uri: str) -> dict[str, Any] | None:
        """The answer that a document shows; None when it is none of them."""
        return self._known.get(unquote(uri))

    def _written(self, name: str, text: str) -> str:
        path = self._folder / name
        path.unlink(missing_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(_READ_ONLY)
        return path.as_uri()
