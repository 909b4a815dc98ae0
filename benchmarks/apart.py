"""Whether two things that must look alike can be told apart by how long each takes."""

import random
import statistics
from collections.abc import Callable, Sequence

from benchmarks.measuring import Figures, each_timed

FIRST = 200  # of each, before the first that counts

Ask = Callable[[], object]


def by_turns(name: str, one: Ask, other: Ask, *, pairs: int) -> Figures:
    """Both of every pair are asked for in an order that is drawn, so that what drifts drifts for both.

    Gives the medians, in milliseconds, and how often a guess by the time alone is right.
    """
    chance, times = random.Random(7), ([], [])  # type: ignore[var-annotated]
    for number in range(min(FIRST, pairs) + pairs):
        order = [0, 1]
        chance.shuffle(order)
        for which in order:
            (taken,) = each_timed([(one, other)[which]])
            if number >= min(FIRST, pairs):
                times[which].append(taken)
    right = _right(*times)
    return {f"{name} one": statistics.median(times[0]), f"{name} other": statistics.median(times[1]), name: right}


def _right(one: Sequence[float], other: Sequence[float]) -> float:
    """How often a guess by one threshold is right: the best for every other answer, tried on the rest."""
    known, tried = ([*zip(one[at::2], other[at::2], strict=True)] for at in (0, 1))
    best = max((_score(known, limit, slower), limit, slower) for pair in known for limit in pair for slower in (0, 1))
    return _score(tried or known, *best[1:])


def _score(pairs: Sequence[tuple[float, float]], limit: float, slower: int) -> float:
    """The share of right answers of a guess that what took longer than the limit is the one (or, with 0, the other)."""
    right = sum((one > limit) + (other <= limit) for one, other in pairs) / (2 * len(pairs))
    return right if slower else 1 - right
