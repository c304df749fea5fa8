"""What is left to do? The comments that say TODO, FIXME, HACK or XXX."""

from __future__ import annotations

from collections import Counter

from ..graph.view import View
from ..store.facts import FactRow
from .note import MOST_EVIDENCE, Note, evidence_at, kept
from .wording import counted, listed, section, shortened

_KINDS = ("FIXME", "XXX", "HACK", "TODO")
_MOST = 30


def write(view: View, unit: str) -> Note | None:
    """The remarks in a symbol, file, folder or the repository, code before tests; None when there are none."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None and unit and not unit.endswith("/"):
        return None
    rows = [
        row
        for row in view.facts(*_KINDS)
        if (row.path == place.path and place.symbol.start <= row.line <= place.symbol.end if place
            else row.path.startswith(unit))
    ]  # fmt: skip
    if not rows:
        return None
    rows.sort(key=lambda row: (row.role != "source", _KINDS.index(row.kind)))
    counts = Counter(row.kind for row in rows)
    about = (place.title if place else unit) or "The repository"
    told = listed(f"{count} {kind}" for kind, count in counts.most_common())
    where = len({row.path for row in rows})
    lines = [f"{about} has {told} in {counted(where, 'file')}.", *section("Left to do", [*map(_told, rows)], _MOST)]
    evidence = (evidence_at(view, row.path, row.line, row.line, row.kind) for row in rows[:MOST_EVIDENCE])
    return Note(unit, "remarks", f"What is left to do in {about}?", "\n".join(lines), kept(evidence), 0.95)


def _told(row: FactRow) -> str:
    return f"{row.path}:{row.line}: {row.kind}{f' {shortened(row.detail, 100)}' if row.detail else ''}"
