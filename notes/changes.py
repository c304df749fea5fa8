"""What changed last?"""

from __future__ import annotations

from ..errors import SleepdError
from ..graph.view import Place, View
from ..indexers.history import span_commits
from ..store.history import Revision
from .note import Note, evidence_of
from .users import MOST_EVIDENCE
from .wording import day, listed

_NEWEST = 10
_SECONDS = 1.0


def write(view: View, unit: str, since: int = 0) -> Note | None:
    """The newest commits to a symbol, file, folder or the repository. For a symbol, git is asked, within a second.

    Only those made `since` then, in seconds since 1970, when given.
    """
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None and unit and not unit.endswith("/"):
        return None
    path = place.path if place else unit
    commits = view.commits(path, _NEWEST)
    span = _behind(view, place) if place and place.symbol.name else []
    about = place.title if place and span else path or "The repository"
    found = span or [(commit.time, _told(commit)) for commit in commits]
    told = [line for made, line in found if made >= since]
    if not found:
        return None
    scope = f" (what changed {place.title} alone is not known)" if place and about != place.title else ""
    shown = [place] if place else changed(view, unit, commits)
    touched = f"\nTouched: {listed(item.path for item in shown)}." if shown and place is None else ""
    return Note(
        unit, "changes", f"What changed last in {about}?",
        _answer(about, found[0][1], told, since) + scope + touched,
        tuple(e for item in shown if (e := evidence_of(view, item)))[:MOST_EVIDENCE], 0.9,
    )  # fmt: skip


def _answer(about: str, newest: str, told: list[str], since: int) -> str:
    if since and not told:
        return f"{about} did not change since {day(since)}; it last changed on {newest}"
    first = f"{about} changed {len(told)} times since {day(since)}, last on {newest}" if since else ""
    return "\n".join([first or f"{about} last changed on {newest}", *(f"  {line}" for line in told[1:])])


def _behind(view: View, place: Place) -> list[tuple[int, str]]:
    """The commits behind a symbol's lines: when they were made, and how to tell it."""
    if not view.workspace.git:
        return []
    symbol = place.symbol
    try:
        found = span_commits(view.workspace.git, place.path, symbol.start, symbol.end, _NEWEST, seconds=_SECONDS)
    except SleepdError:
        return []
    return [
        (commit.time, f"{day(commit.time)} by {commit.author}: {commit.subject} ({commit.id[:9]})") for commit in found
    ]


def _told(commit: Revision) -> str:
    return f"{day(commit.time)} by {commit.author}: {commit.subject} ({commit.oid[:9]})"


def changed(view: View, folder: str, commits: list[Revision]) -> list[Place]:
    """The files that the newest commits touched and that are still there."""
    paths = [path for commit in commits for path in view.touched(commit) if path.startswith(folder)]
    return [place for path in dict.fromkeys(paths) if (place := view.find(path))][:MOST_EVIDENCE]
