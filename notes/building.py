"""How is it installed and built?"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ..graph.view import Place, View
from .guides import Guide, guides
from .note import Note, evidence_at, evidence_of, kept
from .ways import Convention, Way, by_convention, once, shown, tasks, tests
from .wording import section

_CONVENTIONS = (
    Convention("Cargo.toml", r"^\[(?:package|workspace)\]", "cargo build", ("rust",)),
    Convention("go.mod", r"^module\s", "go build ./...", ("go",)),
    Convention("build.gradle.kts", "", "./gradlew build", ("java", "kotlin")),
    Convention("build.gradle", "", "./gradlew build", ("java", "kotlin")),
    Convention("pom.xml", "", "mvn package", ("java", "kotlin", "scala")),
    Convention("build.sbt", "", "sbt compile", ("scala",)),
    Convention("build.mill", "", "./mill __.compile", ("scala", "java")),
    Convention("mix.exs", "", "mix compile", ("elixir",)),
    Convention("Package.swift", "", "swift build", ("swift",)),
    Convention("*.sln", "", "dotnet build", ("csharp",)),
    Convention("*.slnx", "", "dotnet build", ("csharp",)),
    Convention("CMakeLists.txt", "", "cmake -B build && cmake --build build", ("cpp", "c")),
    Convention("configure.ac", "", "autoreconf -i && ./configure && make", ("c", "cpp")),
    Convention("pyproject.toml", r"^\[(?:build-system|project)\]", "pip install -e .", ("python",)),
    Convention("setup.py", "", "pip install -e .", ("python",)),
    Convention("Gemfile", "", "bundle install", ("ruby",)),
    Convention("composer.json", "", "composer install", ("php",)),
    Convention("package.json", "", "npm install", ("javascript", "typescript", "tsx")),
)
_ABOUT = re.compile(
    r"\b(?:install\w*|build\w*|compil\w+|set(?:ting)?[ -]?up|from source|requirements|get(?:ting)? started|quick ?start"
    r"|develop\w*|hacking|contribut\w+)\b",
    re.IGNORECASE,
)
_USED = re.compile(
    r"\b(?:usage|using|examples?|quick ?start|getting started|get started|tutorial|first|how to use)\b", re.IGNORECASE
)
_SYSTEM = re.compile(r"^(?:sudo )?(?:apt(?:-get)?|brew|yum|dnf|pacman)\b")
_INSTALLS = re.compile(r"\b(?:install|add|require|(?:npm|pnpm|yarn|bun) i|go get|deps\.get|tap)\b")
_BUILDS = re.compile(
    r"\b(?:build|cmake|compile|package|assemble|verify|all|setup|ninja|dist|configure|release)(?![\w.-])"
    r"|^(?:sudo )?g?make(?: -\S+| \w+=\S*)*$"
)
_TASK = re.compile(r"^(?:build|all|compile|install|dist|setup|bootstrap)$")
_MOST_GUIDES = 5
_MOST_COMMANDS = 8
_MOST_USED = 3


def write(view: View, unit: str) -> Note | None:
    """How the repository is installed and built, by what its guides say, then its files; None where nothing says so."""
    if unit:
        return None
    told = list(_guides(view))
    by_files = [*(way for way in tasks(view) if _TASK.match(way.command.rpartition(" ")[2])),
                *by_convention(view, _CONVENTIONS)]  # fmt: skip
    used = _usage(view)
    if not (told or by_files or used):
        return None
    typed = [Way(command, command, guide.place.path, n) for guide in told for n, command in guide.commands]
    installs = _installs(view, typed) or _installs(view, by_files)
    builds = _builds(typed) or _builds(by_files)
    parts = [
        f"install with {shown(installs[:2])}" if installs else "",
        f"build with {shown(builds[:3])}" if builds else "",
    ]
    summary = "; ".join(filter(None, parts)) or f"see {_first(told, used)}"
    lines = [
        f"{summary[:1].upper()}{summary[1:]}.",
        *(line for guide in told for line in guide.told()),
        *section("By its files", [way.told for way in once(by_files)]),
        *section("How it is used", [f"{place.symbol.name} ({place.path}:{place.symbol.start})" for place in used]),
    ]
    ways = [*installs[:2], *builds[:3]]
    evidence = [evidence_at(view, way.path, way.line, way.line) for way in ways]
    evidence += [evidence_at(view, guide.place.path, guide.commands[0][0], guide.commands[-1][0]) for guide in told]
    evidence += [evidence_at(view, way.path, way.line, way.line) for way in by_files[:4]]
    evidence += [evidence_of(view, place) for place in used]
    return Note(
        "", "building", "How is this installed and built?", "\n".join(lines), kept(evidence), 0.85 if told else 0.7
    )


def _guides(view: View) -> Iterator[Guide]:
    """The first sections that say how to install or build, without what only tests."""
    count = 0
    for guide in guides(view):
        place = guide.place
        commands = [item for item in guide.commands if not tests(item[1]) or _BUILDS.search(item[1])]
        if commands and _ABOUT.search(place.symbol.qualname or place.path):
            yield guide._replace(commands=commands[:_MOST_COMMANDS])
            count += 1
        if count == _MOST_GUIDES:
            return


def _installs(view: View, ways: list[Way]) -> list[Way]:
    return once([way for way in ways if _INSTALLS.search(way.command) and not _prepares(view, way.command)])


def _builds(ways: list[Way]) -> list[Way]:
    return once([way for way in ways if _BUILDS.search(way.command) and not _INSTALLS.search(way.command)])


def _prepares(view: View, command: str) -> bool:
    """Whether a command brings what is needed before, not the project itself."""
    name = posixpath.basename(view.workspace.root).lower()
    own = set(re.findall(r"\w+", name)) & set(re.findall(r"\w+", command.lower()))
    return "git clone" in command or bool(_SYSTEM.match(command) and not own)


def _usage(view: View) -> list[Place]:
    """The sections of the README that show how it is used."""
    readme = next((row.path for row in view.files_below("") if re.match(r"(?i)README\.\w+$", row.path)), "")
    places = (Place(readme, ordinal, symbol) for ordinal, symbol in enumerate(view.symbols(readme) if readme else []))
    found = [place for place in places if place.symbol.kind == "section" and _USED.search(place.symbol.name)]
    return found[:_MOST_USED]


def _first(told: list[Guide], used: list[Place]) -> str:
    place = told[0].place if told else used[0]
    return f"{place.path}:{place.symbol.start}"

