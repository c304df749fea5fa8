"""Why is it there, and why is it like this? Its own words, reasons in comments, commits, and documents."""

from __future__ import annotations

import re

from ..graph.references import Use
from ..graph.view import Place, View
from ..indexers.history import issue_numbers, pull_request
from ..store.history import Revision
from .breaks import mentions
from .heads import head_of
from .note import Evidence, Note, evidence_at, evidence_of, kept
from .wording import day, first_paragraph, section, shortened

_REASON = (
    r"(?i)\b(?:because|since|otherwise|so that|in order|to avoid|avoids?|prevents?|workaround|work around|hack|needed"
    r"|required|must|compat|backwards?|legacy|issue|bug|fix(?:es|ed)?|note|TODO|FIXME|XXX|HACK)\b|#\d+"
)
_COMMENT = r"^\s*(?:#(?!!)|//+|/\*+|\*(?!/)|--|;+)\s?(.*?)(?:\*/)?\s*$"
_MOST_REASONS = 4
_MOST_COMMITS = 4
_MOST_DOCUMENTS = 4


def write(view: View, unit: str) -> Note | None:
    """Why a symbol or file is there. For a symbol, git is asked for the commits behind its lines, within a second."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    head = None if place.symbol.name else head_of(view, place.path)
    doc = shortened(head.text if head else first_paragraph(place.symbol.doc))
    reasons = _reasons(view, place)
    commits = _commits(view, place)
    documents = mentions(view, place)[:_MOST_DOCUMENTS] if place.symbol.name else []
    if not (doc or reasons or commits or documents):
        return None
    lines = [
        *section("In its comments", [f"{place.path}:{start}: {text}" for start, _, text in reasons]),
        *section("Commits behind it", commits),
        *section("Documents that speak of it", [f"{_title(use)}{use.path}:{use.reference.line}" for use in documents]),
    ]
    newest = f"its last commit was {commits[0]}" if commits else "only documents speak of it"
    first = doc or (reasons[0][2] if reasons and place.symbol.name else newest)
    evidence: list[Evidence | None] = [
        evidence_of(view, place),
        *(evidence_at(view, place.path, start, end) for start, end, _ in reasons),
        *(evidence_at(view, use.path, use.reference.line, use.reference.line, place.symbol.name) for use in documents),
    ]
    return Note(
        place.unit, "why", f"Why is {place.title} there?", "\n".join([f"{place.title}: {first}", *lines]),
        kept(evidence), 0.7 if doc or reasons else 0.5,
    )  # fmt: skip


def _reasons(view: View, place: Place) -> list[tuple[int, int, str]]:
    """Comments inside that give a reason: first line, last line, text."""
    blocks: list[tuple[int, int, str]] = []
    for number, line in enumerate(view.text(place), place.symbol.start):
        match = re.match(_COMMENT, line)
        if not match or not match[1]:
            continue
        if blocks and blocks[-1][1] == number - 1:
            blocks[-1] = blocks[-1][0], number, f"{blocks[-1][2]} {match[1]}"
        else:
            blocks.append((number, number, match[1]))
    return [(start, end, shortened(text)) for start, end, text in blocks if re.search(_REASON, text)][:_MOST_REASONS]


def _commits(view: View, place: Place) -> list[str]:
    """The commits behind the symbol's lines, and the one that brought the file."""
    found = view.commits_behind(place, _MOST_COMMITS) if place.symbol.name else view.commits(place.path, _MOST_COMMITS)
    first = view.introduced(place.path)
    told = {commit.oid: _told(commit) for commit in found}
    if first:
        told[first.oid] = f"{_told(first)}, which added {place.path}"
    return list(told.values())


def _told(commit: Revision) -> str:
    merged = pull_request(commit.subject)
    numbers = [number for number in issue_numbers(f"{commit.subject}\n{commit.body}") if number != merged][:3]
    links = ([f"pull request #{merged}"] if merged else []) + [f"#{number}" for number in numbers]
    about = f" [{', '.join(links)}]" if links else ""
    return f"{day(commit.time)} {commit.subject} ({commit.author}, {commit.oid[:9]}){about}"


def _title(use: Use) -> str:
    return f"{use.user.symbol.name}, " if use.user.symbol.name else ""
