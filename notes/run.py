"""How is it run, built and tested?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..graph.view import Place, View
from ..store.facts import FactRow, FileRow
from .note import Evidence, Note, evidence_at, kept
from .wording import listed, section, shortened

_ABOUT = re.compile(
    r"\b(?:install|usage|run|running|tests?|testing|build|building|develop|development|contribut|get(?:ting)? started"
    r"|quick ?start|set ?up|hacking|compil)", re.IGNORECASE
)  # fmt: skip
_GUIDE = re.compile(r"(?:(?:docs?|\.github)/.*)?(?:README|CONTRIBUTING|INSTALL|HACKING|DEVELOP|BUILD)", re.IGNORECASE)
_COMMAND = re.compile(
    r"^\s*(?:\$|>|%)?\s*((?:sudo |py -m |python3? -m )?"
    r"(?:pip|pipx|uv|poetry|pdm|hatch|tox|nox|pytest|python3?|conda|npm|npx|yarn|pnpm|bun|node|deno|cargo|rustup|go|make|cmake|ninja|meson"
    r"|mvn|\./mvnw|gradle|\./gradlew|sbt|bundle|gem|rake|composer|php|dotnet|swift|mix|docker|docker-compose|brew"
    r"|apt(?:-get)?|git clone|bazel|just|\./[\w./-]+)\b(?: .*)?)$"
)  # fmt: skip
_PROMPT = r"(?: {4}|\t)\s*[$%] "
"""How code that is indented, not fenced, begins where it is something to type."""
_SENTENCE = re.compile(r"\w[.:]\s*$")
_TESTING = re.compile(r"^(?:test|tests|check|spec)(?::all)?$")
_BY_CONVENTION = (
    ("pytest.ini", "", "pytest"), ("tox.ini", "", "tox"), ("noxfile.py", "", "nox"),
    ("pyproject.toml", r"^\[tool\.pytest", "pytest"), ("setup.cfg", r"^\[tool:pytest", "pytest"),
    ("Cargo.toml", r"^\[(?:package|workspace)\]", "cargo test"), ("go.mod", r"^module\s", "go test ./..."),
    ("build.gradle.kts", "", "./gradlew test"), ("build.gradle", "", "./gradlew test"), ("pom.xml", "", "mvn test"),
    ("build.sbt", "", "sbt test"), ("mix.exs", "", "mix test"), ("Package.swift", "", "swift test"),
    ("phpunit.xml.dist", "", "vendor/bin/phpunit"), ("phpunit.xml", "", "vendor/bin/phpunit"), (".rspec", "", "rspec"),
    (".busted", "", "busted"), ("*.sln", "", "dotnet test"), ("*.slnx", "", "dotnet test"),
    ("build.mill", "", "./mill __.test"), ("build.sc", "", "./mill __.test"),
)  # fmt: skip
"""File at the root, or how its name ends, a line that it must have, and the command that its presence means."""
BUILDING = re.compile(r"(?:^|/)(?:build\.rs|setup\.py|fuzz/.*)$")
_RUNNERS = {
    "Makefile": "make", "GNUmakefile": "make", "Rakefile": "rake", "package.json": "npm", "composer.json": "composer",
}  # fmt: skip
_LOCKS = (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun run"), ("bun.lock", "bun run"))
_CI = re.compile(
    r"\.github/workflows/(?!.*(?:release|publish|deploy))[^/]+\.ya?ml$|\.gitlab-ci\.yml$|\.travis\.yml$"
    r"|\.circleci/config\.yml$|\.ci/[^/]+$"
)
_STEP = re.compile(r"^\s*(?:-\s+)?(?:(?:run|script|command):\s*)?(\S.*)$")
_TESTS = re.compile(r"\b(?:tests?|runtests?|pytest|tox|nox|rspec|rake|check|verify|minitest|phpunit)\b", re.IGNORECASE)
_INSTALLS = re.compile(r"\b(?:install|add|sync|clone)\b")
_EXAMPLES = re.compile(r"(?:^|/)(?:examples?|samples?|demos?|benchmarks?)/")
_MOST_GUIDES = 6
_MOST_COMMANDS = 5
_ASIDE = frozenset({"test", "example", "doc"})


class Way(NamedTuple):
    """One way to run or test, and the line that shows it."""

    command: str
    told: str
    path: str
    line: int


def write(view: View, unit: str) -> Note | None:
    """How the repository is run, built and tested; None for anything else, and when nothing says so."""
    if unit:
        return None
    runs, tests, builds = ways_in(view), ways_to_test(view), _commands(view)
    guides = list(_guides(view))
    if not (runs or tests or builds or guides):
        return None
    parts = [
        f"run {listed((f'`{way.command}`' for way in runs), 3)}" if runs else "",
        f"test with {listed((f'`{way.command}`' for way in tests), 3)}" if tests else "",
        f"see {guides[0][0].path}:{guides[0][0].symbol.start}" if guides else "",
    ]
    summary = "; ".join(part for part in parts if part)
    lines = [
        f"{summary[:1].upper()}{summary[1:]}.",
        *section("Run", [way.told for way in runs]),
        *section("Test", [way.told for way in tests]),
        *section("Build and other commands", [way.told for way in builds]),
        *(line for place, found in guides for line in _told(place, found)),
    ]
    ways = [*runs[:4], *tests[:3], *builds[:4]]
    evidence: list[Evidence | None] = [evidence_at(view, way.path, way.line, way.line) for way in ways]
    evidence += [evidence_at(view, place.path, found[0][0], found[-1][0]) for place, found in guides]
    return Note(
        "", "run", "How is this repository run, built and tested?", "\n".join(lines),
        kept(evidence), 0.85 if tests or guides else 0.7,
    )  # fmt: skip


def ways_in(view: View) -> list[Way]:
    """Scripts that an installation gives, then programs that start by a main function."""
    scripts = [row for row in view.facts("script") if row.role not in _ASIDE and not _EXAMPLES.search(row.path)]
    mains = [row for row in view.facts("main") if row.role not in _ASIDE and not BUILDING.search(row.path)]
    scripts = [row for row in scripts if not BUILDING.search(row.path)]
    return [
        *(Way(row.key, f"{row.key} runs {row.detail} ({_at(row)})", row.path, row.line) for row in _shallow(scripts)),
        *(
            Way(row.key, f"{row.key} ({_at(row)})", row.path, row.line)
            for row in _shallow(mains)
            if not any(script.detail == row.path or script.detail.endswith(f":{row.key}") for script in scripts)
        ),
    ]


def ways_to_test(view: View) -> list[Way]:
    """The commands that run the tests: tasks and what a file's presence means, else what the guides say, else CI."""
    tasks = [row for row in view.facts("command") if _TESTING.match(row.key) and _is_task(row)]
    found = [_way(view, row) for row in tasks]
    for name, wanted, command in _BY_CONVENTION if view.workspace.git else ():
        for path in _at_root(view, name[1:]) if name.startswith("*") else [name]:
            number = next((n for n, line in enumerate(view.lines(path), 1) if not wanted or re.match(wanted, line)), 0)
            if number:
                found.append(Way(command, f"{command} ({path}:{number})", path, number))
    found = found or list(_in_guides(view)) or list(_in_ci(view))
    return list({way.command: way for way in reversed(found)}.values())[::-1]


def _at_root(view: View, ending: str) -> list[str]:
    return [row.path for row in view.files_below("") if "/" not in row.path and row.path.endswith(ending)]


def _in_guides(view: View) -> Iterator[Way]:
    for place, found in _guides(view):
        for number, command in found:
            if _tests(command):
                yield Way(command, f"{command} ({place.path}:{number})", place.path, number)


def _tests(command: str) -> bool:
    return bool(_TESTS.search(command)) and not _INSTALLS.search(command)


def _in_ci(view: View) -> Iterator[Way]:
    """The commands that look like tests among those that continuous integration runs."""
    for row in view.files_below(""):
        for number, line in enumerate(view.lines(row.path) if _CI.match(row.path) else [], 1):
            step = _STEP.match(line)
            command = _COMMAND.match(step[1]) if step else None
            if command and _tests(command[1]):
                text = re.sub(r"\s+#.*", "", command[1])
                yield Way(text, f"{text} ({row.path}:{number})", row.path, number)


def _commands(view: View) -> list[Way]:
    rows = [row for row in view.facts("command") if _is_task(row)]
    return [_way(view, row) for row in _shallow(rows) if not _TESTING.match(row.key)]


def _is_task(row: FactRow) -> bool:
    """Whether a command is one to develop the whole repository with."""
    return "/" not in row.path and row.role not in _ASIDE and _RUNNERS.get(_kind_of(row)) is not None


def _kind_of(row: FactRow) -> str:
    return "Makefile" if row.path.endswith((".mk", "makefile")) else row.path


def _way(view: View, row: FactRow) -> Way:
    command = f"{_runner(view, row)} {row.key}"
    return Way(command, f"{command} ({_at(row)}){_what(row)}", row.path, row.line)


def _runner(view: View, row: FactRow) -> str:
    """The program that runs a task, by its file; scripts of JavaScript by the program whose lock file is there."""
    if row.path != "package.json":
        return _RUNNERS[_kind_of(row)]
    here = {file.path for file in view.files_below("") if "/" not in file.path}
    program = next((name for lock, name in _LOCKS if lock in here), "npm")
    return program if row.key == "test" or program != "npm" else "npm run"


def _what(row: FactRow) -> str:
    return f": {shortened(row.detail, 80)}" if row.detail else ""


def _at(row: FactRow) -> str:
    return f"{row.path}:{row.line}"


def _shallow(rows: list[FactRow]) -> list[FactRow]:
    return sorted(rows, key=lambda row: (row.path.count("/"), row.path, row.line))


def _guides(view: View) -> Iterator[tuple[Place, list[tuple[int, str]]]]:
    """Sections of the documents that tell newcomers what to type, with the commands and their lines."""
    count = 0
    for row in sorted(view.files_below(""), key=_nearest):
        if row.role == "doc" and row.blob_id and _GUIDE.match(row.path):
            for place in _sections(view, row.path):
                typed = {command: number for number, command in reversed([*_typed(view, place, row.language)])}
                found = [(number, command) for command, number in reversed(typed.items())]
                found = found[:_MOST_COMMANDS] + [item for item in found[_MOST_COMMANDS:] if _tests(item[1])]
                if found:
                    yield place, found
                    count += 1
                if count == _MOST_GUIDES:
                    return


def _typed(view: View, place: Place, language: str) -> Iterator[tuple[int, str]]:
    """The commands in the code of a section, with their lines."""
    fenced = False
    for number, line in enumerate(view.text(place), place.symbol.start):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        match = _COMMAND.match(line)
        indented = line[:1] in (" ", "\t", "$")
        is_code = (fenced or bool(re.match(_PROMPT, line))) if language == "markdown" else indented
        if match and is_code and not _SENTENCE.search(line):
            yield number, match[1].strip()


def _nearest(row: FileRow) -> tuple[int, bool, str]:
    return row.path.count("/"), "README" not in row.path.upper(), row.path


def _sections(view: View, path: str) -> list[Place]:
    """The innermost sections whose title, or the title of one around, speaks of running or developing."""
    symbols = view.symbols(path)
    around = {symbol.parent for symbol in symbols}
    return [
        Place(path, ordinal, symbol)
        for ordinal, symbol in enumerate(symbols)
        if symbol.kind == "section" and ordinal not in around and _ABOUT.search(f"{symbol.qualname} {path}")
    ]


def _told(place: Place, found: list[tuple[int, str]]) -> list[str]:
    return [f"{place.symbol.name} ({place.path}:{place.symbol.start}):", *(f"  {command}" for _, command in found)]
