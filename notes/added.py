"""Since when is it there? What its documentation, the list of changes and the commits say."""

from __future__ import annotations

import re

from ..graph.view import Place, View
from ..indexers.history import Commit
from ..store.history import Revision
from .breaks import mentions
from .changelog import CHANGELOG, age, version_of
from .note import Evidence, Note, evidence_at, evidence_of, kept
from .wording import day, section, shortened

_SINCE = re.compile(
    r"(?:versionadded::|@since|\.\. added::|[Aa]dded in(?: version)?|[Nn]ew in(?: version)?)\s*v?(\d[\w.]*\w|\d)"
)
_ADDS = (
    r"\b(?:add(?:s|ed)?|new|introduc(?:es?|ed|ing))\b[\W_]*"
    r"(?:(?:the|an?|new|public|class|function|method|decorator|attribute|parameter|option|helper|hook|exception|command)\b[\W_]*)*"
    r"(?:[\w~]+(?:\.|::|#))*{name}\b(?!['’]s|`* (?:option|parameter|argument|support|method)s?\b)"
)
_BEGUN = "its definition was added on"
_BEHIND = "the oldest commit found behind its definition is of"
_MOST_MENTIONS = 4
_MOST_MOVES = 3


def write(view: View, unit: str) -> Note | None:
    """When a symbol or file was added, as far as anything says so. Git is asked for a second or two at most."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    since = _documented(view, place)
    changes = _in_changelog(view, place) if place.symbol.name else []
    origin = view.origin(place) if place.symbol.name else None
    brought = view.introduced(place.path)
    told = [
        *([f"its documentation says since {since[0]} ({place.path}:{since[1].start})"] if since else []),
        *([f"{changes[0].told()}"] if changes and changes[0].adds else []),
        *([_commit(origin.commit, _BEGUN if origin.sure else _BEHIND)] if origin else []),
        *(_commit(move, "it was moved on") for move in (origin.moves[:_MOST_MOVES] if origin else ())),
        *([_commit(brought, f"{place.path} was added on")] if brought else []),
        *([f"{changes[0].told()}"] if changes else []),
    ]  # fmt: skip
    if not told:
        return None
    commit = next((item for item in told if item.startswith((_BEGUN, _BEHIND, place.path))), told[0])
    first = list(dict.fromkeys([told[0], commit]))
    lines = [
        f"{place.title}: {', and '.join(first)}.",
        *section("Also", [item for item in dict.fromkeys(told) if item not in first]),
        *section("In the list of changes", [change.line() for change in changes[:_MOST_MENTIONS]]),
    ]
    evidence = [
        *([since[1]] if since else []),
        *(evidence_at(view, c.path, c.number, c.number, place.symbol.name) for c in changes[:_MOST_MENTIONS]),
        evidence_of(view, place),
    ]
    sure = 0.9 if since or (changes and changes[0].adds) or (origin and origin.sure) else 0.7
    return Note(unit, "added", f"When was {place.title} added?", "\n".join(lines), kept(evidence), sure)


def _documented(view: View, place: Place) -> tuple[str, Evidence] | None:
    """The earliest version that the documentation of the symbol itself names, and the line that does."""
    versions = _SINCE.findall(place.symbol.doc) if place.symbol.name else []
    if not versions:
        return None
    earliest = min(versions, key=lambda version: [int(number) for number in re.findall(r"\d+", version)])
    first = max(1, place.symbol.start - place.symbol.doc.count("\n") - 6)  # a comment stands above
    for number, line in enumerate(view.lines(place.path)[first - 1 : place.symbol.end], first):
        if (match := _SINCE.search(line)) and match[1] == earliest:
            evidence = evidence_at(view, place.path, number, number)
            return (earliest, evidence) if evidence else None
    return None


class _Change:
    """One line of a list of changes that speaks of the symbol."""

    def __init__(self, view: View, name: str, path: str, number: int, release: Place) -> None:
        self.path, self.number, self.release = path, number, release
        self.text = shortened(view.lines(path)[number - 1].strip(" -*\t"), 120)
        pattern = _ADDS.format(name=re.escape(name))
        self.adds = re.search(pattern, self.text, re.IGNORECASE) is not None

    def line(self) -> str:
        """The place and the text."""
        return f"{self.release.symbol.name}, {self.path}:{self.number}: {self.text}"

    def told(self) -> str:
        """The same as part of a sentence."""
        what = "adds it" if self.adds else "first speaks of it"
        return f"{self.path}:{self.number} {what} under {self.release.symbol.name}"


def _in_changelog(view: View, place: Place) -> list[_Change]:
    """Where the lists of changes speak of the symbol for certain, the oldest release first; additions before others."""
    found = []
    for use in mentions(view, place):
        around = view.around(use.path, use.reference.scope) if CHANGELOG.search(use.path) else []
        release = next((outer for outer in around if version_of(outer.symbol.name)), None)
        if release:
            found.append(_Change(view, place.symbol.name, use.path, use.reference.line, release))
    return sorted(found, key=lambda change: (not change.adds, age(change.release), change.number))


def _commit(commit: Commit | Revision, what: str) -> str:
    oid = commit.id if isinstance(commit, Commit) else commit.oid
    return f"{what} {day(commit.time)}: {commit.subject} ({commit.author}, {oid[:9]})"
