"""The door of people: persons under pseudonyms, their sealed identities and contacts, and where they appear.

A person is a record of the kind "person" and a random id, never a name. Who they are opens with two people of two
organisations; how they are reached lies in a compartment of its own; a name is looked up by keyed hashes of its parts.
"""

from dokaz.people.appearing import (
    Appearance,
    Appearances,
    appear,
    appearances_of,
    appearances_of_many,
    appearances_of_person,
    ever_in,
    examined,
    take_back_appearance,
)
from dokaz.people.binding import RoleOnce, bound, once
from dokaz.people.contacts import ContactDetails, ContactKnown, contact
from dokaz.people.dossiers import Dossier, dossier
from dokaz.people.errors import (
    ContactError,
    ContactTooLong,
    IdentityEmpty,
    IdentityError,
    IdentityReasonMissing,
    IdentityTooLong,
    KeepingError,
    KeepingUnfit,
    KeepingUnset,
    LookUpError,
    LookUpsSpent,
    MistakeError,
    NameTooShort,
    NameWithoutLetter,
    NoKeyOfNames,
    PeopleError,
    PersonError,
    PseudonymIsName,
    RoleMistakeOutdated,
    RoleMistakeUnknown,
    RoleNotBinding,
    RoleReasonMissing,
    RoleStillWritten,
    RolesUnreadable,
    SituationError,
    SituationReasonMissing,
    SituationTooLong,
    SituationUnknown,
    UnmaskingError,
    UnmaskingNotYet,
    UnmaskingOutdated,
    UnmaskingReasonMissing,
    UnmaskingSpent,
    UnmaskingUnknown,
)
from dokaz.people.identities import IdentityDetails, IdentityShown, NameForm
from dokaz.people.inheriting import Reckoned, reckoned_in, reckoned_in_many
from dokaz.people.keeping import Kept, keep, kept
from dokaz.people.kinds import APPEARS, EXAMINED, MISTAKEN, PERSON
from dokaz.people.lookups import Found, LookedUp, forget_look_ups, look_up
from dokaz.people.mistakes import (
    TAKE_BACK_ROLE,
    RoleMistake,
    ask_role_mistaken,
    bind_again,
    mistake_asked,
    role_mistakes,
    take_role_back,
)
from dokaz.people.naming import write_identity
from dokaz.people.notes import SITUATION
from dokaz.people.openings import mark_canary
from dokaz.people.persons import Person, begin, person, persons, persons_among, persons_of, revise_person
from dokaz.people.placing import SealedPlaces, sealed_places
from dokaz.people.reaching import change_contact
from dokaz.people.roles import RoleHeld, read_roles, told_roles, typed_roles
from dokaz.people.sameness import SameAs, compared, judge_same, same_as, same_persons, take_back_sameness
from dokaz.people.situations import (
    SituationNoted,
    SituationTakenBack,
    every_situation,
    note_situation,
    situations,
    situations_of,
    take_back_situation,
    weighing,
    worse_among,
    worsened,
)
from dokaz.people.unmasking import (
    UNMASK,
    UnmaskingAsked,
    approve_unmask,
    ask_unmask,
    unmask,
    unmasking,
    unmaskings,
    unmaskings_of,
)
from dokaz.people.within_reach import reach, within_sight
from dokaz.people.words import PROTECTED, Circumstance, NameKind, Part, Relation, Vulnerability

__all__ = [
    "APPEARS", "EXAMINED", "MISTAKEN", "PERSON", "PROTECTED", "SITUATION", "TAKE_BACK_ROLE", "UNMASK", "Appearance",
    "Appearances", "Circumstance", "ContactDetails", "ContactError", "ContactKnown", "ContactTooLong", "Dossier",
    "Found", "IdentityDetails", "IdentityEmpty", "IdentityError", "IdentityReasonMissing", "IdentityShown",
    "IdentityTooLong", "KeepingError", "KeepingUnfit", "KeepingUnset", "Kept", "LookUpError", "LookUpsSpent",
    "LookedUp", "MistakeError", "NameForm", "NameKind", "NameTooShort", "NameWithoutLetter", "NoKeyOfNames", "Part",
    "PeopleError", "Person", "PersonError", "PseudonymIsName", "Reckoned", "Relation", "RoleHeld", "RoleMistake",
    "RoleMistakeOutdated", "RoleMistakeUnknown", "RoleNotBinding", "RoleOnce", "RoleReasonMissing", "RoleStillWritten",
    "RolesUnreadable", "SameAs", "SealedPlaces", "SituationError", "SituationNoted", "SituationReasonMissing",
    "SituationTakenBack", "SituationTooLong", "SituationUnknown", "UnmaskingAsked", "UnmaskingError", "UnmaskingNotYet",
    "UnmaskingOutdated", "UnmaskingReasonMissing", "UnmaskingSpent", "UnmaskingUnknown", "Vulnerability", "appear",
    "appearances_of", "appearances_of_many", "appearances_of_person", "approve_unmask", "ask_role_mistaken",
    "ask_unmask", "begin", "bind_again", "bound", "change_contact", "compared", "contact", "dossier", "ever_in",
    "every_situation", "examined", "forget_look_ups", "judge_same", "keep", "kept", "look_up", "mark_canary",
    "mistake_asked", "note_situation", "once", "person", "persons", "persons_among", "persons_of", "reach",
    "read_roles", "reckoned_in", "reckoned_in_many", "revise_person", "role_mistakes", "same_as", "same_persons",
    "sealed_places", "situations", "situations_of", "take_back_appearance", "take_back_sameness", "take_back_situation",
    "take_role_back", "told_roles", "typed_roles", "unmask", "unmasking", "unmaskings", "unmaskings_of", "weighing",
    "within_sight", "worse_among", "worsened", "write_identity",
]  # fmt: skip
