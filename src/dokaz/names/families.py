"""Surnames beside each other: one in two spellings, cases or genders; mistyped; part of a double one; or two."""

from dokaz.names import agreements as found
from dokaz.names import distinctions, orthographies
from dokaz.names.agreements import DIFFERENT, Finding
from dokaz.names.likeness import FAR, distance, nearest, root, same_make, shared
from dokaz.names.parsing import Name
from dokaz.names.tokens import Token

Weighed = tuple[Finding, float]
_TELLING = frozenset({orthographies.RUSSIAN, orthographies.BELARUSIAN, orthographies.CLASSICAL})
_WITH_FEMININE = ("av", "in", "sk", "tk")  # folded ends of the stems of -ов, -ин, -ский, -цкий
_MANY = 6  # words; above it, surnames are compared as they stand
_ENDING = 3  # letters


def compared(one: Name, other: Name) -> Weighed:
    mine, yours = one.family, other.family
    if len(mine) == 1 == len(yours):
        return surname(mine[0], yours[0])
    if mine and yours:
        return _several(mine, yours)
    if one.words and other.words:
        return found.FAMILY_MISSING, found.FAMILY_MISSING.weight
    return found.NOTHING, 0.0


def have_feminine(one: Name, other: Name) -> bool:
    """Whether the surnames end otherwise for a woman, so that -а need not be a case."""
    return any(word.stem.endswith(_WITH_FEMININE) for word in (*one.family, *other.family))


def surname(one: Token, other: Token) -> Weighed:
    if one.word == other.word:
        return found.FAMILY_EQUAL, 1.0
    if meet(one.sounds, other.sounds):
        return _spelled(one, other) or (found.FAMILY_FOLDED, 1.0)
    if meet(one.stems, other.stems):
        return _spelled(one, other) or (found.FAMILY_ENDING, found.FAMILY_ENDING.weight)
    return _mistyped(one, other)


def meet(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two words have a reading in common."""
    if len(ones) == 1 == len(others):
        return ones[0] == others[0]
    return not set(ones).isdisjoint(others)


def _several(mine: tuple[Token, ...], yours: tuple[Token, ...]) -> Weighed:
    """Double surnames: each word of the one with fewer has to be found in the other."""
    if len(mine) > _MANY or len(yours) > _MANY:
        same = sorted(word.word for word in mine) == sorted(word.word for word in yours)
        return (found.FAMILY_EQUAL, 1.0) if same else (found.FAMILY_DIFFERENT, 0.0)
    fewer, more = sorted((mine, yours), key=len)
    alone = [_best(word, more) for word in fewer]
    if len(fewer) == len(more):
        alone += [_best(word, fewer) for word in more]
    worst = max(alone, key=_badness)
    if worst[0].most == DIFFERENT:
        joined = distance("".join(word.first for word in mine), "".join(word.first for word in yours))
        return (found.FAMILY_FOLDED, 1.0) if joined == 0 else worst
    if len(fewer) == len(more):
        return worst
    return found.FAMILY_PART, found.FAMILY_PART.weight * worst[1]


def _best(word: Token, among: tuple[Token, ...]) -> Weighed:
    return min((surname(word, each) for each in among), key=_badness)


def _badness(weighed: Weighed) -> tuple[int, float, str]:
    return weighed[0].most, -weighed[1], weighed[0].code


def _spelled(one: Token, other: Token) -> Weighed | None:
    """Within one orthography letters have to agree, not sounds alone; across two, what both tell for certain."""
    if distinctions.contradict(one.word, one.orthography, other.word, other.orthography):
        return found.FAMILY_ALIKE, found.FAMILY_ALIKE.weight
    if one.orthography not in _TELLING or one.orthography != other.orthography:
        return None
    first, second = _letters(one.word), _letters(other.word)
    if first.startswith(second[:-_ENDING]) or second.startswith(first[:-_ENDING]):
        return None
    return (found.FAMILY_ALIKE if distance(first, second) > 1 else found.FAMILY_TYPO), found.FAMILY_ALIKE.weight


def _letters(word: str) -> str:
    return word.replace("ё", "е").replace("ь", "")


def _mistyped(one: Token, other: Token) -> Weighed:
    mine, yours = one.stem, other.stem
    if not same_make(mine, yours):
        return found.FAMILY_DIFFERENT, 0.3 * shared(mine, yours)
    apart = distance(mine, yours) if len(one.stems) == 1 == len(other.stems) else nearest(one.stems, other.stems)
    if apart == FAR:
        return found.FAMILY_DIFFERENT, 0.3 * shared(mine, yours)
    if one.attested and other.attested:
        return found.FAMILY_DIFFERENT, 0.5 * shared(mine, yours)
    bearable = _bearable(max(len(root(mine)), len(root(yours))))
    if apart <= bearable:
        return found.FAMILY_TYPO, 1 - 0.12 * apart
    if apart <= bearable + 0.6:
        return found.FAMILY_NEAR, found.FAMILY_NEAR.weight - 0.1 * apart
    return found.FAMILY_DIFFERENT, max(0.0, 0.7 - 0.15 * apart)


def _bearable(sounds: int) -> float:
    """How much may be mistyped in a word of so many sounds."""
    if sounds < 3:
        return 0.0
    return 1.0 if sounds >= 5 else 0.6
