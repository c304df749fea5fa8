"""The users of a symbol, one by one, for the notes that speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..facts import DATA_KINDS
from ..graph.references import CERTAIN, USES, Use, unread_files
from ..graph.view import Place, View
from .note import MOST_EVIDENCE, Evidence, evidence_at
from .wording import counted, places

_TEST = r"(?:^|\.|_)[tT]est|Test|[sS]hould|^it "


class User(NamedTuple):
    """A symbol, or a file's top level, with the lines in which it uses another."""

    place: Place
    lines: list[int]

    def told(self) -> str:
        """Its name and the lines."""
        where = places(self.place.path, self.lines)
        return f"{self.place.title} ({where})" if self.place.symbol.name else where


def users(view: View, uses: Iterable[Use]) -> list[User]:
    """Who uses it, each once, in the order of first use, tests by their name before what only helps them.

    A use in a value is one by what the value belongs to.
    """
    found: dict[str, User] = {}
    for use in uses:
        place = use.user
        while place.symbol.kind in DATA_KINDS and (around := view.parent(place)):
            place = around
        found.setdefault(place.unit, User(place, [])).lines.append(use.reference.line)
    return sorted(found.values(), key=lambda user: is_test(view, user.place.path) and not re.search(_TEST, user.told()))


def is_test(view: View, path: str) -> bool:
    """Whether a file is a test."""
    file = view.file(path)
    return file is not None and file.role == "test"


def in_test(view: View, place: Place) -> bool:
    """Whether a symbol is part of a test, which in Rust may stand beside the code."""
    if is_test(view, place.path):
        return True
    around = view.around(place.path, place.ordinal) if place.path.endswith(".rs") else []
    return any(outer.symbol.kind == "module" and outer.symbol.name in ("test", "tests") for outer in around)


def apart(view: View, uses: Iterable[Use]) -> tuple[list[Use], list[Use], list[Use]]:
    """Certain uses by the code, certain uses by tests (imports only when a test does no more), and possible uses."""
    by_code: list[Use] = []
    by_tests: list[Use] = []
    possible: list[Use] = []
    for use in uses:
        if use.confidence < CERTAIN:
            possible.append(use)
        elif in_test(view, use.user):
            by_tests.append(use)
        else:
            by_code.append(use)
    busy = {use.path for use in by_tests if use.reference.kind != "import"}
    by_tests = [use for use in by_tests if use.reference.kind != "import" or use.path not in busy]
    return by_code, by_tests, possible


def left_out(view: View, place: Place, role: str = "") -> list[str]:
    """A line on the files that use a symbol's name and were too many to read, if any."""
    unread = unread_files(view, place, USES, role)
    return [f"{counted(unread, 'more file')} that use the name {place.symbol.name} were not read."] if unread else []


def shown(view: View, uses: Iterable[Use], name: str) -> list[Evidence]:
    """The lines of the first uses, imports last, one of each user before the others of the same."""
    first: dict[str, Use] = {}
    rest = []
    for use in sorted(uses, key=lambda use: use.reference.kind == "import"):
        if first.setdefault(use.user.unit, use) is not use:
            rest.append(use)
    found = (
        evidence_at(view, use.path, use.reference.line, use.reference.line, name)
        for use in [*first.values(), *rest][:MOST_EVIDENCE]
    )
    return [evidence for evidence in found if evidence]
