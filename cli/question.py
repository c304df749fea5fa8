"""One question on the command line, without click: to import it takes longer than to answer."""

from __future__ import annotations

import json
import sys
from typing import Any, NamedTuple

from ..answers.answer import is_worth_composing
from .daemon import through_daemon
from .target import Target, target

_SHOWN = 8
"""Citations shown to people; with --json all are."""


class Plain(NamedTuple):
    """A question with nothing else to it."""

    target: Target
    text: str
    as_json: bool
    budget: int | None = None
    """Tokens that a model may use; None for the usual."""


def plain(arguments: list[str]) -> Plain | None:
    """The question of `[--no-daemon] [-C PATH] ask [--json] WORD...`; None for what only click understands."""
    no_daemon = arguments[:1] == ["--no-daemon"]
    arguments = arguments[no_daemon:]
    path = "."
    if arguments[:1] == ["-C"] and len(arguments) > 1:
        _, path, *arguments = arguments
    if arguments[:1] != ["ask"]:
        return None
    as_json = arguments[1:2] == ["--json"]
    words = arguments[1 + as_json :]
    if any(word.startswith("-") for word in words):
        return None
    return Plain(target(path, no_daemon), " ".join(words), as_json)


def answer(question: Plain) -> int:
    """Answer on standard output; returns the exit status."""
    answer = through_daemon(question.target, "ask", question=question.text)
    if answer is None:
        return _answer_here(question)
    _print_best(question, **answer)
    return 0


def _answer_here(question: Plain) -> int:
    from ..answers.asked import remember
    from ..answers.ladder import ask
    from .opened import opened

    with opened(question.target.path) as workspace:
        answer = ask(workspace, question.text)
        _print_best(question, answer.as_json(), workspace.root)
        sys.stdout.flush()  # The reader need not wait for what is remembered.
        remember(workspace, [(question.text, answer)])
    return 0


def _print_best(question: Plain, answer: dict[str, Any], root: str) -> None:
    """Print the answer, or what a model makes of it, claim by claim as they come."""
    if question.budget == 0 or not is_worth_composing(answer):
        _print(question, answer, root)
        return
    from .composing import composed

    told: list[str] = []

    def hear(claim: str) -> None:
        told.append(claim)
        if not question.as_json:
            print(claim, flush=True)

    better = composed(root, question.text, answer, question.budget, hear)
    if better and told and not question.as_json:
        better["answer"] = "\n".join(line for line in better["answer"].split("\n") if line not in told)
    _print(question, better or answer, root)


def _print(question: Plain, answer: dict[str, Any], root: str) -> None:
    if question.as_json:
        print(json.dumps(answer))
        return
    if answer["answer"]:
        print(answer["answer"])
    for citation in answer["citations"][:_SHOWN]:
        print(f"  {_place(citation, root)}")
    last = (
        f"{answer['rung']}, {answer['confidence']:.0%} sure, checked against the work tree just now,"
        f" {sum(answer['tokens'].values())} tokens, {answer['elapsed_ms']:.0f} ms"
    )
    print(f"\x1b[2m{last}\x1b[0m" if sys.stdout.isatty() else last)


def _place(citation: dict[str, Any], root: str) -> str:
    """`path:line  symbol`, a link to the file where the terminal can follow one."""
    place = f"{citation['path']}:{citation['start_line']}"
    if sys.stdout.isatty():
        from pathlib import Path

        url = Path(root, citation["path"]).as_uri()
        place = f"\x1b]8;;{url}\x1b\\{place}\x1b]8;;\x1b\\"
    return f"{place}  {citation['symbol']}" if citation["symbol"] else place
