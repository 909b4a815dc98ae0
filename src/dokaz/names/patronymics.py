"""Patronymics: whose son or daughter a word says somebody is."""

import re
from dataclasses import dataclass

from dokaz.names.given_names import FATHERS, IN_ICH, NONE, VOWELS, Ids
from dokaz.names.likeness import distance

_LEAST = 6

# Folded: -ович, -евич, -авіч in every case, and -овна, -евна, -аўна; Ильич, Никитична and the like only of names in -а.
_REGULAR = re.compile("(?P<base>..+)a(?:(?P<son>viC)(?:a|u|am|i|ius|as)?|vna?y?[aiu]?)$")
_SHORT = re.compile("(?P<base>..+?)(?:(?P<son>iC)(?:a|u|am|i)?|(?:in)?iCna?y?[aiu]?)$")


@dataclass(frozen=True, slots=True, repr=False)
class Patronymic:
    """The father's name as the word has it, which given names that is (none where no table knows it), and the sex."""

    base: str
    fathers: Ids
    man: bool
    loose: bool = False


def patronymic(sounds: tuple[str, ...]) -> Patronymic | None:
    """What a word says of the father; None where it is no patronymic. Many surnames have the same form: Адамовіч."""
    best: Patronymic | None = None
    for each in sounds:
        if ("iC" in each or "vn" in each or "Cn" in each) and (found := _REGULAR.match(each) or _short(each)):
            base = found["base"].rstrip(VOWELS)
            fathers = FATHERS.get(base, NONE)
            if not best or (fathers and not best.fathers):
                best = Patronymic(base, fathers, bool(found["son"]))
    return best


def mistyped(sounds: tuple[str, ...]) -> Patronymic | None:
    """The patronymic a word would be but for one error in its ending; asked only where a patronymic is looked for."""
    for each in sounds if len(sounds[0]) >= _LEAST else ():
        for ending, man in (("aviC", True), ("avna", False)):
            if min(distance(each[-length:], ending) for length in (3, 4, 5)) <= 1:
                return Patronymic(each, NONE, man, loose=True)
    return None


def _short(sounds: str) -> re.Match[str] | None:
    found = _SHORT.match(sounds)
    return found if found and found["base"] in IN_ICH else None
