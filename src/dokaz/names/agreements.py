"""What one part of two names says when it is compared: how strongly, what it allows at most, and its sentence."""

from dataclasses import dataclass
from enum import StrEnum

from dokaz.kernel.languages import Sentence, _


class NameVerdict(StrEnum):
    """What two names say of each other. A name alone never says that two persons are one."""

    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


SAME, POSSIBLE, DIFFERENT = range(3)  # the order in which a finding can only make things worse
VERDICTS = (NameVerdict.SAME, NameVerdict.POSSIBLE, NameVerdict.DIFFERENT)


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """One part of two names beside each other."""

    code: str
    weight: float
    most: int
    says: Sentence


FAMILY_EQUAL = Finding("family-equal", 1.0, SAME, _("The surname is the same: {one}."))
FAMILY_FOLDED = Finding("family-folded", 1.0, SAME, _("The surnames are one in two spellings: {one} and {other}."))
FAMILY_ENDING = Finding(
    "family-ending",
    0.98,
    SAME,
    _("The surnames are one but for the ending of a case or of the feminine: {one}, {other}."),
)
FAMILY_TYPO = Finding(
    "family-typo", 0.9, SAME, _("The surnames differ by what a typing error would do: {one} and {other}.")
)
FAMILY_ALIKE = Finding(
    "family-alike",
    0.6,
    POSSIBLE,
    _("The surnames sound alike but are written as two different ones: {one} and {other}."),
)
FAMILY_NEAR = Finding(
    "family-near",
    0.7,
    POSSIBLE,
    _("The surnames differ by more than one letter, and may be one mistyped: {one} and {other}."),
)
FAMILY_PART = Finding("family-part", 0.8, POSSIBLE, _("One surname is a part of the other: {one} and {other}."))
FAMILY_MISSING = Finding("family-missing", 0.4, POSSIBLE, _("The surname is missing on one side."))
FAMILY_DIFFERENT = Finding("family-different", 0.3, DIFFERENT, _("The surnames are different: {one} and {other}."))

GIVEN_EQUAL = Finding("given-equal", 1.0, SAME, _("The given name is the same: {one}."))
GIVEN_FORM = Finding("given-form", 1.0, SAME, _("{one} and {other} are forms of one given name."))
GIVEN_CASE = Finding("given-case", 0.99, SAME, _("{one} and {other} are one given name in two cases."))
GIVEN_TYPO = Finding(
    "given-typo", 0.9, SAME, _("The given names differ by what a typing error would do: {one} and {other}.")
)
GIVEN_WEAK = Finding(
    "given-weak", 0.8, POSSIBLE, _("{one} and {other} are often forms of one given name, but not always.")
)
GIVEN_TWIN = Finding(
    "given-twin", 0.75, POSSIBLE, _("{one} and {other} may be one name in two cases, or a man's name and a woman's.")
)
GIVEN_INITIAL = Finding("given-initial", 0.7, POSSIBLE, _("Only the initial of the given name is there, and it fits."))
GIVEN_MISSING = Finding("given-missing", 0.45, POSSIBLE, _("The given name is missing on one side."))
GIVEN_NOWHERE = Finding("given-nowhere", 0.5, POSSIBLE, _("Neither side has a given name."))
GIVEN_DIFFERENT = Finding("given-different", 0.2, DIFFERENT, _("The given names are different: {one} and {other}."))

FATHER_EQUAL = Finding("father-equal", 1.0, SAME, _("The patronymic is the same: {one}."))
FATHER_FORM = Finding("father-form", 1.0, SAME, _("The patronymics name the same father: {one} and {other}."))
FATHER_TYPO = Finding(
    "father-typo", 0.92, SAME, _("The patronymics differ by what a typing error would do: {one} and {other}.")
)
FATHER_INITIAL = Finding("father-initial", 0.94, SAME, _("Only the initial of the patronymic is there, and it fits."))
FATHER_MISSING = Finding("father-missing", 0.9, SAME, _("The patronymic is missing on one side."))
FATHER_COMMON = Finding(
    "father-common",
    0.8,
    POSSIBLE,
    _("The patronymic is missing on one side, and many people bear this surname: another person is likely enough."),
)
FATHER_NOWHERE = Finding("father-nowhere", 0.95, SAME, _("Neither side has a patronymic."))
FATHER_DIFFERENT = Finding(
    "father-different",
    0.3,
    DIFFERENT,
    _("The patronymics are different: {one} and {other}. Two persons, unless one is written wrongly."),
)

ERRORS = Finding("errors", 0.8, POSSIBLE, _("More than one word would have to be mistyped."))
NOTHING = Finding("nothing", 0.0, DIFFERENT, _("There is no name to compare on one side."))
NAME_ALONE = Finding(
    "name-alone",
    1.0,
    SAME,
    _("A name alone does not make one person: two people may bear it. Compare birth, place and documents."),
)
