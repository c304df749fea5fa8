"""Where does execution enter? What a server calls, routes, installed commands and programs."""

from __future__ import annotations

import re

from ..graph.view import Place, View
from ..store.facts import FactRow
from .note import Evidence, Note, evidence_at, evidence_of, kept
from .ways import ways_in
from .wording import counted, listed, section

_SERVED = (
    ("wsgi_app", r"\benviron\b.*\bstart_response\b"),
    ("__call__", r"\benviron\b.*\bstart_response\b|\bscope\b.*\breceive\b.*\bsend\b"),
    ("ServeHTTP", r"http\.ResponseWriter"),
    ("call", r"\(env\)"),
    ("handle", r"\(req(?:uest)?, res(?:ponse)?\b"),
    ("service", r"HttpServletRequest|ServletRequest"),
)
"""What servers call, by name and signature: WSGI, ASGI, net/http, Rack, Node's http and servlets."""
_IN = {"example": " in examples"}
_MOST_ROUTES = 40


def write(view: View, unit: str) -> Note | None:
    """The entry points of the repository, or those in a folder or file; None where there are none."""
    inside = unit.partition("::")[0]
    served = [place for place in served_by(view) if place.path.startswith(inside)]
    ways = [way for way in ways_in(view) if way.path.startswith(inside)]
    routes = _routes(view, inside)
    if not (served or ways or routes):
        return None
    where = _IN.get(routes[0].role, "") if routes else ""
    parts = [
        f"requests enter at {listed((place.title for place in served), 3)}" if served else "",
        f"{counted(len(routes), 'route')}{where}: {listed(row.key for row in routes)}" if routes else "",
        f"commands and programs: {listed(way.command for way in ways)}" if ways else "",
    ]
    summary = "; ".join(filter(None, parts))
    lines = [
        f"{summary[:1].upper()}{summary[1:]}.",
        *section("Called by a server", [f"{place.title} ({place.path}:{place.symbol.start})" for place in served]),
        *section("Routes", [_route(view, row) for row in routes], _MOST_ROUTES),
        *section("Commands and programs", [way.told for way in ways]),
    ]
    evidence = [
        *(evidence_of(view, place) for place in served[:3]), *(_shown(view, row) for row in routes[:9]),
        *(evidence_at(view, way.path, way.line, way.line) for way in ways[:4]),
    ]  # fmt: skip
    return Note(
        unit, "entries", f"Where does execution enter {unit or 'the repository'}?", "\n".join(lines), kept(evidence),
        0.9 if routes or ways else 0.8,
    )  # fmt: skip


def served_by(view: View) -> list[Place]:
    """What a server calls with each request, by the interfaces that servers have; not in tests or examples."""
    return [
        place
        for name, signature in _SERVED
        for row in view.named(name)
        if row.role == "source" and re.search(signature, (place := view.place_of(row)).symbol.signature)
    ]


def _routes(view: View, inside: str) -> list[FactRow]:
    """The routes of the code; where it has none, those of its examples. Tests make up theirs."""
    rows = [row for row in view.facts("route") if row.path.startswith(inside)]
    return next(filter(None, ([row for row in rows if row.role == role] for role in ("source", "example"))), [])


def _route(view: View, row: FactRow) -> str:
    handler = row.detail or view.place(row.path, row.scope).symbol.qualname
    return f"{row.key} {f'is handled by {handler} ' if handler else ''}({row.path}:{row.line})"


def _shown(view: View, row: FactRow) -> Evidence | None:
    return evidence_at(view, row.path, row.line, row.line)
