"""Comparing two names part by part. Each part that disagrees can only lower what is said; nothing makes up for a veto."""

from dataclasses import dataclass, field

from dokaz.kernel.languages import said
from dokaz.names import agreements as found
from dokaz.names import given_names
from dokaz.names.agreements import DIFFERENT, SAME, VERDICTS, Finding, Verdict
from dokaz.names.likeness import distance, nearest, same_make, shared
from dokaz.names.orthographies import Orthography
from dokaz.names.parsing import Name, parsed
from dokaz.names.tokens import Initial, Token

_BANDS = (0.8, 0.4, 0.0)  # where the scores of a verdict begin: a better verdict always has the better score
_WIDTHS = (0.2, 0.4, 0.4)
_TELLING = frozenset({Orthography.RUSSIAN, Orthography.BELARUSIAN, Orthography.CLASSICAL})
_TYPOS = (found.FAMILY_TYPO, found.GIVEN_TYPO, found.FATHER_TYPO)
Weighed = tuple[Finding, float]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code for machines, and the sentence with the words it is about, said in the reader's language."""

    code: str
    finding: Finding = field(repr=False, compare=False)
    one: str = field(default="", repr=False)
    other: str = field(default="", repr=False)

    def __str__(self) -> str:
        return said(self.finding.says).format(one=self.one, other=self.other)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two names say of each other, how strongly (0 to 1), and why. Its `repr` names nobody."""

    verdict: Verdict
    score: float
    findings: tuple[Finding, ...] = field(repr=False)
    _names: tuple[Name, Name] = field(repr=False, compare=False)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The findings in order, surname first, and last that a name alone does not make one person."""
        last = () if self.verdict is Verdict.DIFFERENT else (found.NAME_ALONE,)
        return tuple(Reason(each.code, each, *_words(each, *self._names)) for each in (*self.findings, *last))

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons as sentences in the language spoken now."""
        return tuple(str(reason) for reason in self.reasons)


def compare(a: str, b: str) -> Comparison:
    one, other = parsed(a), parsed(b)
    best = _compared(one, other)
    if best.verdict is not Verdict.SAME and (one.others or other.others):
        for mine in (one, *one.others):
            for yours in (other, *other.others):
                if (mine, yours) != (one, other) and (turned := _compared(mine, yours)).score > best.score:
                    best = turned
    return best


def _compared(one: Name, other: Name) -> Comparison:
    family, weight = _family(one, other)
    if family.most == DIFFERENT:
        return Comparison(Verdict.DIFFERENT, 0.4 * weight, (family,), (one, other))
    given, given_weight = _given(one, other)
    father, father_weight = _father(one, other)
    findings = (family, given, father)
    weight *= given_weight * father_weight
    most = max(family.most, given.most, father.most)
    if most == SAME and (extra := _doubt(findings, one, other)):
        findings = (*findings, extra)
        weight *= extra.weight
        most = extra.most
    return Comparison(VERDICTS[most], _BANDS[most] + _WIDTHS[most] * weight, findings, (one, other))


def _doubt(findings: tuple[Finding, Finding, Finding], one: Name, other: Name) -> Finding | None:
    family, given, father = findings
    if (family is found.FAMILY_TYPO) + (given is found.GIVEN_TYPO) + (father is found.FATHER_TYPO) > 1:
        return found.ERRORS
    if father is found.FATHER_MISSING and (_common(one) or _common(other)):
        return found.FATHER_COMMON
    return None


def _common(name: Name) -> bool:
    return any(word.common for word in name.family)


# --- surnames


def _family(one: Name, other: Name) -> Weighed:
    mine, yours = one.family, other.family
    if len(mine) == 1 == len(yours):
        return _surname(mine[0], yours[0])
    if not mine or not yours:
        if not one.words or not other.words:
            return found.NOTHING, 0.0
        return found.FAMILY_MISSING, found.FAMILY_MISSING.weight
    return _surnames(mine, yours)


def _surnames(mine: tuple[Token, ...], yours: tuple[Token, ...]) -> Weighed:
    """Double surnames: each word of the shorter has to be found in the longer."""
    fewer, more = sorted((mine, yours), key=len)
    best = [min((_surname(word, each) for each in more), key=lambda pair: (pair[0].most, -pair[1])) for word in fewer]
    worst = max(best, key=lambda pair: (pair[0].most, -pair[1]))
    if worst[0].most == DIFFERENT:
        joined = distance("".join(word.first for word in mine), "".join(word.first for word in yours))
        return (found.FAMILY_FOLDED, 1.0) if joined == 0 else worst
    if len(fewer) == len(more):
        return worst
    return found.FAMILY_PART, found.FAMILY_PART.weight * worst[1]


def _surname(one: Token, other: Token) -> Weighed:
    if one.word == other.word:
        return found.FAMILY_EQUAL, 1.0
    if one.first == other.first or _meet(one.sounds, other.sounds):
        return _spelled_alike(one, other) or (found.FAMILY_FOLDED, 1.0)
    if one.stems[0] == other.stems[0] or _meet(one.stems, other.stems):
        return _spelled_alike(one, other) or (found.FAMILY_ENDING, 0.98)
    return _mistyped(one, other)


def _meet(ones: tuple[str, ...], others: tuple[str, ...]) -> bool:
    if len(ones) == 1 == len(others):
        return ones[0] == others[0]
    return not set(ones).isdisjoint(others)


def _spelled_alike(one: Token, other: Token) -> Weighed | None:
    """Within one orthography nobody writes Громов for Храмов: there, letters have to agree, not sounds alone."""
    if one.orthography is not other.orthography or one.orthography not in _TELLING:
        return None
    first, second = _letters(one.word), _letters(other.word)
    if first[:-3] == second[:-3] or first.startswith(second[:-3]) or second.startswith(first[:-3]):
        return None
    apart = distance(first, second)
    if apart > 1:
        return found.FAMILY_ALIKE, found.FAMILY_ALIKE.weight
    return found.FAMILY_TYPO, found.FAMILY_TYPO.weight


def _letters(word: str) -> str:
    return word.replace("ё", "е").replace("ь", "")


def _mistyped(one: Token, other: Token) -> Weighed:
    mine, yours = one.stems[0], other.stems[0]
    if abs(len(mine) - len(yours)) > 2 or not same_make(mine, yours):
        return found.FAMILY_DIFFERENT, 0.3 * shared(mine, yours)
    apart = nearest(one.stems, other.stems) if len(one.stems) + len(other.stems) > 2 else distance(mine, yours)
    if apart <= _bearable(min(len(mine), len(yours))) and not (one.attested and other.attested):
        return found.FAMILY_TYPO, 1 - 0.12 * apart
    return found.FAMILY_DIFFERENT, max(0.0, 0.7 - 0.15 * apart) if apart < 3 else 0.3 * shared(mine, yours)


def _bearable(letters: int) -> float:
    """How much may be mistyped in a word of so many sounds."""
    if letters >= 8:
        return 1.6
    if letters >= 5:
        return 1.0
    return 0.6 if letters >= 4 else 0.0


# --- given names


def _given(one: Name, other: Name) -> Weighed:
    mine, yours = one.given, other.given
    if mine and yours:
        return _given_words(one, other, mine, yours)
    if mine or yours:
        return _letter_for(one if mine else other, other if mine else one)
    if one.given_initial and other.given_initial:
        if one.given_initial.sounds & other.given_initial.sounds:
            return found.GIVEN_INITIAL, found.GIVEN_INITIAL.weight
        return found.GIVEN_DIFFERENT, found.GIVEN_DIFFERENT.weight
    return found.GIVEN_NOWHERE, found.GIVEN_NOWHERE.weight


def _letter_for(named: Name, lettered: Name) -> Weighed:
    letter = lettered.given_initial
    if not letter or not named.given:
        return found.GIVEN_MISSING, found.GIVEN_MISSING.weight
    ids = named.meant | named.oblique | named.weak
    sounds = given_names.initials(ids) if ids else frozenset(each[:1] for each in named.given.sounds)
    if letter.sounds & sounds:
        return found.GIVEN_INITIAL, found.GIVEN_INITIAL.weight
    return found.GIVEN_DIFFERENT, found.GIVEN_DIFFERENT.weight


def _given_words(one: Name, other: Name, mine: Token, yours: Token) -> Weighed:
    if mine.word == yours.word:
        return found.GIVEN_EQUAL, 1.0
    if one.meant & other.meant:
        return found.GIVEN_FORM, 1.0
    if one.meant & other.oblique or one.oblique & other.meant or one.oblique & other.oblique:
        twin = one.meant and other.meant
        return (found.GIVEN_TWIN if twin else found.GIVEN_CASE), (0.75 if twin else 0.99)
    if (one.meant | one.weak) & (other.meant | other.weak):
        return found.GIVEN_WEAK, found.GIVEN_WEAK.weight
    if one.meant and other.meant:
        return found.GIVEN_DIFFERENT, 0.25 * shared(mine.first, yours.first)
    return _given_mistyped(one, other, mine, yours)


def _given_mistyped(one: Name, other: Name, mine: Token, yours: Token) -> Weighed:
    """A word that no table knows may be a known one mistyped."""
    if _meet(mine.sounds, yours.sounds):
        return found.GIVEN_FORM, 1.0
    apart = min(nearest(mine.sounds, _spoken(other, yours)), nearest(_spoken(one, mine), yours.sounds))
    if apart <= (1.0 if min(len(mine.first), len(yours.first)) >= 4 else 0.6):
        return found.GIVEN_TYPO, 1 - 0.1 * apart
    return found.GIVEN_DIFFERENT, max(0.05, 0.5 - 0.1 * apart)


def _spoken(name: Name, word: Token) -> tuple[str, ...]:
    return tuple(sounds for number in name.meant for sounds in given_names.SOUNDS[number]) or word.sounds


# --- patronymics


def _father(one: Name, other: Name) -> Weighed:
    mine, yours = one.father, other.father
    if mine and yours:
        return _fathers(mine, yours)
    if mine or yours:
        return _letter_for_father(mine or yours, other.father_initial if mine else one.father_initial)
    if one.father_initial and other.father_initial:
        if one.father_initial.sounds & other.father_initial.sounds:
            return found.FATHER_INITIAL, found.FATHER_INITIAL.weight
        return found.FATHER_DIFFERENT, found.FATHER_DIFFERENT.weight
    return found.FATHER_NOWHERE, found.FATHER_NOWHERE.weight


def _letter_for_father(word: Token | None, letter: Initial | None) -> Weighed:
    if not letter or not word:
        return found.FATHER_MISSING, found.FATHER_MISSING.weight
    fathers = word.patronymic.fathers if word.patronymic else given_names.NONE
    sounds = given_names.initials(fathers) if fathers else frozenset(each[:1] for each in word.sounds)
    if letter.sounds & sounds:
        return found.FATHER_INITIAL, found.FATHER_INITIAL.weight
    return found.FATHER_DIFFERENT, found.FATHER_DIFFERENT.weight


def _fathers(mine: Token, yours: Token) -> Weighed:
    if mine.word == yours.word:
        return found.FATHER_EQUAL, 1.0
    first, second = mine.patronymic, yours.patronymic
    if not first or not second or first.man is not second.man:
        return found.FATHER_DIFFERENT, found.FATHER_DIFFERENT.weight
    if first.base == second.base or first.fathers & second.fathers:
        return found.FATHER_FORM, 1.0
    apart = distance(first.base, second.base)
    if apart <= (1.0 if min(len(first.base), len(second.base)) >= 4 else 0.6) and not (
        first.fathers and second.fathers
    ):
        return found.FATHER_TYPO, 1 - 0.1 * apart
    return found.FATHER_DIFFERENT, max(0.1, 0.4 - 0.1 * apart)


# --- words for the reasons


def _words(finding: Finding, one: Name, other: Name) -> tuple[str, str]:
    part = finding.code.partition("-")[0]
    return _word(part, one), _word(part, other)


def _word(part: str, name: Name) -> str:
    if part == "family":
        return " ".join(word.word.title() for word in name.family)
    word = {"given": name.given, "father": name.father}.get(part)
    return word.word.title() if word else ""
