"""Why is it there, and why is it like this? Its own words, reasons in comments, commits, and documents."""

from __future__ import annotations

import re

from ..graph.references import Use, is_telling
from ..graph.view import Place, View
from ..indexers.history import issue_numbers, pull_request
from ..store.history import Revision
from .breaks import mentions
from .decision import is_record, record_of
from .heads import head_of
from .note import Evidence, Note, evidence_at, evidence_of, kept
from .wording import day, first_paragraph, section, shortened

_REASON = (
    r"(?i)\b(?:because|since|otherwise|so that|in order|to avoid|avoids?|prevents?|workaround|work around|hack|needed"
    r"|required|must|compat|backwards?|legacy|issue|bug|fix(?:es|ed)?|note|TODO|FIXME|XXX|HACK)\b|#\d+"
)
_COMMENT = r"^\s*(?:#(?!!)|//+|/\*+|\*(?!/)|--|;+)\s?(.*?)(?:\*/)?\s*$"
_NAMED = r"(?<!\w){0}(?!\w)"
_NAMED_AS_CODE = r"`{0}\b|\w(?:\.|::|#){0}\b|(?<!\w){0}\("
_BEHIND = "Commits behind it"
_NAMING = "Commits to its file that name it, or added the file"
_OF_FILE = "Last commits to its file"
_NEWEST = {
    _BEHIND: "its last commit",
    _NAMING: "the last commit to its file that names it",
    _OF_FILE: "the last commit to its file",
}
_MOST_REASONS = 4
_MOST_COMMITS = 4
_MOST_DOCUMENTS = 4


def write(view: View, unit: str) -> Note | None:
    """Why a symbol or file is there.

    The commits behind a symbol's lines take git up to a second to find. Where somebody waits, those to its file whose
    message names it stand for them, or the file's last ones.
    """
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    head = None if place.symbol.name else head_of(view, place.path)
    doc = shortened(head.text if head else first_paragraph(place.symbol.doc))
    reasons = _reasons(view, place)
    heading, commits = _commits(view, place)
    documents = _documents(view, place) if place.symbol.name else []
    decisions = [use for use in documents if is_record(use.path)]
    if not (doc or reasons or commits or documents):
        return None
    lines = [
        *section("In its comments", [f"{place.path}:{start}: {text}" for start, _, text in reasons]),
        *section(heading, commits),
        *section("Decisions that name it", [_told_decision(view, use) for use in decisions]),
        *section(
            "Documents that speak of it",
            [f"{_title(use)}{use.path}:{use.reference.line}" for use in documents if use not in decisions],
        ),
    ]
    newest = f"{_NEWEST[heading]} was {commits[0]}" if commits else "only documents speak of it"
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


def _documents(view: View, place: Place) -> list[Use]:
    """Where documents speak of it, the records of decisions first and each of them once."""
    found = mentions(view, place)
    records = {use.path: use for use in reversed(found) if is_record(use.path)}
    return [*records.values(), *(use for use in found if use.path not in records)][:_MOST_DOCUMENTS]


def _told_decision(view: View, use: Use) -> str:
    record = record_of(view, use.path)
    title = f"{record.title}, " if record else ""
    return f"{title}{use.path}:{use.reference.line}"


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


def _commits(view: View, place: Place) -> tuple[str, list[str]]:
    """The commits that may give a reason, under what they are, and the one that brought the file."""
    heading = _BEHIND
    if not place.symbol.name:
        found = view.commits(place.path, _MOST_COMMITS)
    elif view.patient:
        found = view.commits_behind(place, _MOST_COMMITS)
    else:
        heading, found = _NAMING, _naming(view, place)[:_MOST_COMMITS]
        if not found:
            heading, found = _OF_FILE, view.commits(place.path, _MOST_COMMITS)
    first = view.introduced(place.path)
    told = {commit.oid: _told(commit) for commit in found}
    if first:
        told[first.oid] = f"{_told(first)}, which added {place.path}"
    return heading, list(told.values())


def _naming(view: View, place: Place) -> list[Revision]:
    """The commits to a symbol's file whose message names it; an everyday word has to be written as code is."""
    name = place.symbol.name
    pattern = (_NAMED if is_telling(name) else _NAMED_AS_CODE).format(re.escape(name))
    found = view.commits_naming(place.path, name)
    return [commit for commit in found if re.search(pattern, f"{commit.subject}\n{commit.body}")]


def _told(commit: Revision) -> str:
    merged = pull_request(commit.subject)
    numbers = [number for number in issue_numbers(f"{commit.subject}\n{commit.body}") if number != merged][:3]
    links = ([f"pull request #{merged}"] if merged else []) + [f"#{number}" for number in numbers]
    about = f" [{', '.join(links)}]" if links else ""
    return f"{day(commit.time)} {commit.subject} ({commit.author}, {commit.oid[:9]}){about}"


def _title(use: Use) -> str:
    return f"{use.user.symbol.name}, " if use.user.symbol.name else ""
