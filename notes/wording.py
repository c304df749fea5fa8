"""How notes say things: short, plain and countable."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence

from .hostile import without_orders

_MARKUP = (
    r":[\w:-]+:`[~!.]?([^`<]*?)(?:\s*<[^>`]*>)?`|``([^`]*)``|!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?"
    r"|\{@\w+ ([^}]*)\}|<(?:a|b|code|em|i|tt)(?: [^>]*)?>([^<]*)</\w+>"
)
_RULED = r"\n([=~*#^\"'-])\1{2,}$"
MOST_NAMES = 5
MOST_LINES = 12


def first_paragraph(doc: str) -> str:
    """The first paragraph of a documentation comment, on one line and without its markup; not what speaks to models.

    >>> first_paragraph("Runs the :class:`~flask.Flask`\\n``app``.\\n\\nMore.")
    'Runs the flask.Flask app.'
    >>> first_paragraph('Reads <a href="https://e.org">RFC 1</a> and <code>x</code>.')
    'Reads RFC 1 and x.'
    """
    first, *others = re.split(r"\n\s*\n", doc.strip())
    text = " ".join((others[0] if others and re.search(_RULED, first) else first).split())
    return without_orders(re.sub(_MARKUP, lambda match: match[match.lastindex or 0], text.replace("**", "")))


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


def section(title: str, told: Sequence[str], most: int = MOST_LINES) -> list[str]:
    """A titled list, cut after `most` lines; nothing when the list is empty."""
    if not told:
        return []
    rest = [f"  and {len(told) - most} more"] if len(told) > most else []
    return [f"{title}:", *(f"  {line}" for line in told[:most]), *rest]


def shortened(text: str, most: int = 300) -> str:
    """At most so many characters of a text, whole words of it; not what speaks to models."""
    text = without_orders(text)
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} ..."


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
