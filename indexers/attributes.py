"""What `.gitignore` and `.gitattributes` files say, where git is not asked: their rules hold in plain folders too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from .disk import open_regular
from .skipping import SILENT, Attributes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_LINGUIST = re.compile(r"(?P<off>[-!])?linguist-(?P<what>generated|vendored)(?:=(?P<value>\w+))?$")
_WILDCARD = re.compile(r"\*\*/|\*")
_MOST_RULES = 2_000
_MOST_WILDCARDS = 3
"""In one pattern, but for `**/` in front and `/**` behind: the time to match grows with the power of this."""


class GitAttributes:
    """The linguist attributes of a work tree's `.gitattributes` files; the last matching line wins.

    Other than for git, what is said of a folder holds for all that is in it, as those who say it mean it.
    """

    def __init__(self, root: str, paths: Iterable[str]) -> None:
        """Reads every `.gitattributes` among `paths`, outer folders first."""
        rules: list[tuple[str, GitIgnoreSpec, str, bool | None]] = []
        for path in sorted((p for p in paths if p.rpartition("/")[2] == ".gitattributes"), key=lambda p: p.count("/")):
            rules += _linguist_rules(path.removesuffix(".gitattributes"), read_lines(f"{root}/{path}"))
        self._rules = rules[:_MOST_RULES]

    def of(self, path: str) -> Attributes:
        """What they say of one file."""
        if not self._rules:
            return SILENT
        said: dict[str, bool | None] = {}
        for prefix, spec, what, value in self._rules:
            if path.startswith(prefix) and spec.match_file(path[len(prefix) :]):
                said[what] = value
        return Attributes(said.get("generated"), said.get("vendored"))


class GitIgnore:
    """The rules of a plain folder's `.gitignore` files; those of inner folders go before those of outer ones."""

    def __init__(self) -> None:
        self._specs: dict[str, GitIgnoreSpec] = {}

    def add(self, prefix: str, file: str) -> None:
        """Take in the rules of `file`, for the paths that begin with `prefix`."""
        self._specs[prefix] = spec_of(islice(read_lines(file), _MOST_RULES))

    def ignores(self, path: str) -> bool:
        """Whether a path is ignored; that of a folder ends with a slash."""
        for prefix, spec in reversed(self._specs.items()):
            if path.startswith(prefix):
                said = spec.check_file(path[len(prefix) :]).include
                if said is not None:
                    return said
        return False


def spec_of(lines: Iterable[str]) -> GitIgnoreSpec:
    """The patterns that make sense and can be matched in reasonable time."""
    import warnings

    from pathspec import GitIgnoreSpec

    patterns: list[GitIgnoreSpecPattern] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the `re` module, about patterns like [[a]
        for line in lines:
            if len(_WILDCARD.findall(line.strip().removeprefix("**/").removesuffix("/**"))) <= _MOST_WILDCARDS:
                with suppress(ValueError, re.error):
                    patterns += GitIgnoreSpec.from_lines([line]).patterns
    return GitIgnoreSpec(patterns)


def read_lines(file: str) -> list[str]:
    """The lines of a rule file; none when it is no regular file that can be read."""
    try:
        with open_regular(file) as opened:
            return opened.read(1 << 20).decode("utf-8-sig", "replace").splitlines()
    except OSError:
        return []


def _linguist_rules(prefix: str, lines: Iterable[str]) -> Iterator[tuple[str, GitIgnoreSpec, str, bool | None]]:
    for line in lines:
        pattern, *attributes = line.split() or [""]
        for attribute in attributes:
            match = _LINGUIST.match(attribute)
            if match and not pattern.startswith("#"):
                on = not match["off"] and match["value"] not in ("false", "0")
                yield prefix, spec_of([pattern]), match["what"], None if match["off"] == "!" else on
