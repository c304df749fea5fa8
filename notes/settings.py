"""Which environment variables and configuration keys does it read, and where?

Of one key (`of_key`): where it is read, and what documents and configuration files say of it.
"""

from __future__ import annotations

from ..graph.view import Place, View
from ..store.facts import FactRow
from .note import MOST_EVIDENCE, Note, evidence_at, kept
from .wording import MOST_NAMES, counted, listed, section

_MOST_KEYS = 40
_MOST_PLACES = 3
_WHAT = {"env": "environment variable", "config": "configuration key"}
_ROLES = {"source": 0, "config": 1}
"""Which readers come first."""


def write(view: View, unit: str) -> Note | None:
    """The settings that a symbol, file, folder or the repository reads from outside; None when it reads none."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None and unit and not unit.endswith("/"):
        return None
    rows = [row for row in view.facts("env", "config") if _is_in(row, unit, place)]
    used = [row for row in rows if row.role == "source"] or rows
    if not used:
        return None
    by_key: dict[str, list[FactRow]] = {}
    for row in used:
        by_key.setdefault(row.key, []).append(row)
    kinds = {row.kind for row in used}
    what = _WHAT.get("".join(kinds), "setting")
    about = (place.title if place else unit) or "The code"
    aside = {row.key: row for row in rows if row.key not in by_key and row.role == "config"}
    elsewhere = sorted({row.key for row in rows} - by_key.keys() - aside.keys())
    lines = [
        f"{about} reads {counted(len(by_key), what)}: {listed(by_key, 8)}.",
        *section("Where", [f"{key}  {_places(found)}" for key, found in sorted(by_key.items())], _MOST_KEYS),
        *section("In build and CI files", [f"{key}  {row.path}:{row.line}" for key, row in sorted(aside.items())]),
        *([f"Only in tests, examples or documents: {listed(elsewhere, 8)}."] if elsewhere else []),
    ]
    first = [found[0] for _, found in sorted(by_key.items())]
    evidence = (evidence_at(view, row.path, row.line, row.line, row.key) for row in first[:MOST_EVIDENCE])
    question = f"Which settings does {about if unit else 'the code'} read?"
    return Note(unit, "settings", question, "\n".join(lines), kept(evidence), 0.9)


def of_key(view: View, key: str) -> Note | None:
    """Where one environment variable or configuration key is read; None when no code reads it."""
    rows = sorted(view.facts("env", "config", key=key), key=lambda row: _ROLES.get(row.role, len(_ROLES)))
    if not rows:
        return None
    told = [_reader(view, row) for row in rows]
    named = [place for row in view.store.symbols_named(key) if row.name == key for place in [view.place_of(row)]]
    kinds = {what: [_reader(view, row) for row in rows if row.kind == kind] for kind, what in _WHAT.items()}
    read = [f"the {what} {key} is read in {listed(places)}" for what, places in kinds.items() if places]
    lines = [
        f"{'; '.join(read).replace('the', 'The', 1)}.",
        *section("Read", told[MOST_NAMES:]),
        *section("Named", [f"{place.symbol.kind} in {place.path}:{place.symbol.start}" for place in named]),
    ]
    evidence = [
        *(evidence_at(view, row.path, row.line, row.line, key) for row in rows),
        *(evidence_at(view, place.path, place.symbol.start, place.symbol.start, key) for place in named),
    ]
    return Note("", "settings", f"Where is {key} read?", "\n".join(lines), kept(evidence), 0.9)


def _reader(view: View, row: FactRow) -> str:
    place = view.place(row.path, row.scope)
    return f"{place.title} ({row.path}:{row.line})" if place.symbol.name else f"{row.path}:{row.line}"


def _is_in(row: FactRow, unit: str, place: Place | None) -> bool:
    if place is None:
        return row.path.startswith(unit)
    return row.path == place.path and place.symbol.start <= row.line <= place.symbol.end


def _places(rows: list[FactRow]) -> str:
    return listed((f"{row.path}:{row.line}" for row in rows), _MOST_PLACES)
