"""Comparing two names part by part. A part that disagrees only lowers what is said; nothing makes up for a veto."""

from dataclasses import dataclass, field

from dokaz.kernel.languages import said
from dokaz.names import agreements as found
from dokaz.names import families, fathers, firsts
from dokaz.names.agreements import DIFFERENT, POSSIBLE, SAME, VERDICTS, Finding, NameVerdict
from dokaz.names.parsing import Name, parsed

_BANDS = (0.8, 0.4, 0.0)  # where the scores of a verdict begin: a better verdict always has the better score
_WIDTHS = (0.2, 0.4, 0.4)
_SURE = frozenset({found.GIVEN_EQUAL, found.GIVEN_FORM, found.FATHER_EQUAL, found.FATHER_FORM})
_TYPOS = frozenset({found.FAMILY_TYPO, found.GIVEN_TYPO, found.FATHER_TYPO})
_LONG = 7  # sounds in a surname that may have two errors where given name and patronymic agree


@dataclass(frozen=True, slots=True)
class NameReason:
    """Why: a code for machines, and the sentence with the words it is about, said in the reader's language."""

    code: str
    finding: Finding = field(repr=False, compare=False)
    one: str = field(default="", repr=False)
    other: str = field(default="", repr=False)

    def __str__(self) -> str:
        return said(self.finding.says).format(one=self.one, other=self.other)


@dataclass(slots=True)
class Comparison:
    """What two names say of each other, how strongly (0 to 1), and why. Its `repr` names nobody; nobody changes it."""

    verdict: NameVerdict
    score: float
    _findings: tuple[Finding, ...] = field(repr=False)
    _names: tuple[Name, Name] = field(repr=False, compare=False)

    @property
    def reasons(self) -> tuple[NameReason, ...]:
        """The findings in order, surname first, and last that a name alone does not make one person."""
        last = () if self.verdict is NameVerdict.DIFFERENT else (found.NAME_ALONE,)
        return tuple(NameReason(each.code, each, *_words(each, *self._names)) for each in (*self._findings, *last))

    @property
    def because(self) -> tuple[str, ...]:
        """The reasons as sentences in the language spoken now."""
        return tuple(str(reason) for reason in self.reasons)


Findings = tuple[int, float, tuple[Finding, ...]]  # the worst verdict they allow, the weight of all, and they


def compare(a: str, b: str) -> Comparison:
    one, other = parsed(a), parsed(b)
    most, weight, findings = _weighed(one, other)
    names = one, other
    if most != SAME and (one.others or other.others):
        names, (most, weight, findings) = _turned(one, other, (most, weight, findings))
    return Comparison(VERDICTS[most], round(_BANDS[most] + _WIDTHS[most] * weight, 4), findings, names)


def _turned(one: Name, other: Name, straight: Findings) -> tuple[tuple[Name, Name], Findings]:
    """The best of all ways to take both names apart; of equals the likeliest."""
    ways = [(mine, yours) for mine in (one, *one.others) for yours in (other, *other.others)]
    tried = [((one, other), straight), *((way, _weighed(*way)) for way in ways[1:])]
    return min(tried, key=lambda each: (each[1][0], -each[1][1]))


def _weighed(one: Name, other: Name) -> Findings:
    family, weight = families.compared(one, other)
    if family.most == DIFFERENT:
        return DIFFERENT, weight, (family,)
    given, given_weight = firsts.compared(one, other)
    father, father_weight = fathers.compared(one, other)
    if given is found.GIVEN_TWIN and family is found.FAMILY_ENDING and not families.have_feminine(one, other):
        given, given_weight = firsts.weighed(found.GIVEN_CASE)
    if family is found.FAMILY_NEAR and given in _SURE and father in _SURE and _are_long(one, other):
        family = found.FAMILY_TYPO
    weight *= given_weight * father_weight
    most = max(family.most, given.most, father.most)
    if family is found.FAMILY_MISSING and father is found.FATHER_MISSING and (one.father or other.father):
        most = DIFFERENT  # Иван Петрович and Иван Сидоров have no part in common but the given name
    if most != SAME:
        return most, weight, (family, given, father)
    if father is found.FATHER_MISSING and (_common(one) or _common(other)):
        return POSSIBLE, weight * found.FATHER_COMMON.weight, (family, given, found.FATHER_COMMON)
    if (family in _TYPOS) + (given in _TYPOS) + (father in _TYPOS) > 1:
        return POSSIBLE, weight * found.ERRORS.weight, (family, given, father, found.ERRORS)
    return SAME, weight, (family, given, father)


def _are_long(one: Name, other: Name) -> bool:
    return max(len(word.first) for word in (*one.family, *other.family)) >= _LONG


def _common(name: Name) -> bool:
    return any(word.common for word in name.family)


def _words(finding: Finding, one: Name, other: Name) -> tuple[str, str]:
    part = finding.code.partition("-")[0]
    return _word(part, one), _word(part, other)


def _word(part: str, name: Name) -> str:
    if part == "family":
        return " ".join(word.word.title() for word in name.family)
    word, letter = {
        "given": (name.given, name.given_initial),
        "father": (name.father, name.father_initial),
    }.get(part, (None, None))
    if word:
        return word.word.title()
    return letter.word.title() if letter else ""
