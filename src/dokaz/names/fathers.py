"""Patronymics beside each other: another father is another person."""

from dokaz.names import agreements as found
from dokaz.names import given_names
from dokaz.names.agreements import Finding
from dokaz.names.firsts import slips, weighed
from dokaz.names.likeness import nearest, shared
from dokaz.names.parsing import Name
from dokaz.names.patronymics import Patronymic
from dokaz.names.tokens import Initial, Token

Weighed = tuple[Finding, float]
_SLIPS_IN_THE_END = 2.0


def compared(one: Name, other: Name) -> Weighed:
    mine, yours = one.father, other.father
    if mine and yours:
        return _words(mine, yours)
    if mine:
        return _letter_for(mine, other.father_initial)
    if yours:
        return _letter_for(yours, one.father_initial)
    if one.father_initial and other.father_initial:
        fits = one.father_initial.sounds & other.father_initial.sounds
        return weighed(found.FATHER_INITIAL if fits else found.FATHER_DIFFERENT)
    return weighed(found.FATHER_MISSING if one.father_initial or other.father_initial else found.FATHER_NOWHERE)


def _letter_for(word: Token, letter: Initial | None) -> Weighed:
    if not letter:
        return weighed(found.FATHER_MISSING)
    fathers = word.patronymic.fathers if word.patronymic else given_names.NONE
    sounds = given_names.initials(fathers) if fathers else frozenset(each[:1] for each in word.sounds)
    return weighed(found.FATHER_INITIAL if letter.sounds & sounds else found.FATHER_DIFFERENT)


def _words(mine: Token, yours: Token) -> Weighed:
    if mine.word == yours.word:
        return found.FATHER_EQUAL, 1.0
    first, second = mine.patronymic, yours.patronymic
    if not first or not second or first.man is not second.man:
        return weighed(found.FATHER_DIFFERENT)
    if first.loose or second.loose:
        return _judged(nearest(_whole(first), _whole(second)), _SLIPS_IN_THE_END)
    if first.base == second.base or first.fathers & second.fathers:
        return found.FATHER_FORM, 1.0
    if first.fathers and second.fathers:
        return found.FATHER_DIFFERENT, 0.3 * shared(first.base, second.base)
    apart = min(nearest((first.base,), _named(second)), nearest(_named(first), (second.base,)))
    return _judged(apart, slips(max(len(first.base), len(second.base))))


def _judged(apart: float, bearable: float) -> Weighed:
    if apart <= bearable:
        return found.FATHER_TYPO, 1 - 0.1 * apart
    return found.FATHER_DIFFERENT, max(0.1, 0.4 - 0.1 * apart)


def _whole(father: Patronymic) -> tuple[str, ...]:
    if father.loose:
        return (father.base,)
    return tuple(base + ("aviC" if father.man else "avna") for base in _named(father))


def _named(father: Patronymic) -> tuple[str, ...]:
    """The father's name as it may sound."""
    forms = (sounds.rstrip(given_names.VOWELS) for number in father.fathers for sounds in given_names.SOUNDS[number])
    return (father.base, *forms)
