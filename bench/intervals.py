"""How far a share that was measured may be from the truth."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

_Z = 1.96
"""Of 95 %."""


def wilson(right: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, 1927): right even for few and for extreme ones.

    >>> [round(end, 2) for end in wilson(8, 10)]
    [0.49, 0.94]
    """
    if not number:
        return 0.0, 1.0
    share, spread = right / number, _Z * _Z / number
    middle = share + spread / 2
    half = _Z * math.sqrt(share * (1 - share) / number + spread / (4 * number))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))


def difference(first: Sequence[bool], second: Sequence[bool], times: int = 2000) -> tuple[float, float, float]:
    """(difference of the shares, its 95 % interval) of two ways to answer the same questions, by bootstrap."""
    pairs = [int(one) - int(other) for one, other in zip(first, second, strict=True)]
    if not pairs:
        return 0.0, -1.0, 1.0
    chance = random.Random(1)
    means = sorted(sum(chance.choices(pairs, k=len(pairs))) / len(pairs) for _ in range(times))
    return sum(pairs) / len(pairs), means[int(0.025 * times)], means[int(0.975 * times)]
