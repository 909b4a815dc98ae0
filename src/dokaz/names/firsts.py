"""Given names beside each other, and an initial beside a given name."""

from dokaz.names import agreements as found
from dokaz.names import given_names
from dokaz.names.agreements import Finding
from dokaz.names.families import meet
from dokaz.names.given_names import MALE, Meaning
from dokaz.names.likeness import nearest, shared
from dokaz.names.parsing import Name
from dokaz.names.tokens import Initial, Token

Weighed = tuple[Finding, float]


def compared(one: Name, other: Name) -> Weighed:
    mine, yours = one.given, other.given
    if mine and yours:
        return _words(one, other, mine, yours)
    if mine:
        return _letter_for(mine, one, other.given_initial)
    if yours:
        return _letter_for(yours, other, one.given_initial)
    if one.given_initial and other.given_initial:
        fits = one.given_initial.sounds & other.given_initial.sounds
        return weighed(found.GIVEN_INITIAL if fits else found.GIVEN_DIFFERENT)
    return weighed(found.GIVEN_MISSING if one.given_initial or other.given_initial else found.GIVEN_NOWHERE)


def weighed(finding: Finding) -> Weighed:
    return finding, finding.weight


def _letter_for(word: Token, name: Name, letter: Initial | None) -> Weighed:
    if not letter:
        return weighed(found.GIVEN_MISSING)
    ids = name.meaning.all
    sounds = given_names.initials(ids) if ids else frozenset(each[:1] for each in word.sounds)
    return weighed(found.GIVEN_INITIAL if letter.sounds & sounds else found.GIVEN_DIFFERENT)


def _words(one: Name, other: Name, mine: Token, yours: Token) -> Weighed:
    if mine.word == yours.word:
        return found.GIVEN_EQUAL, 1.0
    first, second = one.meaning, other.meaning
    if first.plain & second.plain:
        return found.GIVEN_FORM, 1.0
    if first.plain & second.oblique or first.oblique & second.plain or first.oblique & second.oblique:
        return weighed(_in_two_cases(first, second))
    if first.all & second.all:
        alike = not (first.plain or second.plain) and meet(mine.sounds, yours.sounds)
        return weighed(found.GIVEN_FORM if alike else found.GIVEN_WEAK)
    if first.plain and second.plain:
        return found.GIVEN_DIFFERENT, 0.25 * shared(mine.first, yours.first)
    return _mistyped(one, other, mine, yours)


def _in_two_cases(one: Meaning, other: Meaning) -> Finding:
    """Александра is a case of Александр, and a woman's name."""
    if not (one.plain and other.plain):
        return found.GIVEN_CASE
    return found.GIVEN_WEAK if (one.plain <= MALE) is (other.plain <= MALE) else found.GIVEN_TWIN


def _mistyped(one: Name, other: Name, mine: Token, yours: Token) -> Weighed:
    """A word that no table knows may be a known one mistyped."""
    if meet(mine.sounds, yours.sounds):
        return found.GIVEN_FORM, 1.0
    if meet(mine.stems, yours.stems):
        return weighed(found.GIVEN_CASE)
    apart = min(nearest(mine.sounds, _spoken(other, yours)), nearest(_spoken(one, mine), yours.sounds))
    if apart <= slips(max(len(mine.first), len(yours.first))):
        return found.GIVEN_TYPO, 1 - 0.1 * apart
    return found.GIVEN_DIFFERENT, max(0.05, 0.5 - 0.1 * apart)


def _spoken(name: Name, word: Token) -> tuple[str, ...]:
    return tuple(sounds for number in name.meaning.plain for sounds in given_names.SOUNDS[number]) or word.sounds


def slips(sounds: int) -> float:
    """How much may be mistyped in a name of so many sounds that no table knows, beside one that is known."""
    if sounds >= 5:
        return 1.6
    return 1.0 if sounds == 4 else 0.6
