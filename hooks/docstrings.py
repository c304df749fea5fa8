"""Documentation of a function whose parameters no longer match its signature, because of what the commit changes.

What did not match before the commit is not its fault, and stays unsaid.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..facts import Symbol
from ..indexers.documented import Source
from ..indexers.parameters import Parameters, documented, of_python, words_of_signature
from ..indexers.silence import is_silenced
from ..indexers.staged import Change
from .alarm import Alarm

_SILENCE = {"python": "end the line of its def with # sleepd: ignore"}
_SILENCE_ELSEWHERE = "put a comment with sleepd: ignore above it"


def untrue_docstrings(change: Change, before: Source | None, after: Source) -> Iterator[Alarm]:
    """The documented parameters that a file's functions have no longer, or have in addition."""
    olds = before.functions() if before else {}
    for qualname, symbol in after.functions().items():
        old = olds.get(qualname)
        if not symbol.doc or (before and old and before.text(old) == after.text(symbol)):
            continue
        if is_silenced(after.lines, symbol.start, symbol.end):
            continue
        judge = _judge_python if after.facts.language == "python" else _judge
        for name, what, fix in judge(before, old, after, symbol):
            silence = _SILENCE.get(after.facts.language, _SILENCE_ELSEWHERE)
            yield Alarm(change.new_path, after.line_of(symbol, name), f"{symbol.qualname} {what}", fix, silence)


def _judge_python(
    before: Source | None, old: Symbol | None, after: Source, symbol: Symbol
) -> Iterator[tuple[str, str, str]]:
    """(documented name or "", what is wrong, how to fix it)"""
    now = of_python(after.text(symbol))
    if now is None:
        return
    then = of_python(before.text(old)) if before and old else None
    told, told_then = documented(symbol.doc), documented(old.doc) if old else []
    lacking = [name for name in _undocumented(now, told) if then and name not in then.names]
    if not then or _undocumented(then, told_then) or not told_then:
        lacking = []
    for name in told if not now.takes_more else ():
        if name in now.names or not ((then and name in then.names) or name not in told_then):
            continue
        renamed = f", now `{lacking.pop(0)}`" if lacking else ""
        gone = "has no longer" if then and name in then.names else "does not have"
        yield name, f"documents the parameter `{name}`, which it {gone}{renamed}", "correct the docstring"
    for name in lacking:
        yield "", f"documents each parameter but the new `{name}`", "add it to the docstring"


def _judge(before: Source | None, old: Symbol | None, after: Source, symbol: Symbol) -> Iterator[tuple[str, str, str]]:
    now, then = words_of_signature(symbol), words_of_signature(old) if old else None
    if now is None or then is None:
        return
    for name in documented(symbol.doc):
        if name in then and name not in now:
            yield name, f"documents the parameter `{name}`, which it has no longer", "correct the comment"


def _undocumented(parameters: Parameters, told: list[str]) -> list[str]:
    hidden = 1 if parameters.takes_more else 0
    names = parameters.names[: len(parameters.names) - hidden]
    return [name for name in names if name not in told and not name.startswith("_")]
