"""What was decided, and why? The records of decisions: what each says of its status, its reasons and what follows."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..graph.references import CERTAIN, target_of
from ..graph.view import Place, View
from .note import Note, evidence_at, evidence_of, kept
from .wording import listed, section, shortened

_RECORD = re.compile(
    r"(?:^|/)(?:adrs?|decisions?|(?:architecture|architectural|design)[-_]decisions?)/(?:.*/)?[^/]+"
    r"\.(?:md|markdown|rst|adoc|txt)$", re.IGNORECASE,
)
_NO_RECORD = re.compile(r"(?:^|/)(?:readme|index|template|adr-template|.*-template)\.\w+$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:ADR[-\s]*)?\d+[.:)\s–—-]*\s*", re.IGNORECASE)
_STATUS = re.compile(r"^\s*(?:[-*]\s+)?[*_]{0,2}status[*_]{0,2}\s*[:=]\s*[*_]{0,2}\s*(.+?)\s*$", re.IGNORECASE)
_PARTS = (
    ("Decided", re.compile(r"(?:the )?decision\b(?! drivers)|outcome|resolution|what we", re.IGNORECASE)),
    ("Why", re.compile(r"context|(?:the )?problem|rationale|motivation|background|why|reason", re.IGNORECASE)),
    ("What follows", re.compile(r"consequence|implication|trade-?off", re.IGNORECASE)),
    ("Instead of", re.compile(r"alternative|considered|options|(?:pros|other) ", re.IGNORECASE)),
)  # fmt: skip
"""What the sections of a record are called, by Nygard's and the MADR templates and what people make of them."""
_MOST_SYMBOLS = 8


class Record(NamedTuple):
    """The record of one decision."""

    place: Place
    """The file."""
    title: str
    status: str
    """As it is written, such as "accepted" or "superseded by 12"; "" when it says nothing."""
    parts: list[tuple[str, Place]]
    """What its sections are about, and the sections."""


def write(view: View, unit: str) -> Note | None:
    """What a record of a decision says; of the repository, which decisions are recorded."""
    if not unit:
        return _all(view)
    place = view.find(unit)
    found = record_of(view, place.path) if place and not place.symbol.name else None
    return _of_record(view, found) if found else None


def records(view: View) -> list[Record]:
    """All records of decisions, by path."""
    rows = [row for row in view.files_below("") if row.blob_id and is_record(row.path)]
    return [found for row in rows if (found := record_of(view, row.path))]


def is_record(path: str) -> bool:
    """Whether a file is where records of decisions are kept, and is one."""
    return bool(_RECORD.search(path)) and not _NO_RECORD.search(path)


def record_of(view: View, path: str) -> Record | None:
    """The record in a file; None when it has no title."""
    if not is_record(path):
        return None
    sections = [Place(path, n, symbol) for n, symbol in enumerate(view.symbols(path)) if symbol.kind == "section"]
    if not sections:
        return None
    parts = []
    for about, pattern in _PARTS:
        parts += [(about, place) for place in sections[1:] if pattern.match(place.symbol.name)][:1]
    return Record(view.place(path), _NUMBER.sub("", sections[0].symbol.name), _status(view, path, sections), parts)


def _status(view: View, path: str, sections: list[Place]) -> str:
    """From a section of that name, or from a line "status: ..." as front matter has it."""
    for place in sections:
        if place.symbol.name.lower() == "status":
            return next((line.strip() for line in view.text(place)[1:] if re.match(r"\s*[*_]*\w", line)), "")
    lines = (match[1] for line in view.lines(path)[:20] if (match := _STATUS.match(line)))
    return next(lines, "").strip("\"'*_")


def _of_record(view: View, record: Record) -> Note:
    path, symbol = record.place.path, view.symbols(record.place.path)[1]
    status = f", {record.status[:1].lower()}{record.status[1:].rstrip('.')}" if record.status else ""
    told = [f"{about} ({path}:{place.symbol.start}): {shortened(_text(view, place), 500)}"
            for about, place in record.parts]  # fmt: skip
    named = _named(view, path)
    lines = [
        f"{record.title} ({path}:{symbol.start}{status}).",
        *(line for line in told if not line.endswith(": ")),
        *section("In the code", [f"{place.title} ({place.path}:{place.symbol.start})" for place in named]),
    ]
    evidence = [
        evidence_at(view, path, symbol.start, symbol.start, symbol.name),
        *(evidence_of(view, place) for _, place in record.parts), *(evidence_of(view, place) for place in named),
    ]  # fmt: skip
    return Note(
        path, "decision", f"Why was it decided: {record.title}?", "\n".join(lines), kept(evidence),
        0.9 if record.parts else 0.6,
    )  # fmt: skip


def _text(view: View, place: Place) -> str:
    """What a section says before its first further heading, on one line."""
    inner = [child.symbol.start for child in view.children(place)]
    end = min(inner, default=place.symbol.end + 1) - place.symbol.start
    text = [line.strip() for line in view.text(place)[1:end]]
    return " ".join(line for line in text if line.strip("=-~^*#")).strip()


def _named(view: View, path: str) -> list[Place]:
    """The symbols that a record speaks of for certain."""
    targets = (target_of(view, path, reference) for reference in view.references(path, kind="mention"))
    sure = (target.place for target in targets if target and target.confidence >= CERTAIN)
    found = (place for place in sure if place.path != path)
    return list({place.unit: place for place in found}.values())[:_MOST_SYMBOLS]


def _all(view: View) -> Note | None:
    found = records(view)
    if not found:
        return None
    lines = [f"{record.title} ({', '.join(filter(None, (record.place.path, record.status)))})" for record in found]
    return Note(
        "", "decision", "Which decisions are recorded?",
        "\n".join([f"Recorded are {listed(record.title for record in found)}.", *section("Decisions", lines, 40)]),
        kept(evidence_at(view, record.place.path, 1, 1) for record in found), 0.9,
    )  # fmt: skip
