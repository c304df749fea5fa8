"""Which parameters a function has, and which its documentation names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from textwrap import dedent
from typing import NamedTuple

from ..facts import Symbol

_SPHINX = r"^\s*:(?:param|parameter|arg|argument|key|keyword)\s+(?:[^:\n]*?\s)?\\?\*{0,2}(\w+)\s*:"
_TAG = r"[@\\]param(?:\[[\w, ]*\])?[ \t]+(?:\{[^}\n]*\}[ \t]*)?(?:[\w\\|<>?\[\]]+[ \t]+(?=\$))?[&.]*\$?\[?(\w+)"
_XML = r"<param\s+name=\"(\w+)\""
_SWIFT = r"^\s*-\s+[Pp]arameter\s+(\w+):"
_GOOGLE = re.compile(r"(?:Args|Arguments|Parameters|Params|Keyword Args|Keyword Arguments|Other Parameters):\s*$")
_GOOGLE_ENTRY = re.compile(r"\\?\*{0,2}(\w+)\s*(?:\([^\n]*?\))?:(?:\s|$)")
_NUMPY = re.compile(r"(?:Other )?Parameters\s*$")
_NUMPY_ENTRY = re.compile(r"(\\?\*{0,2}\w+(?:\s*,\s*\\?\*{0,2}\w+)*)\s*(?::(?:\s|$)|$)")
_RULE = re.compile(r"\s*-{3,}\s*$")
_DEFAULT = (
    r"(?i:\bdefaults?(?:\s+(?:to|is|value\s+is|value|of))?)\s*[:=]?\s*`{0,2}"
    r"(None|True|False|-?\d[\d_.]*\d|-?\d|\"[^\"\n]*\"|'[^'\n]*')(?![\w%])"
)
_CUT = 390
"""A signature so long may have been cut."""


class Parameters(NamedTuple):
    """What a signature says."""

    names: tuple[str, ...]
    takes_more: bool
    """It takes keywords that it does not name."""


def documented(doc: str) -> list[str]:
    """The parameters that a documentation comment names, in its order.

    >>> documented("Add.\\n\\n:param int a: one\\n:param b: other")
    ['a', 'b']
    >>> documented("Add.\\n\\nArgs:\\n    a (int): one\\n      more: of it\\n    *b: others\\n\\nReturns:\\n    c: sum")
    ['a', 'b']
    >>> documented("Add.\\n\\nParameters\\n----------\\na, b : int\\n    Both.\\n\\nReturns\\n-------\\nc : int")
    ['a', 'b']
    >>> documented("@param {number} [a=1] one\\n@param options.b other\\n@param <T> type\\n@param int $c more")
    ['a', 'options', 'c']
    """
    found = [match for pattern in (_SPHINX, _TAG, _XML, _SWIFT) for match in re.findall(pattern, doc, re.MULTILINE)]
    return list(dict.fromkeys([*found, *_in_sections(doc.split("\n"))]))


def line_in_doc(doc: str, name: str) -> int:
    """Which line of a documentation comment names a parameter, counted from 0."""
    for number, line in enumerate(doc.split("\n")):
        if re.match(rf"\s*(?:[:@\\<-].*?)?\W*{name}\b", line):
            return number
    return 0


def of_python(source: str) -> Parameters | None:
    """The parameters of a function, or of the constructor that a class defines; None when there is none to see.

    >>> of_python("def f(self, a, *b, c=1, **d): pass")
    Parameters(names=('a', 'b', 'c', 'd'), takes_more=True)
    """
    node = _function(source)
    if node is None:
        return None
    given = node.args
    every = [*given.posonlyargs, *given.args, *filter(None, (given.vararg,)), *given.kwonlyargs]
    every += filter(None, (given.kwarg,))
    names = tuple(one.arg for position, one in enumerate(every) if position or one.arg not in ("self", "cls"))
    return Parameters(names, given.kwarg is not None)


def inside_of_python(source: str) -> frozenset[str]:
    """The parameters of all functions in a source, such as the one that a decorator or fixture gives; none in a broken
    one.
    """
    try:
        return frozenset(node.arg for node in ast.walk(ast.parse(dedent(source))) if isinstance(node, ast.arg))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()


def defaults_of_python(source: str) -> dict[str, object]:
    """Parameter -> its default, of those of a function whose default is a plain value.

    >>> defaults_of_python("def f(a, b=1, *, c='x', d=None, e=g()): pass")
    {'b': 1, 'c': 'x', 'd': None}
    """
    node = _function(source)
    if node is None:
        return {}
    given = node.args
    plain = [*given.posonlyargs, *given.args]
    pairs = [*zip(reversed(plain), reversed(given.defaults), strict=False)][::-1]
    pairs += [(one, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default]
    return {one.arg: default.value for one, default in pairs if isinstance(default, ast.Constant)}


def documented_defaults(doc: str) -> dict[str, object]:
    """Parameter -> its default as the documentation says, of those that it says a plain value of.

    >>> documented_defaults("Args:\\n    a: one (default: 5)\\n    b: defaults to ``None``\\n    c: two, default odd")
    {'a': 5, 'b': None}
    """
    lines, names = doc.split("\n"), documented(doc)
    starts = {line_in_doc(doc, name): name for name in names}
    found: dict[str, object] = {}
    for start, name in starts.items():
        entry = [lines[start]]
        for number, line in enumerate(lines[start + 1 :], start + 1):
            if number in starts or not line.strip() or _indent(line) <= _indent(lines[start]):
                break
            entry.append(line)
        said = re.findall(_DEFAULT, "\n".join(entry))
        if len(said) == 1:
            with suppress(ValueError, SyntaxError):
                found[name] = ast.literal_eval(said[0])
    return found


def words_of_signature(symbol: Symbol) -> frozenset[str] | None:
    """The words that a signature of any language is made of; None when it is too long to be known whole."""
    return None if len(symbol.signature) >= _CUT else frozenset(re.findall(r"\w+", symbol.signature))


def _function(source: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """A function, or the constructor that a class defines; None when there is none to see."""
    try:
        body = ast.parse(dedent(source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    node = body[0] if len(body) == 1 else None
    if isinstance(node, ast.ClassDef):
        node = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
    return node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _in_sections(lines: list[str]) -> Iterator[str]:
    """The parameters in sections as Google and NumPy have them."""
    for number, line in enumerate(lines):
        indent = _indent(line)
        if _GOOGLE.match(line.lstrip()):
            inside = _block(lines, number + 1, indent + 1)
            depth = _indent(inside[0]) if inside else 0
            for entry in inside:
                if _indent(entry) == depth and (match := _GOOGLE_ENTRY.match(entry.lstrip())):
                    yield match[1]
        elif _NUMPY.match(line.lstrip()) and _RULE.match("".join(lines[number + 1 : number + 2])):
            for entry in _block(lines, number + 2, indent):
                if _indent(entry) == indent and (match := _NUMPY_ENTRY.match(entry.lstrip())):
                    yield from re.findall(r"\w+", match[1])


def _block(lines: list[str], start: int, least: int) -> list[str]:
    """The lines from there on that are indented so far, up to a heading of NumPy; empty ones are left out."""
    found = []
    for number, line in enumerate(lines[start:], start):
        if _RULE.match("".join(lines[number + 1 : number + 2])):
            break
        if not line.strip():
            continue
        if _indent(line) < least:
            break
        found.append(line)
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
