"""How notes say things: short, plain and countable."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

MOST_NAMES = 5


def first_paragraph(doc: str) -> str:
    """The first paragraph of a documentation comment, on one line."""
    return " ".join(doc.strip().split("\n\n", 1)[0].split())


def listed(names: Iterable[str], most: int = MOST_NAMES) -> str:
    """Names as people list them.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=2)
    ('a, b and c', 'a, b and 1 more')
    """
    distinct = list(dict.fromkeys(names))
    if len(distinct) > most:
        return f"{', '.join(distinct[:most])} and {len(distinct) - most} more"
    return " and ".join([*([", ".join(distinct[:-1])] if distinct[1:] else []), *distinct[-1:]])


def counted(number: int, what: str) -> str:
    """A number of things.

    >>> counted(1, "file"), counted(2, "class")
    ('1 file', '2 classes')
    """
    return f"{number} {what}{'' if number == 1 else 'es' if what.endswith('s') else 's'}"


def more(shown: int, total: int, what: str = "more") -> list[str]:
    """A last line for a list that does not show everything."""
    return [f"  and {total - shown} {what}"] if total > shown else []


def with_article(noun: str) -> str:
    """A noun with `a` or `an`."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def day(seconds: int) -> str:
    """The date of a moment, in UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def places(path: str, lines: Sequence[int], most: int = 4) -> str:
    """Lines of a file.

    >>> places("a.py", [3, 9])
    'a.py:3, 9'
    """
    numbers = list(dict.fromkeys(lines))
    return f"{path}:{', '.join(map(str, numbers[:most]))}{', ...' if len(numbers) > most else ''}"
