"""Which given names a word may stand for, whatever script, diminutive or case it is in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dokaz.names import folding
from dokaz.names.given_men import MEN
from dokaz.names.given_women import WOMEN
from dokaz.names.orthographies import of

Ids = frozenset[int]
VOWELS = "aiuy"
NONE: Ids = frozenset()


@dataclass(frozen=True, slots=True)
class Given:
    """A line of the tables: the name in its forms, and the first sounds by which an initial may stand for it."""

    belarusian: tuple[str, ...]
    russian: tuple[str, ...]
    elsewhere: tuple[str, ...]
    weaker: tuple[str, ...]
    stems: tuple[str, ...]
    man: bool

    @property
    def forms(self) -> tuple[str, ...]:
        return (*self.belarusian, *self.russian, *self.elsewhere)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The given names a word may be: as such, in a case other than the first, or as a form of endearment."""

    plain: Ids = NONE
    oblique: Ids = NONE
    weak: Ids = NONE

    @property
    def all(self) -> Ids:
        return self.plain | self.oblique | self.weak


def _lines() -> Iterator[Given]:
    for table, man in ((MEN, True), (WOMEN, False)):
        for line in table.strip().splitlines():
            belarusian, russian, elsewhere, weaker, stems = (tuple(cell.split()) for cell in f"{line} |".split("|")[:5])
            yield Given(belarusian, russian, elsewhere, weaker, stems, man)


GIVEN: tuple[Given, ...] = tuple(_lines())
MALE: Ids = frozenset(number for number, given in enumerate(GIVEN) if given.man)


def sounds_of(word: str) -> tuple[str, ...]:
    small = word.lower()
    bare = small.replace("'", "")
    readings = folding.fold(bare, of(small))
    return readings[:1] if "x" in small else readings  # no х in Alex, as there may be elsewhere


def _index(pairs: Iterator[tuple[str, int]]) -> dict[str, Ids]:
    found: dict[str, set[int]] = {}
    for key, number in pairs:
        found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _spelled(weak: bool) -> Iterator[tuple[str, int]]:  # noqa: FBT001 - of this file only
    for number, given in enumerate(GIVEN):
        for form in given.weaker if weak else given.forms:
            yield form.lower().replace("'", "").replace("ё", "е"), number


def _folded(weak: bool) -> Iterator[tuple[str, int]]:  # noqa: FBT001
    for number, given in enumerate(GIVEN):
        for form in given.weaker if weak else given.forms:
            yield from ((sounds, number) for sounds in sounds_of(form))


def _stems() -> Iterator[tuple[str, int]]:
    for number, given in enumerate(GIVEN):
        for form in (*given.belarusian, *given.russian, *given.stems):
            yield sounds_of(form)[0].rstrip(VOWELS), number


def _bases() -> Iterator[tuple[str, int]]:
    for number, given in enumerate(GIVEN):
        for form in (*given.forms, *given.stems) if given.man else ():
            yield from ((sounds.rstrip(VOWELS), number) for sounds in sounds_of(form))


SPELLED, SPELLED_WEAK = _index(_spelled(weak=False)), _index(_spelled(weak=True))
FOLDED, FOLDED_WEAK = _index(_folded(weak=False)), _index(_folded(weak=True))
STEMS = _index(_stems())
FATHERS = _index(_bases())
SOUNDS = tuple(frozenset(sounds for form in given.forms for sounds in sounds_of(form)) for given in GIVEN)
INITIALS = tuple(frozenset(sounds[0] for sounds in each if sounds) for each in SOUNDS)
IN_ICH = frozenset(  # those whose patronymic is Ильич, Никитич: names of men that end in -а, -я
    sounds_of(form)[0].rstrip(VOWELS) for given in GIVEN if given.man for form in given.russian if form[-1] in "ая"
)
_CASES, _LAST_OF_CASES = re.compile("(?:а|у|ом|ам|ым|е)$"), ("а", "у", "м", "е")
_ENDINGS = ("a", "i", "u", "am", "im", "ay")
UNKNOWN = Meaning()


def meaning(word: str, sounds: tuple[str, ...]) -> Meaning:
    """What the word, folded to these sounds, may mean as a given name."""
    spelled = word.replace("ё", "е")
    plain = SPELLED.get(spelled)
    weak = SPELLED_WEAK.get(spelled)
    if plain is None and weak is None:
        if spelled.endswith(_LAST_OF_CASES) and (cases := SPELLED.get(_CASES.sub("", spelled))):
            return Meaning(NONE, cases, NONE)
        plain, weak = _any(FOLDED, sounds), _any(FOLDED_WEAK, sounds)
    oblique = NONE
    for each in sounds:
        if each.endswith(_ENDINGS) and (cases := STEMS.get(each.removesuffix("m").rstrip(VOWELS))):
            oblique = oblique | cases
    if not (plain or weak or oblique):
        return UNKNOWN
    plain = plain or NONE
    return Meaning(plain, oblique - plain, (weak or NONE) - plain)


def _any(index: dict[str, Ids], keys: tuple[str, ...]) -> Ids:
    found = NONE
    for key in keys:
        if numbers := index.get(key):
            found = found | numbers
    return found


@lru_cache(1 << 12)
def initials(numbers: Ids) -> frozenset[str]:
    """The first sounds of these names, in any of their forms."""
    return frozenset().union(*(INITIALS[number] for number in numbers)) if numbers else frozenset()
