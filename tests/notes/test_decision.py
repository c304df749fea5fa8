"""notes/decision.py and how it is asked: records of decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sleepd.answers.ladder import ask
from sleepd.graph.view import View
from sleepd.notes import write

from ..conftest import Repo
from .shop import told

SQLITE = """# 1. Keep everything in SQLite

Date: 2024-05-01

## Status

Accepted

## Context

Notes have to survive a crash, and nobody wants to run a server. `Ledger.book` writes all of them.

## Decision

We will use one SQLite file for each repository.

## Consequences

One writer at a time.
"""
QUEUE = """---
status: "superseded by 0003"
---
# Use a queue for mails

## Context and Problem Statement

Mails were lost when the process died.

## Considered Options

* Redis
* a table

## Decision Outcome

A table, because there is one already.
"""


@pytest.fixture
def view(repo: Repo, look: Callable[[Repo], View]) -> View:
    repo.write("docs/adr/0001-keep-everything-in-sqlite.md", SQLITE)
    repo.write("docs/decisions/0002-queue.md", QUEUE)
    repo.write("docs/adr/README.md", "# Decisions\n\nSQLite and queues.\n")
    repo.write("ledger.py", 'class Ledger:\n    """Books."""\n\n    def book(self):\n        pass\n')
    return look(repo)


def test_a_record_says_its_status_reasons_and_what_it_names(view: View) -> None:
    note = told(view, "decision", "docs/adr/0001-keep-everything-in-sqlite.md")
    assert note.answer.split("\n") == [
        "Keep everything in SQLite (docs/adr/0001-keep-everything-in-sqlite.md:1, accepted).",
        "Decided (docs/adr/0001-keep-everything-in-sqlite.md:13): We will use one SQLite file for each repository.",
        "Why (docs/adr/0001-keep-everything-in-sqlite.md:9): Notes have to survive a crash, and nobody wants to run a "
        "server. `Ledger.book` writes all of them.",
        "What follows (docs/adr/0001-keep-everything-in-sqlite.md:17): One writer at a time.",
        "In the code:",
        "  Ledger.book (ledger.py:4)",
    ]
    assert write(view, "decision", "docs/adr/README.md") is None
    assert write(view, "decision", "ledger.py") is None


@pytest.mark.parametrize(
    ("question", "path", "said"),
    [
        ("why did we decide to use SQLite?", "docs/adr/0001-keep-everything-in-sqlite.md", "survive a crash"),
        ("why do we use sqlite", "docs/adr/0001-keep-everything-in-sqlite.md", "survive a crash"),
        ("why sqlite instead of postgres", "docs/adr/0001-keep-everything-in-sqlite.md", "survive a crash"),
        ("why do we have a queue for mails", "docs/decisions/0002-queue.md", "superseded by 0003"),
        ("what did we decide about mails", "docs/decisions/0002-queue.md", "there is one already"),
    ],
)
def test_decisions_are_asked_for(view: View, question: str, path: str, said: str) -> None:
    answer = ask(view.workspace, question)
    assert (answer.kind, answer.unit) == ("decision", path)
    assert said in answer.text
    assert answer.citations[0].path == path


def test_all_decisions_are_listed(view: View) -> None:
    answer = ask(view.workspace, "which architecture decisions are there?")
    assert answer.text.startswith("Recorded are Keep everything in SQLite and Use a queue for mails.")


def test_what_no_record_speaks_of_is_answered_from_the_code(view: View) -> None:
    assert ask(view.workspace, "why do we use Ledger").kind == "why"
    assert "Keep everything in SQLite, docs/adr/0001" in ask(view.workspace, "why is Ledger.book there").text
    assert ask(view.workspace, "why do we use kubernetes").kind == "search"


def test_without_records_nothing_is_made_up(repo: Repo, look: Callable[[Repo], View]) -> None:
    repo.write("a.py", "x = 1\n")
    assert ask(look(repo).workspace, "which architecture decisions are there?").rung == "abstain"
