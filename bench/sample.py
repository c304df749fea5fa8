"""Which questions are asked: as many of each kind as there are, by chance but always the same."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator

from .question import PHRASINGS, Fact, Question

_ORDINARY = frozenset({"None", "True", "False"})


def sampled(known: Iterable[Fact], number: int, seed: str = "") -> list[Question]:
    """The first `number` of a shuffled list that takes one of each kind in turn, one of each subject and kind.

    Of default values, half are others than None, True and False, if there are so many.
    """
    chance = random.Random(seed)
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in known:
        by_kind[fact.kind].append(fact)
    for kind, found in by_kind.items():
        chance.shuffle(found)
        found = list({fact.subject: fact for fact in reversed(found)}.values())
        if kind == "default":
            telling = [fact for fact in found if fact.truth[0][0] not in _ORDINARY]
            found = list(_in_turn([telling, [fact for fact in found if fact not in telling]]))
        by_kind[kind] = found
    kinds = [kind for kind in PHRASINGS if kind in by_kind]
    chance.shuffle(kinds)
    first = {kind: chance.randrange(len(PHRASINGS[kind])) for kind in kinds}
    result = []
    for fact in list(_in_turn([by_kind[kind] for kind in kinds]))[:number]:
        result.append(fact.asked(first[fact.kind] % len(PHRASINGS[fact.kind])))
        first[fact.kind] += 1
    return result


def _in_turn(lists: list[list[Fact]]) -> Iterator[Fact]:
    """One of each, then the next of each, and so on."""
    for place in range(max(map(len, lists), default=0)):
        yield from (some[place] for some in lists if place < len(some))
