"""Whether two names agree, from the keyed hashes of their parts alone, and why; in the manner of `names.compare`."""

from collections.abc import Mapping

from dokaz.kernel.languages import Sentence, _
from dokaz.names.api import MarkKind
from dokaz.names.api import NameVerdict as Verdict

Parts = Mapping[MarkKind, frozenset[bytes]]
Judged = tuple[Verdict, tuple[Sentence, ...]]

FAMILY = (MarkKind.FAMILY, MarkKind.FAMILY_NEAR)
FAMILY_AGREES = _("The surname agrees, in one spelling or another.")
FAMILY_NEAR = _("The surname sounds nearly the same.")
GIVEN_AGREES = _("The given name agrees, in one form or another.")
GIVEN_NEAR = _("The given names are often forms of one name, but not always.")
GIVEN_INITIAL = _("Of the given name there is only the initial, and it fits.")
GIVEN_MISSING = _("The given name is missing on one side.")
FATHER_AGREES = _("The patronymic names the same father.")
FATHER_INITIAL = _("Of the patronymic there is only the initial, and it fits.")
FATHER_MISSING = _("The patronymic is missing on one side.")
FATHER_MISSING_COMMON = _("The patronymic is missing on one side, and many people bear this surname.")
FATHER_NOWHERE = _("Neither side has a patronymic.")
FATHER_OTHER = _("The patronymic is another one. That makes two persons, unless it was written wrongly.")
NAME_ALONE = _("A name alone does not make one person: two people may bear it.")

Found = tuple[Verdict, Sentence]


def judged(asked: Parts, recorded: Parts, *, common: bool) -> Judged | None:
    """What two names say of each other; None where surname or given name are others.

    Another patronymic makes two persons, and is told: it may have been written wrongly.
    """
    family, given = _family(asked, recorded), _given(asked, recorded)
    if family is None or given is None:
        return None
    father = _father(asked, recorded, common=common)
    verdicts = [family[0], given[0], father[0]]
    worst = max(verdicts, key=_ORDER.index)
    last = () if worst is Verdict.DIFFERENT else (NAME_ALONE,)
    return worst, (family[1], given[1], father[1], *last)


_ORDER = (Verdict.SAME, Verdict.POSSIBLE, Verdict.DIFFERENT)


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


def _father(asked: Parts, recorded: Parts, *, common: bool) -> Found:
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
