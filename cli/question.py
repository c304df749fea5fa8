"""One question on the command line, without click: to import it takes longer than to answer."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, NamedTuple

from .opened import opened

if TYPE_CHECKING:
    from ..answers.answer import Answer, Citation

_SHOWN = 8
"""Citations shown to people; with --json all are."""


class Plain(NamedTuple):
    """A question with nothing else to it."""

    path: str
    text: str
    as_json: bool


def plain(arguments: list[str]) -> Plain | None:
    """The question of `[-C PATH] ask [--json] WORD...`; None for arguments that only click understands."""
    path = "."
    if arguments[:1] == ["-C"] and len(arguments) > 1:
        _, path, *arguments = arguments
    if arguments[:1] != ["ask"]:
        return None
    as_json = arguments[1:2] == ["--json"]
    words = arguments[1 + as_json :]
    return None if any(word.startswith("-") for word in words) else Plain(path, " ".join(words), as_json)


def answer(question: Plain) -> int:
    """Answer on standard output; returns the exit status."""
    from ..answers.asked import remember
    from ..answers.ladder import ask

    with opened(question.path) as workspace:
        answer = ask(workspace, question.text)
        if question.as_json:
            print(json.dumps(answer.as_json()))
        else:
            _show(answer, workspace.root)
        sys.stdout.flush()  # The reader need not wait for what is remembered.
        remember(workspace, [(question.text, answer)])
    return 0


def _show(answer: Answer, root: str) -> None:
    """Print an answer for people."""
    print(answer.text)
    for citation in answer.citations[:_SHOWN]:
        print(f"  {_place(citation, root)}")
    tokens = answer.prompt_tokens + answer.completion_tokens
    last = (
        f"{answer.rung}, {answer.confidence:.0%} sure, checked against the work tree just now,"
        f" {tokens} tokens, {answer.elapsed_ms:.0f} ms"
    )
    print(f"\x1b[2m{last}\x1b[0m" if sys.stdout.isatty() else last)


def _place(citation: Citation, root: str) -> str:
    """`path:line  symbol`, a link to the file where the terminal can follow one."""
    place = f"{citation.path}:{citation.start_line}"
    if sys.stdout.isatty():
        from pathlib import Path

        place = f"\x1b]8;;{Path(root, citation.path).as_uri()}\x1b\\{place}\x1b]8;;\x1b\\"
    return f"{place}  {citation.symbol}" if citation.symbol else place
