"""How far apart two folded words are: typing errors, and sounds that people confuse."""

import re

FAR = 9.0
_VOWELS = frozenset("aeiuy")
_CHANGED, _VOWEL_CHANGED, _CLOSE, _EXCHANGED = 1.0, 0.5, 0.6, 0.9
_DROPPED = {letter: 0.6 if letter in _VOWELS else 1.0 for letter in map(chr, range(0x250))}
_CONFUSED = ("vu", "hk", "sS", "sZ", "tC", "td", "bp", "CS", "st", "vl", "SZ", "vb", "ZC", "kt", "sC", "vf")
# What it costs to write another letter for one, where that is less than an error.
_CHANGES = {
    one: {
        **{pair.replace(one, ""): _CLOSE for pair in _CONFUSED if one in pair},
        **(dict.fromkeys(_VOWELS, _VOWEL_CHANGED) if one in _VOWELS else {}),
        one: 0.0,
    }
    for one in map(chr, range(0x250))
}  # fmt: skip
_LONGEST_MIDDLE = 5
_SUFFIX = re.compile("(?:aviC|iC|Cuk|uk|Cik|ik|ank|av|in|sk|tk|ak|Can|an|at|Cat)$")


def distance(one: str, other: str) -> float:
    """0 where equal; some 1 for each error; `FAR` where they have little in common."""
    if one == other:
        return 0.0
    if not -_LONGEST_MIDDLE < len(one) - len(other) < _LONGEST_MIDDLE:
        return FAR
    first, second = _middles(one, other)
    if not first or not second:
        return _dropping(first or second)
    if len(first) > _LONGEST_MIDDLE or len(second) > _LONGEST_MIDDLE:
        return FAR
    if len(first) == 1 == len(second):
        return _changing(first, second)
    return _aligned(first, second)


def _middles(one: str, other: str) -> tuple[str, str]:
    """What is left of both when the same beginning and the same end are taken away."""
    if one[:1] != other[:1] and one[-1:] != other[-1:]:
        return one, other
    shorter = min(len(one), len(other))
    begin = 0
    while begin < shorter and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < shorter - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[begin : len(one) - end], other[begin : len(other) - end]


def _dropping(letters: str) -> float:
    return sum(_DROPPED.get(letter, _CHANGED) for letter in letters)


def _changing(one: str, other: str) -> float:
    return _CHANGES[one].get(other, _CHANGED) if one in _CHANGES else 0.0 if one == other else _CHANGED


def _aligned(one: str, other: str) -> float:
    """Optimal string alignment: dropping, changing, and exchanging two neighbours."""
    drops = [_DROPPED.get(letter, _CHANGED) for letter in other]
    before: list[float] = []
    last = [0.0]
    for drop in drops:
        last.append(last[-1] + drop)
    for row, mine in enumerate(one):
        cost, changes = _DROPPED.get(mine, _CHANGED), _CHANGES.get(mine) or {mine: 0.0}
        least = last[0] + cost
        now = [least]
        for column, yours in enumerate(other):
            inserted, dropped = least + drops[column], last[column + 1] + cost
            least = last[column] + changes.get(yours, _CHANGED)
            least = min(dropped, inserted) if dropped < least or inserted < least else least
            if row and column and mine == other[column - 1] and one[row - 1] == yours:
                least = min(least, before[column - 1] + _EXCHANGED)
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
    if len(one) == len(other) and sorted(one) == sorted(other):  # letters exchanged
        return True
    first, second = _SUFFIX.search(one), _SUFFIX.search(other)
    return not (first and second) or first[0].endswith(second[0]) or second[0].endswith(first[0])


def root(stem: str) -> str:
    """A stem of a surname without what many surnames end in: the part by which two are told apart."""
    return _SUFFIX.sub("", stem)


def shared(one: str, other: str) -> float:
    """The part of the longer that both begin and end with: for ranking what differs."""
    first, second = _middles(one, other)
    return 1 - max(len(first), len(second)) / max(len(one), len(other), 1)
