"""Makes what agent.py asks, from a clone alone: changes from its history, questions from the syntax trees of its code.

Which items are taken depends on their text alone, so everybody who makes them of the same commit gets the same.
"""

from __future__ import annotations

import ast
import hashlib
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from merged_changes import changes

from sleepd.indexers.languages import language_of
from sleepd.indexers.roles import role_of

_MOST_FILES = 3
_LEAST_NAME = 6
_MOST_CALLERS = 3
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Item(NamedTuple):
    """One thing to find out."""

    kind: str
    """`change`: which files it touched; else a question whose answer is one name or value."""
    commit: str
    """What is checked out."""
    text: str
    gold: tuple[str, ...]
    """The files, all of them wanted; or the answers, any of which is right."""

    @property
    def key(self) -> str:
        """What tells it from others."""
        return hashlib.sha256(f"{self.kind} {self.commit} {self.text}".encode()).hexdigest()[:12]


def items(root: Path, changed: int, each: int) -> list[Item]:
    """So many changes, and so many questions of each kind."""
    head = _git(root, "rev-parse", "HEAD").strip()
    found: dict[str, list[Item]] = defaultdict(list)
    for item in _questions(root, head):
        found[item.kind].append(item)
    chosen = [item for kind in sorted(found) for item in sorted(found[kind], key=lambda item: item.key)[:each]]
    return [*_changes(root, changed), *chosen]


def _changes(root: Path, count: int) -> list[Item]:
    taken: list[Item] = []
    for change in changes(root):
        files, subject = tuple(change["gold_files"]), str(change["text"]).partition("\n")[0]
        named = any(Path(path).stem in subject for path in files)
        if len(taken) < count and len(files) <= _MOST_FILES and len(subject.split()) >= 4 and not named:
            taken.append(Item("change", str(change["commit"]), subject, files))
    return taken


def _questions(root: Path, head: str) -> Iterator[Item]:
    listed = _git(root, "ls-files", "*.py")
    trees = {
        path: ast.parse((root / path).read_text(encoding="utf-8"))
        for path in listed.splitlines() if language_of(path) == "python" and role_of(path) == "source"
    }  # fmt: skip
    functions: dict[str, list[Function]] = defaultdict(list)
    classes: dict[str, list[ast.ClassDef]] = defaultdict(list)
    callers: dict[str, set[str]] = defaultdict(set)
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                functions[node.name].append(node)
                for called in _called(node):
                    callers[called].add(node.name)
            elif isinstance(node, ast.ClassDef):
                classes[node.name].append(node)
    for name, (function, *others) in sorted(functions.items()):
        if others or len(name) < _LEAST_NAME or name.startswith("__") or name in classes:
            continue
        if 1 <= len(by := sorted(callers[name] - {name})) <= _MOST_CALLERS:
            yield Item("caller", head, f"Which function or method calls `{name}`?", tuple(by))
        for parameter, value in _defaults(function):
            text = f"What is the default value of the parameter `{parameter}` of `{name}`?"
            yield Item("default", head, text, (value,))
        if len(raised := set(_raised(function))) == 1:
            yield Item("raise", head, f"Which exception does `{name}` raise?", tuple(raised))
    for name, (found, *others) in sorted(classes.items()):
        if not others and len(found.bases) == 1 and isinstance(base := found.bases[0], ast.Name):
            yield Item("base", head, f"Which class does `{name}` inherit from?", (base.id,))


def _called(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def _defaults(function: Function) -> Iterator[tuple[str, str]]:
    """The parameters with a number or text as their default."""
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args][-len(arguments.defaults) :] if arguments.defaults else []
    pairs = [*zip(named, arguments.defaults, strict=True)]
    pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    for argument, default in pairs:
        value = default.value if isinstance(default, ast.Constant) else None
        if isinstance(value, int | float | str) and not isinstance(value, bool) and str(value):
            yield argument.arg, str(value)


def _raised(function: Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Raise) and node.exc:
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(raised, ast.Name) and raised.id[0].isupper():
                yield raised.id


def _git(root: Path, *args: str) -> str:
    return subprocess.run(["git", *args], cwd=root, check=True, capture_output=True, text=True).stdout
