"""A name as marks: what each of its parts is known by, so that equal marks can stand for equal parts.

Whoever keeps names sealed keeps a keyed hash of each mark and compares these: the name itself is needed no more. Marks
are as telling as the name: hash them under a key, and drop them with the name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dokaz.names import folding, given_names
from dokaz.names.given_names import GIVEN, Ids
from dokaz.names.parsing import Name, parsed
from dokaz.names.tokens import Initial, Token

LEAST = 3  # consonants that mean anything without their vowels


class MarkKind(StrEnum):
    """Of which part a mark is. What is `near` other spellings and forms may have too: it says no more than perhaps."""

    FAMILY = "family"
    FAMILY_NEAR = "family-near"
    GIVEN = "given"
    GIVEN_NEAR = "given-near"
    GIVEN_INITIAL = "given-initial"
    FATHER = "father"
    FATHER_INITIAL = "father-initial"


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a part of a name is known by."""

    kind: MarkKind
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of a name, taken apart in one way. `common`: many people bear the surname."""

    marks: frozenset[Mark] = field(repr=False)
    common: bool

    def of(self, kind: MarkKind) -> frozenset[Mark]:
        return frozenset(mark for mark in self.marks if mark.kind is kind)


def marks(name: str) -> tuple[Marked, ...]:
    """The marks of a name for each way to take it apart, the likeliest first; a name without letters has none."""
    taken = parsed(name)
    ways = (Marked(frozenset(_marks(each)), _common(each)) for each in (taken, *taken.others))
    return tuple(way for way in ways if way.marks)


def _common(name: Name) -> bool:
    return any(word.common for word in name.family)


def _marks(name: Name) -> Iterator[Mark]:
    for word in (part for each in name.family for part in each.parts or (each,)):
        yield from (Mark(MarkKind.FAMILY, stem) for stem in word.stems)
        yield from _near(MarkKind.FAMILY_NEAR, word)
    if name.given:
        yield from _given(name, name.given)
    if name.father:
        yield from _father(name.father)
    yield from _initials(name)


def _given(name: Name, word: Token) -> Iterator[Mark]:
    sure, all_ = name.meaning.plain | name.meaning.oblique, name.meaning.all
    yield from (Mark(MarkKind.GIVEN, canonical(number)) for number in sure)
    yield from (Mark(MarkKind.GIVEN_NEAR, canonical(number)) for number in all_)
    if not sure:
        yield from (Mark(MarkKind.GIVEN, stem) for stem in word.stems)
        yield from _near(MarkKind.GIVEN_NEAR, word)


def _near(kind: MarkKind, word: Token) -> Iterator[Mark]:
    """The consonants, where there are enough of them to mean anything."""
    found = (folding.skeleton(stem) for stem in word.stems)
    return (Mark(kind, each) for each in found if len(each) >= LEAST)


def _father(word: Token) -> Iterator[Mark]:
    if not word.patronymic:
        yield from (Mark(MarkKind.FATHER, stem) for stem in word.stems)
        return
    yield Mark(MarkKind.FATHER, word.patronymic.base)
    yield from (Mark(MarkKind.FATHER, canonical(number)) for number in word.patronymic.fathers)


def _initials(name: Name) -> Iterator[Mark]:
    given = _sounds(name.given, name.given_initial, name.meaning.all)
    yield from (Mark(MarkKind.GIVEN_INITIAL, sound) for sound in given)
    known = name.father.patronymic.fathers if name.father and name.father.patronymic else given_names.NONE
    yield from (Mark(MarkKind.FATHER_INITIAL, sound) for sound in _sounds(name.father, name.father_initial, known))


def _sounds(word: Token | None, letter: Initial | None, numbers: Ids) -> frozenset[str]:
    if letter:
        return letter.sounds
    if not word:
        return frozenset()
    return given_names.initials(numbers) if numbers else frozenset(each[:1] for each in word.sounds)


def canonical(number: int) -> str:
    """By what a given name of the tables is known, in whatever form."""
    return "=" + given_names.sounds_of(GIVEN[number].russian[0])[0]
