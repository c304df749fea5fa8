"""The ways in: what is run, and the commands that files give by what they are, tasks and continuous integration."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..graph.view import View
from ..store.facts import FactRow
from .guides import COMMAND
from .wording import listed, shortened

BUILDING = re.compile(r"(?:^|/)(?:build\.rs|setup\.py|fuzz/.*)$")
_ASIDE = frozenset({"test", "example", "doc"})
NOT_OURS = re.compile(
    r"(?:^|/)(?:examples?|samples?|demos?|bench\w*|perf\w*|deps|third[_-]?party|vendor)/|(?:Benchmark|_bench\w*)\.\w+$"
)
HELPERS = re.compile(r"(?:^|/)(?:scripts?|build|tools?|utils?|support|hack|ci|misc|contrib|internal)/|^Dockerfile")
"""Where programs lie that developers run, not users."""
_ONLY_FOR_TESTS = re.compile(r"\s*#\s*if.*(?:TEST|MAIN|DEBUG|EXAMPLE|BENCH)", re.IGNORECASE)
_RUNNERS = {
    "Makefile": "make", "GNUmakefile": "make", "Rakefile": "rake", "package.json": "npm", "composer.json": "composer",
}  # fmt: skip
_LOCKS = (("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lockb", "bun run"), ("bun.lock", "bun run"))
_WRITTEN_IN = {
    "package.json": ("javascript", "typescript", "tsx"), "composer.json": ("php",), "Rakefile": ("ruby",),
}  # fmt: skip
_CI = re.compile(
    r"\.github/workflows/(?!.*(?:release|publish|deploy))[^/]+\.ya?ml$|\.gitlab-ci\.yml$|\.travis\.yml$"
    r"|\.circleci/config\.yml$|\.ci/[^/]+$|appveyor\.yml$"
)
_STEP = re.compile(r"^\s*(?:-\s+)?(?:(?:run|script|command):\s*)?(\S.*)$")
_FRAMEWORKS = r"pytest|tox|nox|rspec|busted|phpunit|ctest|jest|vitest|mocha|minitest|verify|check|spec"
_TESTS = re.compile(
    rf"^(?:.*[/:.])?(?:(?:run|all|unit|integration|bundle)[-_]?)*(?:tests?|{_FRAMEWORKS})"
    r"(?:[-:_.](?:all|unit|sh|py|rb|js|lua))*$"
    r"|^:.*Test$"
)  # fmt: skip
"""A word of a command that runs tests: a task, a program or a script."""
_TESTS_NOTHING = re.compile(r"\b(?:install|add|sync|clone|download|cargo check|checkout|npm audit|mix format|rm)\b")
_MOST_SHOWN = 3
_SMALL_SHARE = 5
"""A language with less than one part in so many of the lines is none that a convention is for."""


class Way(NamedTuple):
    """One way to run, build or test, and the line that shows it."""

    command: str
    told: str
    path: str
    line: int


class Convention(NamedTuple):
    """What the presence of a file at the root means."""

    name: str
    """The file's name; `*` and how it ends."""
    wanted: str
    """A pattern that one of its lines must match at its start; "" for any."""
    command: str
    languages: tuple[str, ...] = ()
    """What it builds and tests; () for anything."""


def ways_in(view: View) -> list[Way]:
    """Scripts that an installation gives, then programs that start by a main function, helpers of developers last."""
    scripts = [row for row in view.facts("script") if _is_ours(row)]
    mains = [row for row in view.facts("main") if _is_ours(row) and not _is_left_out(view, row)]
    return [
        *(Way(row.key, f"{row.key} runs {row.detail} ({_at(row)})", row.path, row.line) for row in _shallow(scripts)),
        *(
            Way(f"{row.key} of {row.path}", f"{row.key} ({_at(row)})", row.path, row.line)
            for row in sorted(_shallow(mains), key=lambda row: bool(HELPERS.search(row.path)))
            if not any(script.detail == row.path or script.detail.endswith(f":{row.key}") for script in scripts)
        ),
    ]


def commands_in(view: View) -> list[Way]:
    """The programs without an ending in the folders of programs, which are not read but are there to be started."""
    paths = [row.path for row in view.files_below("") if re.fullmatch(r"(?:src/)?(?:bin|exe)/[\w-]+", row.path)]
    return [Way(path, path, path, 1) for path in paths if (view.lines(path) or [""])[0].startswith("#!")]


def _is_ours(row: FactRow) -> bool:
    """Whether what it starts is what the project is for."""
    return row.role not in _ASIDE and not NOT_OURS.search(row.path) and not BUILDING.search(row.path)


def _is_left_out(view: View, row: FactRow) -> bool:
    """Whether the preprocessor keeps a main function for tests or such, out of the program."""
    conditions: list[str] = []
    for line in view.lines(row.path)[: row.line] if row.path.endswith((".c", ".cc", ".cpp", ".cxx")) else ():
        if re.match(r"\s*#\s*if", line):
            conditions.append(line)
        elif re.match(r"\s*#\s*endif", line) and conditions:
            conditions.pop()
    return any(map(_ONLY_FOR_TESTS.match, conditions))


def tests(command: str) -> bool:
    """Whether a command runs tests."""
    words = command.split()
    named = any(_TESTS.match(word) for word in words if word[0] != "-")
    return words[-1:] == ["rake"] or (named and not _TESTS_NOTHING.search(command))


def tasks(view: View) -> list[Way]:
    """The tasks of the files at the root that developers run, in their order."""
    return [_way(view, row) for row in _shallow(view.facts("command")) if _is_task(row)]


def by_convention(view: View, conventions: Sequence[Convention]) -> list[Way]:
    """The commands that files at the root mean by being there, those for the language that most is written in first,
    and without those for one that little is written in.
    """
    found = []
    for convention in conventions if view.workspace.git else ():
        for path in _at_root(view, convention.name):
            lines = enumerate(view.lines(path), 1)
            number = next((n for n, line in lines if not convention.wanted or re.match(convention.wanted, line)), 0)
            if number:
                told = f"{convention.command} ({path}:{number})"
                found.append((convention, Way(convention.command, told, path, number)))
    written = lines_in(view) if len(found) > 1 else Counter()
    shares = {way: sum(written[language] for language in convention.languages) for convention, way in found}
    own = [way for way in shares if shares[way] * _SMALL_SHARE >= sum(written.values())] or list(shares)
    return sorted(own, key=lambda way: -shares[way])


def lines_in(view: View) -> Counter[str]:
    """Language -> lines of source in it."""
    count = Counter[str]()
    for row in view.files_below(""):
        if row.role == "source":
            count[row.language] += row.lines
    return count


def in_ci(view: View) -> Iterator[Way]:
    """The commands that run tests among those of continuous integration, without those that only it can run."""
    for row in view.files_below(""):
        for number, line in enumerate(view.lines(row.path) if _CI.match(row.path) else [], 1):
            step = _STEP.match(line)
            command = COMMAND.match(step[1]) if step else None
            text = re.sub(r"\s+#.*", "", command[1]) if command else ""
            if tests(text) and "${{" not in text:
                yield Way(text, f"{text} ({row.path}:{number})", row.path, number)


def is_foreign(view: View, way: Way) -> bool:
    """Whether a task is one of a tool for another language than most is written in."""
    written = lines_in(view)
    own = sum(written[language] for language in _WRITTEN_IN.get(way.path, ()))
    return way.path in _WRITTEN_IN and own * 2 < sum(written.values())


def shown(ways: Sequence[Way]) -> str:
    """The first few commands, each with its line, as part of a sentence."""
    return listed((f"`{way.command}` ({way.path}:{way.line})" for way in ways), _MOST_SHOWN)


def once(ways: Sequence[Way]) -> list[Way]:
    """Each command once."""
    return list({way.command: way for way in reversed(ways)}.values())[::-1]


def _at_root(view: View, name: str) -> list[str]:
    if not name.startswith("*"):
        return [name]
    return [row.path for row in view.files_below("") if "/" not in row.path and row.path.endswith(name[1:])]


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
