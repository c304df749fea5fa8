"""How are the tests run, and where are they?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..graph.view import View
from .guides import Guide, guides
from .note import Note, evidence_at, kept
from .ways import NOT_OURS, Convention, Way, by_convention, in_ci, is_foreign, once, shown, tasks, tests
from .wording import counted, listed, section

_CONVENTIONS = (
    Convention("tox.ini", "", "tox", ("python",)),
    Convention("noxfile.py", "", "nox", ("python",)),
    Convention("pytest.ini", "", "pytest", ("python",)),
    Convention("pyproject.toml", r"^\[tool\.pytest", "pytest", ("python",)),
    Convention("setup.cfg", r"^\[tool:pytest", "pytest", ("python",)),
    Convention("Cargo.toml", r"^\[(?:package|workspace)\]", "cargo test", ("rust",)),
    Convention("go.mod", r"^module\s", "go test ./...", ("go",)),
    Convention("build.gradle.kts", "", "./gradlew test", ("java", "kotlin")),
    Convention("build.gradle", "", "./gradlew test", ("java", "kotlin")),
    Convention("pom.xml", "", "mvn test", ("java", "kotlin", "scala")),
    Convention("build.sbt", "", "sbt test", ("scala",)),
    Convention("build.mill", "", "./mill __.test", ("scala", "java")),
    Convention("build.sc", "", "./mill __.test", ("scala", "java")),
    Convention("mix.exs", "", "mix test", ("elixir",)),
    Convention("Package.swift", "", "swift test", ("swift",)),
    Convention("phpunit.xml.dist", "", "vendor/bin/phpunit", ("php",)),
    Convention("phpunit.xml", "", "vendor/bin/phpunit", ("php",)),
    Convention(".rspec", "", "rspec", ("ruby",)),
    Convention(".busted", "", "busted", ("lua",)),
    Convention("*.sln", "", "dotnet test", ("csharp",)),
    Convention("*.slnx", "", "dotnet test", ("csharp",)),
    Convention("CMakeLists.txt", r"(?i)^\s*(?:enable_testing|include\(CTest)", "ctest --test-dir build", ("cpp", "c")),
)
_TASK = re.compile(r"^(?:test|tests|check|spec|unit[-_]?tests?|test:(?:all|unit))$")
_MOST_COMMANDS = 3
_MOST_GUIDES = 4
_MOST_FOLDERS = 5


def write(view: View, unit: str) -> Note | None:
    """How the tests of the repository are run, by what its guides say, then its files; None where nothing says so."""
    if unit:
        return None
    told = list(_guides(view))
    ways = ways_to_test(view)
    ci = once([*in_ci(view)])
    folders = _folders(view)
    if not (ways or ci or folders):
        return None
    first = ways or ci
    where = listed(folders, 3)
    parts = [
        f"Test with {shown(first)}." if first
        else "Nothing says how the tests are run.",
        f"The tests are in {where}." if where else "",
    ]  # fmt: skip
    lines = [
        " ".join(filter(None, parts)),
        *(line for guide in told for line in guide.told()),
        *section("By its files", [way.told for way in _by_files(view)]),
        *section("Continuous integration runs", [way.told for way in ci], _MOST_COMMANDS),
        *section("Tests", [f"{folder} ({counted(len(paths), 'file')})" for folder, paths in folders.items()]),
    ]
    evidence = [evidence_at(view, way.path, way.line, way.line) for way in [*first[:6], *ci[:2]]]
    evidence += [evidence_at(view, guide.place.path, guide.commands[0][0], guide.commands[-1][0]) for guide in told]
    evidence += [evidence_at(view, paths[0], 1, 1) for paths in folders.values()]
    return Note(
        "", "testing", "How are the tests run?", "\n".join(lines), kept(evidence), 0.85 if ways else 0.7 if ci else 0.4
    )


def ways_to_test(view: View) -> list[Way]:
    """The commands that run the tests: what the guides say, then tasks and what files mean by being there."""
    typed = [
        Way(command, command, guide.place.path, number)
        for guide in _guides(view)
        for number, command in guide.commands
        if tests(command)
    ]
    return once([*typed, *_by_files(view)])


def _guides(view: View) -> Iterator[Guide]:
    """The sections that say how to test, the first of them; those about something else only with what tests in them."""
    found = [guide for guide in guides(view) if any(tests(command) for _, command in guide.commands)]
    for guide in found[:_MOST_GUIDES]:
        about = re.search(r"(?i)\btest", guide.place.symbol.name)
        yield guide if about else guide._replace(commands=[item for item in guide.commands if tests(item[1])])


def _by_files(view: View) -> list[Way]:
    """What tasks and conventions say; a task for another language than most is written in comes last."""
    own = [way for way in tasks(view) if _TASK.match(way.command.rpartition(" ")[2])]
    meant = by_convention(view, _CONVENTIONS)
    if meant and own:
        foreign = [way for way in own if is_foreign(view, way)]
        return once([*(way for way in own if way not in foreign), *meant, *foreign])
    return once([*own, *meant])


def _folders(view: View) -> dict[str, list[str]]:
    """The folders with most of the files of tests, and these."""
    found: dict[str, list[str]] = {}
    for row in view.files_below(""):
        if row.role == "test" and row.blob_id and not NOT_OURS.search(row.path):
            found.setdefault(f"{_top(row.path)}/" if "/" in row.path else "the root", []).append(row.path)
    return dict(sorted(found.items(), key=lambda item: -len(item[1]))[:_MOST_FOLDERS])


def _top(path: str) -> str:
    """The folder around a test that is called so, or the two folders at its top."""
    folders = path.split("/")[:-1]
    last = next((n for n, name in enumerate(folders, 1) if re.fullmatch(r"(?i)_*(?:tests?|specs?|testing)_*", name)), 0)
    return "/".join(folders[: last or 2])
