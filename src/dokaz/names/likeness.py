"""How far apart two folded words are: typing errors, and sounds that people confuse."""

import re

FAR = 9.0
_VOWELS = frozenset("aeiu")
_DROPPED, _VOWEL_DROPPED, _VOWEL_CHANGED, _CLOSE = 1.0, 0.6, 0.5, 0.6
_CONFUSED = {
    frozenset(pair)
    for pair in (
        "vu",
        "hk",
        "sS",
        "zZ",
        "sz",
        "tC",
        "td",
        "bp",
        "CS",
        "zt",
        "vl",
        "SZ",
        "vb",
        "ZC",
        "kt",
        "sC",
        "Zi",
        "vf",
    )
}
_LONGEST_MIDDLE = 5
_SUFFIX = re.compile("(?:aviC|iC|Cuk|uk|Cik|ik|ank|av|in|sk|tk|ak|Can|an|at|Cat)$")


def distance(one: str, other: str) -> float:
    """0 where equal; some 1 for each error; `FAR` where they have little in common."""
    if one == other:
        return 0.0
    first, second = _middles(one, other)
    if not first or not second:
        return _dropping(first or second)
    if max(len(first), len(second)) > _LONGEST_MIDDLE:
        return FAR
    return _aligned(first, second)


def _middles(one: str, other: str) -> tuple[str, str]:
    """What is left of both when the same beginning and the same end are taken away."""
    shorter = min(len(one), len(other))
    begin = 0
    while begin < shorter and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[begin : len(one) - end], other[begin : len(other) - end]


def _dropping(letters: str) -> float:
    return sum(_VOWEL_DROPPED if letter in _VOWELS else _DROPPED for letter in letters)


def _changing(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return _VOWEL_CHANGED
    return _CLOSE if frozenset((one, other)) in _CONFUSED else 1.0


def _aligned(one: str, other: str) -> float:
    """Optimal string alignment: dropping, changing, and exchanging two neighbours."""
    before: list[float] = []
    last = [0.0]
    for letter in other:
        last.append(last[-1] + _dropping(letter))
    for row, mine in enumerate(one, 1):
        now = [last[0] + _dropping(mine)]
        for column, yours in enumerate(other, 1):
            least = min(
                last[column] + _dropping(mine),
                now[-1] + _dropping(yours),
                last[column - 1] + _changing(mine, yours),
            )
            if row > 1 and column > 1 and mine == other[column - 2] and one[row - 2] == yours:
                least = min(least, before[column - 2] + 0.9)
            now.append(least)
        before, last = last, now
    return last[-1]


def nearest(ones: tuple[str, ...], others: tuple[str, ...]) -> float:
    """The least distance between any two readings."""
    return min(distance(one, other) for one in ones for other in others)


def same_make(one: str, other: str) -> bool:
    """Whether two stems of surnames are made alike: -ов against -ович, or Новик against Новиков, is no typing error."""
    if one.startswith(other) or other.startswith(one):
        return False
    first, second = _SUFFIX.search(one), _SUFFIX.search(other)
    return not (first and second) or first[0] == second[0]


def shared(one: str, other: str) -> float:
    """The part of the longer that both begin and end with: for ranking what differs."""
    first, second = _middles(one, other)
    longer = max(len(one), len(other), 1)
    return 1 - max(len(first), len(second)) / longer
