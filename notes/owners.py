"""Who knows it, and what changes with it?"""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatch

from ..graph.view import View
from .changes import changed
from .note import Note, evidence_at, evidence_of, kept
from .together import changed_with
from .wording import counted, day, listed

_NEWEST = 200
_HALF_LIFE = 4 * 365 * 86_400
"""Seconds after which a commit says half as much about who knows the code now."""
_MOST_AUTHORS = 4
_MOST_TOGETHER = 5
_CODEOWNERS = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")


def write(view: View, unit: str) -> Note | None:
    """Who made the newest commits to a file, a symbol's file, a folder or the repository, and what changes with it."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None and unit and not unit.endswith("/"):
        return None
    path = place.path if place else unit
    commits = [commit for commit in view.commits(path, _NEWEST) if not commit.author.endswith("[bot]")]
    about = path or "The repository"
    if not commits:
        return None
    counts = Counter(commit.author for commit in commits)
    weights = dict.fromkeys(counts, 0.0)
    for commit in commits:
        weights[commit.author] += 0.5 ** ((commits[0].time - commit.time) / _HALF_LIFE)
    newest = {commit.author: day(commit.time) for commit in reversed(commits)}
    told = [
        f"{author} ({counts[author]}, last on {newest[author]})"
        for author in sorted(weights, key=lambda author: -weights[author])[:_MOST_AUTHORS]
    ]
    lines = [f"{about} is best known by {listed(told)}, counting its last {counted(len(commits), 'commit')}."]
    last = commits[0]
    lines.append(f"The last is of {day(last.time)}, by {last.author}: {last.subject} ({last.oid[:9]}).")
    evidence = [evidence_of(view, item) for item in ([place] if place else changed(view, unit, commits[:10])[:5])]
    rule = _rule(view, path)
    if rule:
        lines.append(f"By {rule[0]}:{rule[1]}, {rule[2]} own it.")
        evidence.append(evidence_at(view, rule[0], rule[1], rule[1]))
    together = changed_with(view, place)[:_MOST_TOGETHER] if place else []
    if together:
        told = [f"{other.path} ({times} times)" for other, times in together]
        lines.append(f"Often changed together with {listed(told)}.")
        evidence += [evidence_of(view, other) for other, _ in together]
    question = f"Who knows {path or 'the repository'}?"
    return Note(unit, "owners", question, "\n".join(lines), kept(evidence), 0.9 if len(commits) > 2 else 0.7)


def _rule(view: View, path: str) -> tuple[str, int, str] | None:
    """The last line of a CODEOWNERS file whose pattern matches: the file, the line and the owners."""
    for file in _CODEOWNERS:
        lines = view.lines(file)
        for number in range(len(lines), 0, -1):
            pattern, *owners = lines[number - 1].partition("#")[0].split() or [""]
            if owners and _matches(pattern, path):
                return file, number, listed(owners)
    return None


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern in the way of .gitignore matches a file, or the folder a file lies in."""
    if pattern == "*":
        return True
    rooted = "/" in pattern.rstrip("/")
    names = path.split("/")
    heads = ["/".join(names[: count + 1]) for count in range(len(names))] if rooted else names
    return any(fnmatch(head, pattern.strip("/").replace("**", "*")) for head in heads)
