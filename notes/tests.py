"""Which tests cover it? For a test: what it tests."""

from __future__ import annotations

import posixpath

from ..graph.imports import importers, is_package_file
from ..graph.references import CERTAIN, USES, targets_of, uses_of
from ..graph.view import Place, View
from .note import Evidence, Note, evidence_at, evidence_of, kept
from .users import User, apart, in_test, is_test, left_out, shown, users
from .wording import counted, listed, section

_MOST_CALLERS = 4
_MOST_FILES = 60
_NAMES = (
    "test_{0}{1}", "{0}_test{1}", "test-{0}{1}", "{0}-test{1}", "{0}.test{1}", "{0}.spec{1}", "{0}_spec{1}",
    "{0}Test{1}", "{0}Tests{1}", "{0}Spec{1}", "Test{0}{1}", "{0}_test{1}s",
)  # fmt: skip


def write(view: View, unit: str) -> Note | None:
    """The tests of a symbol, file or folder; of a test, what it tests."""
    if not unit:
        return None
    if unit.endswith("/"):
        return _of_folder(view, unit)
    place = view.find(unit)
    if place is None:
        return None
    if in_test(view, place):
        return _of_test(view, place)
    return _of_symbol(view, place) if place.symbol.name else _of_file(view, place)


def _of_symbol(view: View, place: Place) -> Note:
    _, by_tests, guessed = apart(view, uses_of(view, place, role=_role(place)))
    possible = users(view, [use for use in guessed if in_test(view, use.user)])
    direct = users(view, [use for use in by_tests if use.reference.kind != "import"])
    through = [] if direct else _through(view, place)
    files = _named_after(view, place.path)
    question = f"Which tests cover {place.title}?"
    if direct:
        summary = f"{place.title} is used in {counted(len(direct), 'test')}: {listed(t.place.title for t in direct)}."
    elif through:
        told = [f"{test.place.title} (through {caller.place.title})" for caller, test in through]
        summary = f"No test uses {place.title} by name, but some use its callers: {listed(told)}."
    elif possible:
        told = [user.place.title for user in possible]
        summary = f"No test is certain to use {place.title}, but by its name {listed(told)} may."
    elif files:
        summary = f"No test uses {place.title} by name; the tests of its file are in {listed(p.path for p in files)}."
    else:
        summary = f"No test in this repository uses {place.title} by name."
    unread = left_out(view, place, _role(place))
    lines = [
        *section("Tests", [test.told() for test in direct]),
        *(section("Possibly, by its name", [test.told() for test in possible]) if not direct else []),
        *section("Through its callers", [f"{test.told()} through {caller.place.title}" for caller, test in through]),
        *(section("Named after its file", [item.path for item in files]) if direct or through or possible else []),
        *unread,
    ]
    evidence = [
        *shown(view, by_tests if direct else (), place.symbol.name),
        *(evidence_at(view, test.place.path, test.lines[0], test.lines[0], caller.place.symbol.name)
          for caller, test in through),
        *(evidence_of(view, item) for item in files[:2]), evidence_of(view, place),
    ]  # fmt: skip
    sure = (0.75 if unread else 0.9) if direct else 0.6 if through or files else 0.5
    return _note(place.unit, question, [summary, *lines], evidence, sure)


def _through(view: View, place: Place) -> list[tuple[User, User]]:
    """The tests of the symbol's callers: (caller, test)."""
    found = []
    calls = [use for use in uses_of(view, place, ("call",), "source") if use.confidence >= CERTAIN]
    for caller in users(view, calls)[:_MOST_CALLERS]:
        if caller.place.symbol.name and caller.place.unit != place.unit:
            _, by_tests, _ = apart(view, uses_of(view, caller.place, ("call",), _role(place)))
            found += [(caller, test) for test in users(view, by_tests)[:3]]
    return found


def _role(place: Place) -> str:
    """The role of the files in which tests of a symbol stand; "" for any."""
    return "" if place.path.endswith(".rs") else "test"


def _of_file(view: View, place: Place) -> Note:
    named = _named_after(view, place.path)
    imports = [(path, line) for path, line in importers(view, place.path) if is_test(view, path)]
    paths = list(dict.fromkeys([*(item.path for item in named), *(path for path, _ in imports)]))
    lines = [
        *section("Named after it", [item.path for item in named]),
        *section("Importing it", [f"{path}:{line}" for path, line in imports]),
    ]
    summary = f"The tests of {place.path} are in {listed(paths)}."
    if not paths:
        summary = f"No test file is named after {place.path} or imports it."
    evidence = [
        *(evidence_of(view, item) for item in named), *(evidence_at(view, path, line, line) for path, line in imports),
        evidence_of(view, place),
    ]  # fmt: skip
    return _note(place.unit, f"Which tests cover {place.path}?", [summary, *lines], evidence, 0.85 if paths else 0.5)


def _of_folder(view: View, unit: str) -> Note | None:
    files = [row for row in view.files_below(unit.rstrip("/")) if row.blob_id]
    if not files:
        return None
    code = sorted((row for row in files if row.role == "source"), key=lambda row: -row.lines)
    named = [item for row in code[:_MOST_FILES] for item in _named_after(view, row.path)]
    inside = [view.place(row.path) for row in files if row.role == "test"]
    found = list({item.path: item for item in [*inside, *named]}.values())
    summary = f"The tests of {unit} are in {listed(item.path for item in found)}."
    if not found:
        summary = f"No test file lies in {unit} or is named after a file there."
    evidence = [evidence_of(view, item) for item in found]
    lines = section("Test files", [item.path for item in found])
    return _note(unit, f"Which tests cover {unit}?", [summary, *lines], evidence, 0.8 if found else 0.5)


def _of_test(view: View, place: Place) -> Note:
    found: dict[str, tuple[Place, int]] = {}
    for target in targets_of(view, place, USES if place.symbol.name else ("import",)):
        if target.confidence >= CERTAIN and target.place.symbol.name and not is_test(view, target.place.path):
            found.setdefault(target.place.unit, (target.place, target.reference.line))
    tested = [tested for tested, _ in found.values()]
    summary = f"{place.title} tests {listed(item.title for item in tested)}."
    if not tested:
        summary = f"What {place.title} tests can't be told from the names that it uses."
    lines = section("It uses", [f"{item.title} ({item.path}:{item.symbol.start})" for item in tested])
    evidence = [evidence_of(view, place), *(evidence_of(view, item) for item in tested)]
    return _note(place.unit, f"What does {place.title} test?", [summary, *lines], evidence, 0.8 if tested else 0.4)


def _named_after(view: View, path: str) -> list[Place]:
    """The test files whose names say that they test this file."""
    if is_package_file(path):
        stem = posixpath.basename(posixpath.dirname(path))
    else:
        stem = posixpath.basename(path).partition(".")[0]
    ending = posixpath.splitext(path)[1]
    names = [name.format(stem.lstrip("_"), ending) for name in _NAMES]
    found = dict.fromkeys(other for name in names for other in view.files_ending(name))
    return [view.place(other) for other in found if is_test(view, other) and other != path] if stem else []


def _note(unit: str, question: str, lines: list[str], evidence: list[Evidence | None], confidence: float) -> Note:
    return Note(unit, "tests", question, "\n".join(lines), kept(evidence), confidence)
