"""What changed last?"""

from __future__ import annotations

from ..graph.view import Place, View
from ..store.history import Revision
from .note import MOST_EVIDENCE, Note, evidence_of, kept
from .wording import counted, day, listed

_NEWEST = 10
_MOST = 500
JOINS = ("Merge branch ", "Merge remote-tracking branch ", "Merge tag ")
"""How the subjects of commits begin that only join branches."""


def write(view: View, unit: str, since: int = 0) -> Note | None:
    """The newest commits to a symbol, file, folder or the repository; None when there are none at all.

    Only those made `since` then, in seconds since 1970, when given. For a symbol, git is asked, within a second.
    """
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None and unit and not unit.endswith("/"):
        return None
    path = place.path if place else unit
    own = view.commits_behind(place, _NEWEST) if place and place.symbol.name else []
    newest = own or _commits(view, path, 0)
    if not newest:
        return None
    about = place.title if place and own else path or "The repository"
    found = [commit for commit in own or _commits(view, path, since) if commit.time >= since] if since else newest
    listed_from = 0 if since else 1
    lines = [
        _summary(about, newest[0], found, since),
        *(f"  {_told(commit)}" for commit in found[listed_from:_NEWEST]),
    ]
    if place and place.symbol.name and not own:
        lines.append(f"What changed {place.title} alone is not known.")
    shown = [place] if place else changed(view, unit, found)
    if shown and place is None:
        lines.append(f"Touched: {listed(item.path for item in shown)}.")
    evidence = kept(evidence_of(view, item) for item in shown)
    return Note(unit, "changes", f"What changed last in {about}?", "\n".join(lines), evidence, 0.9)


def _commits(view: View, path: str, since: int) -> list[Revision]:
    """The newest commits to a path, those that only join branches left out."""
    found = view.commits(path, _MOST if since else 3 * _NEWEST, since)
    return [commit for commit in found if not commit.subject.startswith(JOINS)] or found


def _summary(about: str, newest: Revision, found: list[Revision], since: int) -> str:
    if not since:
        return f"{about} last changed on {_told(newest)}"
    if not found:
        return f"{about} did not change since {day(since)}; it last changed on {_told(newest)}"
    more = " or more" if len(found) == _MOST else ""
    return f"{about} changed in {counted(len(found), 'commit')}{more} since {day(since)}, last on {day(found[0].time)}."


def _told(commit: Revision) -> str:
    return f"{day(commit.time)} by {commit.author}: {commit.subject} ({commit.oid[:9]})"


def changed(view: View, folder: str, commits: list[Revision]) -> list[Place]:
    """The files that the newest commits touched and that are still there."""
    paths = [path for commit in commits[:_NEWEST] for path in view.touched(commit) if path.startswith(folder)]
    return [place for path in dict.fromkeys(paths) if (place := view.find(path))][:MOST_EVIDENCE]
