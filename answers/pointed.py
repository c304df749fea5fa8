"""What a cursor in an editor is on, and what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..facts import Reference
from ..graph.references import CERTAIN, target_of
from ..graph.view import Place, View


def pointed_at(view: View, path: str, line: int, name: str, qualifier: str = "") -> Place | None:
    """The symbol that `name`, after the dotted `qualifier`, means in a line of a file; None when that is not certain.

    The line is one of the saved file, counted from 1; 0 when it is not known, as where it was just written.
    """
    if view.outline(path) is None or not name:
        return None
    defined = _defined(view, path, line, name)
    if defined:
        return defined
    written = [use for use in view.references(path, name=name) if use.line == line]
    alike = [use for use in written if use.qualifier == qualifier] or written
    use = alike[0] if alike else Reference("attribute", name, qualifier, line, _scope(view, path, line))
    target = target_of(view, path, use)
    return target.place if target and target.confidence >= CERTAIN else None


def around(view: View, path: str, line: int, last: int = 0) -> Place | None:
    """The innermost symbol around a line, or all lines up to the `last`; the file itself where there is none. None when
    it was not read.
    """
    return view.place(path, _scope(view, path, line, last)) if view.outline(path) else None


def _scope(view: View, path: str, line: int, last: int = 0) -> int:
    last = max(line, last)
    symbols = enumerate(view.symbols(path))
    holding = [ordinal for ordinal, symbol in symbols if symbol.start <= line and last <= symbol.end]
    return holding[-1] if holding else 0  # Symbols nest, and the inner ones come later.


def _defined(view: View, path: str, line: int, name: str) -> Place | None:
    """The symbol of this name whose definition stands in the line."""
    lines, word = view.lines(path), re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for ordinal, symbol in enumerate(view.symbols(path)):
        if symbol.name == name and symbol.start <= line <= symbol.end:
            own = enumerate(lines[symbol.start - 1 : symbol.end], symbol.start)
            if _first(own, word, len(symbol.decorators)) == line:
                return view.place(path, ordinal)
    return None


def _first(lines: Iterable[tuple[int, str]], word: re.Pattern[str], decorators: int) -> int:
    """The first line that has a word, beyond as many decorators."""
    for number, line in lines:
        if decorators and line.lstrip().startswith(("@", "#[", "[")):
            decorators -= 1
        elif word.search(line):
            return number
    return 0
