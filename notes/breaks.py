"""What breaks if it changes? Its users, theirs, what overrides it, its tests, and the documents that speak of it."""

from __future__ import annotations

from ..facts import CALLABLE_KINDS, CLASS_KINDS
from ..graph.members import inherited, owner
from ..graph.references import CERTAIN, Use, uses_of
from ..graph.view import Place, View
from .changelog import CHANGELOG
from .heirs import heirs
from .note import Note, evidence_of, kept
from .users import User, apart, left_out, shown, users
from .wording import counted, listed, section

_MOST_FOLLOWED = 6
_MOST_HEIRS = 20


def write(view: View, unit: str) -> Note | None:
    """What a change to a symbol may break. For a file, see who imports it."""
    place = view.find(unit) if unit and not unit.endswith("/") else None
    if place is None:
        return None
    if not place.symbol.name:
        return _of_file(view, place)
    uses = [use for use in uses_of(view, place) if use.user.unit != place.unit]
    by_code, by_tests, possible = apart(view, uses)
    imports = [use for use in by_code if use.reference.kind == "import"]
    direct = users(view, [use for use in by_code if use.reference.kind != "import"])
    further = _further(view, direct, place)
    below = heirs(view, place, _MOST_HEIRS)
    documents = [use for use in mentions(view, place) if not CHANGELOG.search(use.path)]
    tests = users(view, by_tests)
    unread = left_out(view, place)
    lines = [
        *section("Directly", [user.told() for user in direct]),
        *section("Through them", [user.told() for user in further]),
        *section("Subclasses and overrides", [f"{heir.title} ({heir.path}:{heir.symbol.start})" for heir in below]),
        *section("Imported by, so a rename breaks", [user.told() for user in users(view, imports)]),
        *section("Tests", [user.told() for user in tests]),
        *section("Documents that mention it", [f"{use.path}:{use.reference.line}" for use in documents]),
        *section("Possibly, by the name alone", [user.told() for user in users(view, possible)[:3]]),
        *_overridden(view, place),
        *unread,
    ]
    evidence = [
        evidence_of(view, place), *shown(view, by_code, place.symbol.name),
        *(evidence_of(view, heir) for heir in below[:4]),
        *shown(view, [*by_tests, *documents], place.symbol.name),
    ]  # fmt: skip
    known = bool(by_code or by_tests or below)
    return Note(
        place.unit, "breaks", f"What breaks if {place.title} changes?",
        "\n".join([_summary(place, direct, imports, below, tests, documents, possible), *lines]),
        kept(evidence),
        (0.7 if unread else 0.9) if known else 0.6,
    )  # fmt: skip


def mentions(view: View, place: Place) -> list[Use]:
    """Where documents speak of a symbol for certain, lists of changes last."""
    found = [use for use in uses_of(view, place, ("mention",)) if use.confidence >= CERTAIN]
    return sorted(found, key=lambda use: CHANGELOG.search(use.path) is not None)


def _summary(
    place: Place, direct: list[User], imports: list[Use], below: list[Place], tests: list[User], documents: list[Use],
    possible: list[Use],
) -> str:  # fmt: skip
    parts = [
        f"{counted(len(direct), 'user')} ({listed(user.place.title for user in direct)})" if direct else "",
        counted(len({use.path for use in imports}), "importing file") if imports else "",
        counted(len(below), "class") + " below it" if below and place.symbol.kind in CLASS_KINDS else "",
        counted(len(below), "override") if below and place.symbol.kind not in CLASS_KINDS else "",
        counted(len(tests), "test") if tests else "",
        counted(len(documents), "mention") + " in documents" if documents else "",
    ]
    told = [part for part in parts if part]
    if told:
        return f"Changing {place.title} may break {listed(told, len(told))}."
    if possible:
        return f"Nothing is certain to use {place.title}, but {counted(len(possible), 'place')} may, by the name."
    return f"Nothing in this repository uses {place.title} by name, so nothing here is known to break."


def _further(view: View, direct: list[User], place: Place) -> list[User]:
    """The users of the users, by certain calls; not of so many that the change is far-reaching anyhow."""
    known = {place.unit, *(user.place.unit for user in direct)}
    found: dict[str, User] = {}
    for user in direct if len(direct) <= _MOST_FOLLOWED else ():
        if user.place.symbol.kind in CALLABLE_KINDS:
            calls = uses_of(view, user.place, ("call",), "source")
            for above in users(view, [use for use in calls if use.confidence >= CERTAIN]):
                if above.place.unit not in known:
                    found.setdefault(above.place.unit, above)
    return list(found.values())


def _overridden(view: View, place: Place) -> list[str]:
    cls = owner(view, place)
    above = inherited(view, cls, place.symbol.name) if cls else None
    if above is None:
        return []
    return [f"It overrides {above.title} ({above.path}:{above.symbol.start}): what calls that may reach it."]


def _of_file(view: View, place: Place) -> Note | None:
    from .callers import write as callers

    note = callers(view, place.unit)
    if note is None:
        return None
    question = f"What breaks if {place.path} changes?"
    return note._replace(kind="breaks", question=question, confidence=min(note.confidence, 0.7))
