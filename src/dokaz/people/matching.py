"""Whether two names agree, from the keyed hashes of their parts alone, and why; in the manner of `names.compare`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dokaz.kernel.languages import Sentence, _
from dokaz.names.api import MarkKind
from dokaz.names.api import NameVerdict as Verdict

Parts = Mapping[MarkKind, frozenset[bytes]]
Judged = tuple[Verdict, tuple[Sentence, ...]]

FAMILY_AGREES = _("The surname agrees, in one spelling or another.")
FAMILY_NEAR = _("The surname sounds nearly the same.")
FAMILY_WRONG = _("The surname is another one, unless one letter of it was written wrongly.")
GIVEN_AGREES = _("The given name agrees, in one form or another.")
GIVEN_NEAR = _("The given names are often forms of one name, but not always.")
GIVEN_INITIAL = _("Of the given name there is only the initial, and it fits.")
GIVEN_WRONG = _("The given name is another one, unless one letter of it was written wrongly.")
GIVEN_MISSING = _("The given name is missing on one side.")
FATHER_AGREES = _("The patronymic names the same father.")
FATHER_WRONG = _("The patronymic names the same father if one letter of it was written wrongly.")
FATHER_INITIAL = _("Of the patronymic there is only the initial, and it fits.")
FATHER_MISSING = _("The patronymic is missing on one side.")
FATHER_MISSING_COMMON = _("The patronymic is missing on one side, and many people bear this surname.")
FATHER_NOWHERE = _("Neither side has a patronymic.")
FATHER_OTHER = _("The patronymic is another one. That makes two persons, unless it was written wrongly.")
FATHER_OTHER_IN_A_FORM = _("Another form of this person's name has another patronymic than the one asked for.")
NAME_ALONE = _("A name alone does not make one person: two people may bear it.")

Found = tuple[Verdict, Sentence]
_WRONG = frozenset({FAMILY_WRONG, GIVEN_WRONG, FATHER_WRONG})


@dataclass(frozen=True, slots=True)
class Asked:
    """A name taken apart in one way, under one key: its parts, and by what each is known with one sound wrong.

    `wrong` is asked for what disagrees alone: there are hundreds of them. `common`: many people bear the surname.
    """

    parts: Parts
    wrong: Callable[[MarkKind], frozenset[bytes]]
    common: bool


def judged(asked: Asked, recorded: Parts) -> Judged | None:
    """What two names say of each other; None where they are others. In all of a name one sound may be wrong.

    Another patronymic makes two persons, and is told: it may have been written wrongly.
    """
    family, given, father = _family(asked.parts, recorded), _given(asked.parts, recorded), _father(asked, recorded)
    wrong = father[1] is FATHER_WRONG
    if family is None or given is None:
        if wrong or father[0] is Verdict.DIFFERENT or (family is None and given is None):
            return None
        family = family or _wrong(asked, recorded, MarkKind.FAMILY)
        given = given or _wrong(asked, recorded, MarkKind.GIVEN)
        if family is None or given is None:
            return None
    worst = max((family[0], given[0], father[0]), key=_ORDER.index)
    last = () if worst is Verdict.DIFFERENT else (NAME_ALONE,)
    return worst, (family[1], given[1], father[1], *last)


def rank(said: Judged) -> tuple[int, bool]:
    """What sorts those that agree best to the front, and those with an error behind their like."""
    verdict, findings = said
    return _ORDER.index(verdict), not _WRONG.isdisjoint(findings)


def given_may_agree(asked: Asked, recorded: Parts, *, even_wrong: bool) -> bool:
    """Whether the given names do not rule each other out, as `judged` holds them against each other."""
    agrees = _given(asked.parts, recorded) is not None
    return agrees or (even_wrong and _wrong(asked, recorded, MarkKind.GIVEN) is not None)


def held_back(said: Judged, asked: Asked, forms: Iterable[Parts]) -> Judged:
    """What one form says of a person, held against all `forms` of theirs, in whatever surname they stand.

    A patronymic follows its bearer through each of them: where any names another father, no form without one makes two
    persons the same.
    """
    verdict, findings = said
    if FATHER_OTHER in findings or not any(_other_father(asked, form) for form in forms):
        return said
    told = tuple(each for each in findings if each is not NAME_ALONE)
    return max(verdict, Verdict.POSSIBLE, key=_ORDER.index), (*told, FATHER_OTHER_IN_A_FORM, NAME_ALONE)


_ORDER = (Verdict.SAME, Verdict.POSSIBLE, Verdict.DIFFERENT)


def _other_father(asked: Asked, recorded: Parts) -> bool:
    return _father(asked, recorded)[0] is Verdict.DIFFERENT


def _meet(asked: Parts, recorded: Parts, kind: MarkKind) -> bool:
    return bool(asked.get(kind, frozenset()) & recorded.get(kind, frozenset()))


def _family(asked: Parts, recorded: Parts) -> Found | None:
    if _meet(asked, recorded, MarkKind.FAMILY):
        return Verdict.SAME, FAMILY_AGREES
    return (Verdict.POSSIBLE, FAMILY_NEAR) if _meet(asked, recorded, MarkKind.FAMILY_NEAR) else None


def _given(asked: Parts, recorded: Parts) -> Found | None:
    if _meet(asked, recorded, MarkKind.GIVEN):
        return Verdict.SAME, GIVEN_AGREES
    named = MarkKind.GIVEN_NEAR
    if named in asked and named in recorded:
        return (Verdict.POSSIBLE, GIVEN_NEAR) if _meet(asked, recorded, named) else None
    letter = MarkKind.GIVEN_INITIAL
    if letter in asked and letter in recorded:
        return (Verdict.POSSIBLE, GIVEN_INITIAL) if _meet(asked, recorded, letter) else None
    return Verdict.POSSIBLE, GIVEN_MISSING


def _father(asked: Asked, recorded: Parts) -> Found:
    found = _fathers(asked.parts, recorded, common=asked.common)
    if found[0] is not Verdict.DIFFERENT or (_is_known(asked.parts) and _is_known(recorded)):
        return found
    return _wrong(asked, recorded, MarkKind.FATHER) or found


def _is_known(name: Parts) -> bool:
    """A father in the tables has two marks, by his name and as it is written: he is no other one mistyped."""
    return len(name.get(MarkKind.FATHER, ())) > 1


def _fathers(asked: Parts, recorded: Parts, *, common: bool) -> Found:
    named, letter = MarkKind.FATHER, MarkKind.FATHER_INITIAL
    if named in asked and named in recorded:
        fits = _meet(asked, recorded, named)
        return (Verdict.SAME, FATHER_AGREES) if fits else (Verdict.DIFFERENT, FATHER_OTHER)
    if letter in asked and letter in recorded:
        fits = _meet(asked, recorded, letter)
        return (Verdict.SAME, FATHER_INITIAL) if fits else (Verdict.DIFFERENT, FATHER_OTHER)
    if letter not in asked and letter not in recorded:
        return Verdict.SAME, FATHER_NOWHERE
    return (Verdict.POSSIBLE, FATHER_MISSING_COMMON) if common else (Verdict.SAME, FATHER_MISSING)


def _wrong(asked: Asked, recorded: Parts, kind: MarkKind) -> Found | None:
    """A part that would agree but for one sound, as far as the recorded name has it at all."""
    alike, says = _SLIPS[kind]
    there = frozenset().union(*(recorded.get(each, frozenset()) for each in alike))
    return (Verdict.POSSIBLE, says) if there and there & asked.wrong(kind) else None


_SLIPS = {
    MarkKind.FAMILY: ((MarkKind.FAMILY,), FAMILY_WRONG),
    MarkKind.GIVEN: ((MarkKind.GIVEN, MarkKind.GIVEN_NEAR), GIVEN_WRONG),
    MarkKind.FATHER: ((MarkKind.FATHER,), FATHER_WRONG),
}
