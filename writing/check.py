"""Whether a claim stands: everything in it that can be compared with the code is compared, before any model judges it.

Names, quotes and numbers must stand in the sources that the claim cites; who calls, raises, inherits from or overrides
what must be so by the references that were read; and its words must be those of its sources to a fair part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..graph.view import Place, View
from ..indexers.words import words
from ..notes.note import Evidence
from .material import Material, Source

LEAST_SUPPORT = 0.45
"""Share of what a claim's words say that must stand in its sources."""

_AGAIN = 0.85
"""Share of a claim's words that another text has when the claim says nothing beyond it."""
_LONGEST = 320
"""Characters of a claim: what is longer was copied, or is several."""

_NAME = re.compile(
    r"`([^`\n]+)`|\b([A-Za-z_]\w*(?:\.\w+)+)\b|\b(\w*(?:[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9])\w*|_+[a-z]\w*)\b|\b([A-Za-z_]\w*)\("
)
_QUOTED = re.compile(r"\"([^\"\n]{2,})\"|(?<!\w)'([^'\n]{2,})'(?!\w)")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])")
_VERDICT = re.compile(
    r"(?<![-\w])(?:safe|safely|unsafe|secure|insecure|harmless|benign|malicious|trusted|trustworthy|vulnerab\w+|exploit\w*|backdoor"
    r"|approved|audited|bug-free|flawless|well[- ]written|best practices?)(?![-\w])", re.IGNORECASE,
)  # fmt: skip
_EDGE = re.compile(
    r"`?(?P<a>[A-Za-z_][\w.]*)`?(?:\(\))?\s+(?:\w+ly\s+)?(?:(?:class|method|function)\s+)?"
    r"(?P<verb>calls|invokes|raises|throws|inherits from|extends|subclasses)\s+"
    r"(?:an? |the )?(?:method |function |class |exception )?`?(?P<b>[A-Za-z_][\w.]*)`?"
)
_VERBS = {
    "calls": ("call",), "invokes": ("call",), "raises": ("raise", "call"), "throws": ("raise", "call"),
    "inherits from": ("inherit",), "extends": ("inherit",), "subclasses": ("inherit",),
}  # fmt: skip
_SAYING = frozenset(
    words("""
    a an the this that these those it its is are was be been being has have had do does did done of in on at
    to for from by with without into out as and or not no if when while where which what who whose then than
    also both each any all some such other another can could may might will would should must there they them
    their one two only used uses use using make makes made give gives given get gets take takes taken call
    calls called return returns returned raise raises function method class module file object value code
    provide provides allow allows represent represents define defines implement implements handle handles
    support supports based whether so via per more most how
""").split()
)
"""Words by which one speaks of code, that say nothing of this code."""
_ABBREVIATIONS = frozenset({"e.g", "i.e", "etc", "vs", "and/or"})


class Checked(NamedTuple):
    """One claim after the check."""

    text: str
    support: float
    """Share of what its words say that stands in its sources; 0 when it failed."""
    fault: str
    """What is wrong with it; "" when it stands."""
    evidence: tuple[Evidence, ...]


def check(view: View, material: Material, text: str, cited: Iterable[int]) -> Checked:
    """Compare one claim with the sources it cites; sources that have a name which the cited ones lack are added."""
    text = " ".join(text.split())
    known = material.sources
    sources = [known[number - 1] for number in dict.fromkeys(cited) if 1 <= number <= len(known)]
    if not text or not sources:
        return Checked(text, 0.0, "no source", ())
    if len(text) > _LONGEST:
        return Checked(text, 0.0, "too long for one claim", ())
    if verdict := _VERDICT.search(text):
        return Checked(text, 0.0, f"a verdict ({verdict[0]}), which code can't show", ())
    for name in names_in(text):
        if not any(_has(source, name) for source in sources):
            other = next((source for source in known if _has(source, name)), None)
            if other is None:
                return Checked(text, 0.0, f"{name} does not stand in the sources", ())
            sources.append(other)
    shown = "\n".join(f"{source.title}\n{source.text}" for source in sources)
    for value in _values(text):
        if value not in shown:
            return Checked(text, 0.0, f"{value} does not stand in its sources", ())
    for edge in _EDGE.finditer(text):
        if _contradicted(view, sources, edge):
            verb = edge["verb"].split()[0].rstrip("s")
            return Checked(text, 0.0, f"{edge['a']} does not {verb} {edge['b'].rstrip('.')}", ())
    support = _support(view, text, shown)
    if support < LEAST_SUPPORT:
        return Checked(text, 0.0, f"only {support:.0%} of what it says stands in its sources", ())
    return Checked(text, support, "", tuple(item for source in sources for item in source.evidence))


def names_in(text: str) -> list[str]:
    """The names of code in a claim, as it writes them."""
    found = (next(group for group in match.groups() if group) for match in _NAME.finditer(text))
    names = (name.strip().removesuffix("()").strip(".") for name in found)
    return list(dict.fromkeys(name for name in names if name and name.lower() not in _ABBREVIATIONS))


def _has(source: Source, name: str) -> bool:
    """Whether a name stands in a source; of a dotted one, each part."""
    text = f"{source.title}\n{source.text}"
    if name in text:
        return True
    parts = [part for part in re.split(r"\W+", name) if part]
    return bool(parts) and all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) for part in parts)


def _values(text: str) -> list[str]:
    """The quotes and numbers of a claim."""
    quoted = [match[1] or match[2] for match in _QUOTED.finditer(text)]
    return quoted + _NUMBER.findall(_QUOTED.sub(" ", re.sub(r"`[^`]*`", " ", text)))


def _contradicted(view: View, sources: list[Source], edge: re.Match[str]) -> bool:
    """Whether the references of what is said to call (raise, inherit from) another have nothing of that name."""
    subject, target = edge["a"].rpartition(".")[2], edge["b"].rstrip(".").rpartition(".")[2]
    places = [place for source in sources for place in _places(view, source, subject)]
    kinds = _VERBS[edge["verb"]]
    return bool(places) and not any(
        reference.name == target
        for place in places
        for reference in view.references_in(place)
        if reference.kind in kinds
    )


def _places(view: View, source: Source, name: str) -> list[Place]:
    """The symbols of this name in the lines that a source stands for."""
    return [
        Place(item.path, ordinal, symbol)
        for item in source.evidence
        for ordinal, symbol in enumerate(view.symbols(item.path))
        if symbol.name == name and item.start <= symbol.start and symbol.end <= item.end
    ]


def _support(view: View, text: str, shown: str) -> float:
    """Share of a claim's words, by how telling each is, that its sources have."""
    said, have = set(words(text).split()) - _SAYING, set(words(shown).split())
    telling = {word: 1 / (1 + view.search.frequency(word)) ** 0.25 for word in said}
    return float(sum(telling[word] for word in said & have) / sum(telling.values())) if said else 1.0


def says_again(text: str, known: str) -> bool:
    """Whether a claim says nothing that another text does not say."""
    said = set(words(text).split()) - _SAYING
    return len(said & set(words(known).split())) >= _AGAIN * len(said)
