"""What folding hides and both spellings still show: -ов or -ев, г or х. It tells Игнатов from Игнатьев,
Громов from Храмов.

Only what an orthography writes for certain counts; where it does not (a bare `h`, a vowel behind ш), nothing is said.
"""

import re
from functools import lru_cache

from dokaz.names import orthographies
from dokaz.names.tokens import LONGEST, MOST

# The vowel of the last -ов, -ев; not behind ж ш ч щ ц р, where Belarusian writes а for it.
_CYRILLIC_END = re.compile(
    "(?:(?<=[бвгзклмнпсфхтд])(?P<hard>[оа])|(?<=[бвгзклмнпсфхтдь])(?P<soft>[еёя]))[вў](?:[иі]ч)?[аеёиіоуыэюяй]{0,3}м?$"
)
_LATIN_END = re.compile(
    "(?:(?<=[bdfgklmnptv])(?P<hard>[oa])|(?<=[bdfgklmnptvwx])(?P<soft>[iyj]?[eë]|[iyj][oa]))"
    "(?:[vwŭ](?:ich|ič|icz|itch|itsch|itj)?[aeiouyj]{0,3}m?|u)$"
)
_SOFT_L = frozenset({orthographies.LACINKA, orthographies.POLISH, orthographies.OFFICIAL})  # lo stands for лё there
_LATIN_BACK = re.compile("kh|gh|ch|g|(?<![sczkgtp])h")
_H_FOR_CERTAIN = frozenset({orthographies.LACINKA, orthographies.OFFICIAL, orthographies.POLISH, orthographies.GERMAN})
_CH_IS_X = _H_FOR_CERTAIN | {orthographies.CARON, orthographies.SWEDISH}


def contradict(one: str, first: str, other: str, second: str) -> bool:
    """Whether two words that fold alike, each in its orthography, are for certain written as two."""
    if len(one) > LONGEST or len(other) > LONGEST:
        return False
    mine, yours = shown(one, first), shown(other, second)
    if mine == yours:
        return False
    return _differ(mine[0], yours[0]) or _backs_differ(mine[1], yours[1])


@lru_cache(MOST)
def shown(word: str, orthography: str) -> tuple[str, str]:
    """The ending of a word as it is for certain, and its г and х."""
    return _ending(word, orthography), _backs(word, orthography)


def _differ(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _ending(word: str, orthography: str) -> str:
    cyrillic = orthographies.is_cyrillic(orthography)
    found = (_CYRILLIC_END if cyrillic else _LATIN_END).search(word)
    if not found:
        return ""
    if orthography in _SOFT_L and word[found.start() - 1] == "l":
        return ""
    return "hard" if found["hard"] else "soft"


def _backs(word: str, orthography: str) -> str:
    """Each г and х of the word in turn: `g`, `x`, or `?` where either may be meant."""
    if orthographies.is_cyrillic(orthography):
        return "".join("x" if letter == "х" else "g" for letter in word if letter in "гґх")
    return "".join(_back(letters, orthography) for letters in _LATIN_BACK.findall(word))


def _back(letters: str, orthography: str) -> str:
    if letters == "kh":
        return "x"
    if letters == "ch":
        return "x" if orthography in _CH_IS_X else ""
    return "g" if letters != "h" or orthography in _H_FOR_CERTAIN else "?"


def _backs_differ(one: str, other: str) -> bool:
    return len(one) == len(other) and any({a, b} == {"g", "x"} for a, b in zip(one, other, strict=True))
