"""What documents say of code: whether they tell what is or what was, which files they link to, what they define."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from .languages import language_of
from .skipping import skip_by_name

DOCUMENTS = frozenset({"markdown", "rst"})
_OF_THE_PAST = re.compile(
    r"(?:^|[/_.-])(?:change(?:s|log)?|history|news|releas(?:e|es|ing)|release[-_]?notes|whats?[-_]?new|migrat\w*|upgrad\w*"
    r"|deprecat\w*|adrs?|decisions?|rfcs?|blog|posts?|proposals?|announc\w*|archive\w*|roadmap)(?=$|[/_.\d-])",
    re.IGNORECASE,
)
_TELLS_OF_THE_PAST = re.compile(
    r"remov|renam|deprecat|former|previous|no longer|replac|obsolete|legacy|used to|instead of|before version"
    r"|versionchanged|moved|dropped|was called|were called|since version|\bold\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"\]\(\s*<?([^)\s#?<>]+)(?:[#?][^)\s]*)?>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s*([^\s#?]+)")


def is_of_now(path: str) -> bool:
    """Whether it is a document that tells what is, by its name."""
    return language_of(path) in DOCUMENTS and not _OF_THE_PAST.search(path) and not skip_by_name(path)


def tells_of_the_past(lines: list[str], line: int) -> bool:
    """Whether the paragraph around a line, counted from 1, tells what was."""
    first = last = line - 1
    while first and lines[first - 1].strip():
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].strip():
        last += 1
    return any(_TELLS_OF_THE_PAST.search(one) for one in lines[first : last + 1])


def linked_paths(document: str, line: str) -> Iterator[str]:
    """The paths from the root that the links in a line of a document lead to."""
    folder = posixpath.dirname(document)
    for match in _LINK.finditer(line):
        target = match[1] or match[2]
        if "://" not in target:
            yield posixpath.normpath(posixpath.join("" if target.startswith("/") else folder, target.lstrip("/")))


def defines(text: str, name: str) -> bool:
    """Whether an example in a document makes something of this name itself."""
    definition = rf"\b(?:def|class|func|function|fn|const|let|var|type|struct|interface)\s+{name}\b|^\W*{name}\s*=[^=]"
    return re.search(definition, text, re.MULTILINE) is not None
