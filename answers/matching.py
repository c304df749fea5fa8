"""Whether two questions are one: who does what to what, asked in the same way, with the same conditions.

A wrong match answers another question with confidence, a missed one costs a few tokens. So nothing is matched by
likeness. A question is read into a frame: what it asks for, who acts, the verb, what it acts on, and every phrase that
restricts it; two are one when the frames are equal. Names of code, numbers and negations count as written, other words
by their stem, and those of `answers/synonyms.py` by their class. A question that can't be read so is taken as it
stands, word by word. tests/answers/question_pairs.txt has the questions by which this is judged.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from ..indexers.words import expand
from .synonyms import CLASSES, FORMS, IRREGULAR, VERBS

_TOKEN = re.compile(r"[\w$]+(?:[.:/]+\w+)*|[<>=!]=|[<>]")
_CODE = re.compile(r"[._/:$]|[a-z][A-Z]|\d")
_ARTICLES = frozenset({"a", "an", "the", "any", "its", "their"})
_EMPTY = frozenset({"exactly", "actually", "really", "just", "please", "so", "then", "there"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"})
_DO = frozenset({"do", "does", "did", "have", "has", "had", "will", "can"})
_ANYBODY = frozenset({"it", "we", "i", "you", "one", "they", "somebody", "someone"})
_PROJECT = frozenset({"code", "project", "library", "repository", "repo", "codebase", "package", "application"})
_PARTICLES = frozenset({"out", "up", "off", "down", "away", "back"})
"""Words that make a verb another one, wherever they stand."""
_BOUND_WORDS = """
of in on at to from for with without into onto by per as between than under over about through via within during
against across like among upon
"""
_BOUND = frozenset(_BOUND_WORDS.split())
"""Words before a phrase that restricts what is said."""
_CLAUSES = frozenset(
    {"before", "after", "when", "while", "until", "unless", "whether", "that", "how", "which", "since", "because"}
)
_ASKS = ("how many times", "how many", "how much", "how long", "how", "why", "when", "where", "in which order", "what")


def meaning_of(text: str, project: str = "") -> str:
    """The same as one string, to keep beside a note."""
    return " ".join(key(text, project))


@lru_cache(1024)
def key(text: str, project: str = "") -> tuple[str, ...]:
    """What makes a question this one: two with the same key have the same answer. `project` is what the repository is
    called: who says what it does speaks of no part of it.

    >>> key("How does the router handle a slash?") == key("tell me how a slash is handled by the router")
    True
    >>> key("what calls send") == key("what does send call")
    False
    """
    plain = " ".join(text.replace("`", " ").replace("()", "").split()).rstrip("?!. ")
    for pattern, form in FORMS:
        plain = pattern.sub(form, plain)
    asks = next((word for word in _ASKS if f"{plain.lower()} ".startswith(f"{word} ")), "")
    tokens = _TOKEN.findall(plain[len(asks) :])
    words = [token if _CODE.search(token.rstrip(".:/")) else token.lower() for token in tokens]
    main, phrases = _phrases([word for word in words if word not in _EMPTY])
    return (asks or "whether", *_clause(main, asks, phrases, project.lower()), "|", *sorted(phrases))


def _phrases(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of the main clause, and the phrases that follow it, each as one string."""
    starts = [n for n, word in enumerate(words) if word in _BOUND | _CLAUSES and n > 0]
    main, found = words[: starts[0]] if starts else words, []
    for start, end in pairwise([*starts, len(words)]):
        inner = (
            _clause(words[start + 1 : end], "", [], "") if words[start] in _CLAUSES else _stems(words[start + 1 : end])
        )
        found.append(f"{words[start]}:{'_'.join(inner)}")
    return main, found


def _clause(words: list[str], asks: str, phrases: list[str], project: str) -> list[str]:
    """Who acts, the verb, and what it acts on; the words as they stand where that can't be told."""
    asked_for: list[str] = []
    if asks == "what" and words and words[0] not in _BE | _DO:
        helper = next((n for n, word in enumerate(words) if word in _BE | _DO), 0)
        asked_for, words = words[:helper], words[helper:]
        if not asked_for:
            return ["who", *_stems(words)]
    by = next((phrase for phrase in phrases if phrase.startswith("by:")), "")
    passive = _passive(words)
    if passive is not None:
        if by:
            phrases.remove(by)
        acted_on = [*words[:passive], *words[passive + 1 :]]
        return [_actor([by[3:]] if by else [], project), *_done(words[passive], [*asked_for, *acted_on])]
    if words and words[0] in _BE:
        return ["is", *_stems([*asked_for, *words])]
    words = [word for word in words if word not in _DO]
    verb = _verb(words)
    if not verb:
        return ["says", *_stems([*asked_for, *words])]
    return [_actor(words[:verb], project), *_done(words[verb], [*asked_for, *words[verb + 1 :]])]


def _done(verb: str, others: list[str]) -> list[str]:
    """The verb with its particle, and what it acts on."""
    particles = [word for word in others if word in _PARTICLES]
    return ["_".join([_stem(verb), *particles]), *_stems([word for word in others if word not in _PARTICLES])]


def _passive(words: list[str]) -> int | None:
    """Where the participle stands after a form of "be"."""
    be = next((n for n, word in enumerate(words) if word in _BE), None)
    if be is None:
        return None
    participles = (n for n in range(len(words) - 1, be, -1) if words[n].endswith("ed") or words[n] in IRREGULAR)
    return next(participles, None)


def _verb(words: list[str]) -> int:
    """Where the verb stands after who acts; 0 when that can't be told."""
    first = next((n for n, word in enumerate(words) if word not in _ARTICLES), 0)
    if words and words[first : first + 1] and (words[first] in _ANYBODY | _PROJECT or _CODE.search(words[first])):
        return first + 1 if len(words) > first + 1 else 0
    known = (n for n in range(first + 1, len(words)) if _stem(words[n]) in VERBS)
    return next(known, 0)


def _actor(words: list[str], project: str) -> str:
    """Who acts; nobody in particular when it is the project as a whole."""
    actor = [word for word in words if word not in _ARTICLES]
    nobody = len(actor) == 1 and (actor[0] in _ANYBODY | _PROJECT or actor[0].lower() == project)
    return "" if nobody else "_".join(_stems(actor))


def _stems(words: list[str]) -> list[str]:
    return [_stem(word) for word in words if word not in _ARTICLES | _BE]


def _stem(word: str) -> str:
    """A name of code as it is; another word by its stem or class."""
    if _CODE.search(word.rstrip(".:/")):
        return word.rstrip(".:/")
    word = IRREGULAR.get(word, word)
    expanded = expand(word).split()
    stem = expanded[0] if len(word) > 1 and expanded else word
    return CLASSES.get(stem, stem)
