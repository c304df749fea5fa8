"""What the documents say is so: commands, options, languages and modules are there, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from sleepd.cli.verbs import VERBS, cli
from sleepd.indexers.languages import FILES

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_and_option_is_documented(verb: str) -> None:
    text = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    section = re.search(rf"^## sleepd {verb}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, f"docs/cli.md has no section on `sleepd {verb}`"
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            for option in parameter.opts:
                assert f"`{option}" in section[1], option


@every_document
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


@every_document
def test_no_path_of_a_machine(document: Path) -> None:
    assert not re.findall(r"(?:^|[\s(`'\"=])/\w[\w./-]*", document.read_text(encoding="utf-8"), re.MULTILINE)


@every_document
def test_every_module_named_is_there(document: Path) -> None:
    text = re.sub(r"^```$.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir()}
    for path in re.findall(r"`([\w/]+\.(?:py|md|toml|jsonl))`", text):
        folder = path.partition("/")[0]
        if folder in rooms or document.name == "ARCHITECTURE.md":
            assert "NAME" in path or "VERB" in path or (ROOT / path).is_file(), path


def test_readme_begins_with_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = re.search(r"^```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert first
    use, check = first[1].splitlines()
    assert "sleepd ask" in use
    assert check.endswith("bin/pytest")


def test_every_language_is_documented() -> None:
    text = (ROOT / "docs/languages.md").read_text(encoding="utf-8")
    rows = [set(re.findall(r"`([^`]+)`", row)) for row in re.findall(r"^\| .*$", text, re.MULTILINE)]
    for language, names in FILES.items():
        assert any(set(names) <= row for row in rows), language
