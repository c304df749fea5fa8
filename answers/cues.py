"""What a question asks that no phrase matches: told from single words, when it names just one thing.

Such a question is short, and asks for a fact: who, what, which, where or when. How and why are left to the search, and
so is a question with cues of two kinds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MAX_WORDS = 20
_ASKS = r"who|whom|whose|what|which|where|when|how (?:many|often)|list|name|show|find|any\w*|is|are"
_EXPLAINS = r"why|how(?! many\b| often\b)|explain|describe|difference|differ|versus|vs|best way"
_CUES = {
    "parameters": r"defaults?|fall ?backs?|omit(?:s|ted|ting)?|without|le(?:ft|aves?|aving) (?:out|off|unset)",
    "raises": r"rais(?:es?|ed|ing)|throw(?:s|n|ing)?|exceptions?|errors? (?:out|types?)|bl(?:ows?|ew) up|fails? with",
    "tests": r"tests?|tested|testing|specs?|test coverage",
    "added": r"add(?:ed|s)|introduc(?:es|ed|ing)|appear(?:s|ed)|land(?:s|ed)|brought in|came (?:in|into)|originat\w+",
    "owners": r"owns?|owners?|maintains?|maintainers?|reviewers?|responsible|knows? (?:most|best|about)|expert",
    "heirs": r"subclass\w*|inherit(?:s|ing) from|descend\w*|deriv(?:es?|ed|ing) from|extend(?:s|ing)|overridden",
    "overrides": r"overrid(?:es?|ing)|redefin(?:es?|ing)|shadows?",
    "breaks": r"breaks?|broken|breaking|impact\w*|affect\w*|ripples?|fallout",
    "changes": r"changed|modified|touched|edited|latest|recent(?:ly)?|last (?:change|commit|edit)",
}
"""Kind of note -> words that ask for it."""
_USE = r"(?:call|invok|us|reach|trigger|consum|hit|run)"
_USES_IT = (
    rf"{_USE}(?:ed|es|ing|e|s|ers?)? (?:up |upon |on |into |of |to )?(?:the )?(?:\w+ )?X",
    rf"X (?:is |are |gets? |being |ever )*{_USE}ed",
    rf"(?:is|are|does|gets?) X (?:\w+ )?(?:being )?{_USE}ed",
    r"X(?:'s)? callers?",
    r"(?:depends?|rel(?:y|ies)|call sites?) (?:up)?(?:on|of|for) X",
)
_IT_USES = (
    rf"X (?:itself |then |first |directly )?{_USE}(?:es|e|s)?",
    rf"(?:does|do|did|will|would|can) X {_USE}e?",
    r"calls? (?:made )?(?:by|from|in|inside|within) X",
    r"X makes",
)


def kind_of(text: str, name: str) -> str:
    """The kind of note that a question about `name`, as it stands in the text, asks for; "" when that can't be told."""
    if not 1 < len(text.split()) <= _MAX_WORDS or not _has(_ASKS, text) or _has(_EXPLAINS, text):
        return ""
    about = re.sub(rf"[`'\"]*{re.escape(name)}[`'\"]*(?:\(\))?", " X ", text)
    about = " ".join(about.split())
    kinds = {kind for kind, cues in _CUES.items() if _has(cues, about)} | set(_direction(about))
    if "heirs" in kinds:
        kinds.discard("overrides")
    if "tests" in kinds:  # The tests that use it.
        kinds.discard("callers")
    return kinds.pop() if len(kinds) == 1 else ""


def _direction(about: str) -> Iterator[str]:
    """Whether X is what uses, or what is used."""
    if any(_has(cue, about) for cue in _USES_IT):
        yield "callers"
    elif any(_has(cue, about) for cue in _IT_USES):
        yield "calls"


def _has(pattern: str, text: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", text, re.IGNORECASE) is not None
