"""Answers from the history: which commit closed an issue, what a pull request or commit changed, what somebody did."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher
from itertools import chain

from ..graph.view import View
from ..indexers.history import issue_numbers, pull_request
from ..notes.changelog import CHANGELOG
from ..notes.changes import changed
from ..notes.note import Evidence, evidence_at, evidence_of, kept
from ..notes.wording import counted, day, listed, section, shortened
from ..store.history import Revision
from .answer import Answer, Citation
from .question import Question

_CLOSES = r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b[:\s]+(?:[\w/.-]+)?(?:#|gh-){number}\b"
_SHORTEST_HASH = 7
_MOST = 8
_SURE = 0.9
_SHOWN_COMMITS = 3
"""Of how many commits git is asked what they added."""
_MOST_PIECES = 2
_MOST_LINES = 40
_TELLING = 15
"""Fewer characters than this, blanks left out, may stand there for any reason."""


def answer(view: View, question: Question) -> Answer:
    """What the history says of an issue, a pull request, a commit or a person."""
    if question.kind == "author":
        return _of_author(view, question)
    history, subject = view.workspace.history, question.subject
    number = int(subject) if subject.isdecimal() and len(subject) < _SHORTEST_HASH else 0
    found = history.mentioning(number) if number else history.beginning_with(subject)
    lines = _changelog_lines(view, number) if number else []
    if not found and not lines:
        text = f"No commit among those known and no list of changes here mentions #{number or subject}."
        return Answer(text, "abstain", 0.0, [], "commit")
    found = sorted(found, key=lambda commit: _rank(commit, number))
    told = [f"{_relation(commit, number)}{_told(commit)}" for commit in found]
    written = [f"{item.path}:{item.start}: {text}" for item, text in lines]
    added = [view.added_by(commit) for commit in found[:_SHOWN_COMMITS]]
    brought = [place for path in dict.fromkeys(chain(*added)) if (place := view.find(path))]
    paths = list(dict.fromkeys([*changed(view, "", found), *brought]))
    first = told[0] if told else f"#{number} is mentioned in {written[0]}"
    text = "\n".join([
        f"{first}.", *section("Also", told[1:], _MOST), *section("In the list of changes", written, _MOST),
        *section("It touched, of what is still there", [place.path for place in paths]),
    ])  # fmt: skip
    still = [item for runs in added for path in runs for item in _still_there(view, path, runs[path])]
    shown = {item.path for item in still}
    files = [evidence_of(view, place) for place in paths if place.path not in shown]
    evidence = kept([*(item for item, _ in lines), *still[:_MOST], *files])
    return Answer(text, "fact", _SURE, [Citation(*item[:4]) for item in evidence], "commit")


def _still_there(view: View, path: str, runs: list[tuple[int, list[str]]]) -> list[Evidence]:
    """The longest pieces of what a commit added to a file that stand in it now, the longest of all first."""
    lines = view.lines(path)
    found: list[Evidence] = []
    for start, run in sorted(runs, key=lambda begun: -len(begun[1]))[:_MOST] if lines else ():
        run = run[:_MOST_LINES]
        at, size = start - 1, len(run)
        if lines[at : at + size] != run:
            match = SequenceMatcher(None, lines, run, autojunk=False).find_longest_match()
            at, size = match.a, match.size
        telling = len("".join("".join(lines[at : at + size]).split())) >= _TELLING
        if size and telling and (item := evidence_at(view, path, at + 1, at + size)):
            found.append(item)
    return found[:_MOST_PIECES]


def _rank(commit: Revision, number: int) -> tuple[bool, bool, int]:
    return pull_request(commit.subject) != number, not _closes(commit, number), -commit.time


def _closes(commit: Revision, number: int) -> bool:
    pattern = _CLOSES.format(number=number)
    return bool(number and re.search(pattern, f"{commit.subject}\n{commit.body}", re.IGNORECASE))


def _relation(commit: Revision, number: int) -> str:
    if not number:
        return ""
    if pull_request(commit.subject) == number:
        return f"#{number} was merged as "
    return f"#{number} was closed by " if _closes(commit, number) else f"#{number} is mentioned by "


def _told(commit: Revision) -> str:
    linked = [f"#{n}" for n in issue_numbers(commit.body) if n != pull_request(commit.subject)][:3]
    about = f" [{', '.join(linked)}]" if linked else ""
    return f"{commit.oid[:9]} on {day(commit.time)} by {commit.author}: {commit.subject}{about}"


def _changelog_lines(view: View, number: int) -> list[tuple[Evidence, str]]:
    mention = re.compile(rf"(?:#|`|/|\bGH-?){number}\b")
    found = []
    for row in view.files_below(""):
        if row.role == "doc" and row.blob_id and CHANGELOG.search(row.path):
            for at, line in enumerate(view.lines(row.path), 1):
                if mention.search(line) and (item := evidence_at(view, row.path, at, at)):
                    found.append((item, shortened(line.strip(" -*\t"), 160)))
    return found


def _of_author(view: View, question: Question) -> Answer:
    commits = view.workspace.history.by_author(question.subject)
    most = Counter(path.rpartition("/")[0] for commit in commits[:100] for path in set(view.touched(commit)))
    folders = [f"{folder}/" if folder else "the top folder" for folder, _ in most.most_common(4)]
    text = "\n".join([
        f"{question.subject} made {counted(len(commits), 'commit')} of the {view.workspace.history.count()} known, the"
        f" last on {day(commits[0].time)}, of late mostly in {listed(folders)}.",
        *section("Newest", [f"{day(c.time)}: {c.subject} ({c.oid[:9]})" for c in commits[:_MOST]]),
    ])  # fmt: skip
    evidence = kept(evidence_of(view, place) for place in changed(view, "", commits[:10]))
    return Answer(text, "fact", _SURE, [Citation(*item[:4]) for item in evidence], "author")
