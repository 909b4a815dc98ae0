"""
What people refuses, drawn as a tree.

PeopleError
├── KeepingError ─── KeepingUnset · KeepingUnfit
├── PersonError ──── RolesUnreadable
├── ContactError ─── ContactTooLong
├── IdentityError ── IdentityTooLong · IdentityEmpty · IdentityReasonMissing · NameWithoutLetter · PseudonymIsName
├── UnmaskingError ─ UnmaskingUnknown · UnmaskingNotYet · UnmaskingSpent · UnmaskingOutdated
│                    UnmaskingReasonMissing
├── LookUpError ──── NameTooShort · LookUpsSpent · NoKeyOfNames
├── SituationError ─ SituationReasonMissing · SituationTooLong · SituationUnknown
└── MistakeError ─── RoleReasonMissing · RoleNotBinding · RoleStillWritten · RoleMistakeUnknown · RoleMistakeOutdated
"""

from dokaz.kernel.errors import DokazError, NotThere
from dokaz.kernel.languages import _
from dokaz.records import api as records


class PeopleError(DokazError):
    code = "people"
    says = _("This cannot be done with a person.")


class KeepingError(PeopleError):
    code = "keeping"
    says = _("This house cannot keep identities and contacts so.")


class KeepingUnset(KeepingError):
    code = "keeping-unset"
    says = _(
        "This house has not said yet where identities and contacts are kept. Let somebody who manages compartments say"
        " it on the page “Where identities are kept”."
    )


class KeepingUnfit(KeepingError):
    code = "keeping-unfit"
    says = _(
        "Identities need two protected compartments that are two halves, and contacts a third one that is protected."
        " Choose others, or make them first."
    )


class PersonError(PeopleError):
    code = "person"
    says = _("This cannot be written about a person.")


class RolesUnreadable(PersonError, records.FieldError):
    code = "roles-unreadable"
    says = _("The line “{line}” names no role and no time that can be read. Write for example: {role} 2020-08/2020-09")


class ContactError(PeopleError):
    code = "contact"
    says = _("How this person is reached cannot be shown or written.")


class ContactTooLong(ContactError):
    code = "contact-too-long"
    says = _("What is written about the contact is too long by {over} bytes. Keep what is needed to reach the person.")


class IdentityError(PeopleError):
    code = "identity"
    says = _("This identity cannot be written.")


class IdentityTooLong(IdentityError):
    code = "identity-too-long"
    says = _("What is written about the identity is too long by {over} bytes. Keep documents as items and name them.")


class IdentityEmpty(IdentityError):
    code = "identity-empty"
    says = _(
        "Nothing is written in the form. Write what is known of who the person is; what was written before stays as it"
        " is until then."
    )


class IdentityReasonMissing(IdentityError):
    code = "identity-reason-missing"
    says = _("Say why the identity is begun anew. Whoever is shown it later reads your reason beside what stood there.")


class NameWithoutLetter(IdentityError, records.FieldError):
    code = "name-without-letter"
    says = _("One of the names has no letter, so nobody could ever find it. Write the name, or leave that line out.")


class PseudonymIsName(IdentityError, records.FieldError):
    code = "pseudonym-is-name"
    says = _(
        "The pseudonym is one of this person's names, or their surname. First give them a pseudonym that tells nobody"
        " who they are."
    )


class UnmaskingError(PeopleError):
    code = "unmasking"
    says = _("This identity cannot be shown now.")


class UnmaskingUnknown(UnmaskingError, NotThere):
    code = "unmasking-unknown"
    says = _("There is no such request to see an identity, or it is not for you.")


class UnmaskingReasonMissing(UnmaskingError):
    code = "unmasking-reason-missing"
    says = _("Say why you need to know who this person is. The second person decides by it.")


class UnmaskingNotYet(UnmaskingError):
    code = "unmasking-not-yet"
    says = _("No member of the other half has approved this yet. Tell somebody of the other organisation.")


class UnmaskingSpent(UnmaskingError):
    code = "unmasking-spent"
    says = _("This request was used or has expired: an identity is shown once. Ask anew if you need it again.")


class UnmaskingOutdated(UnmaskingError):
    code = "unmasking-outdated"
    says = _("The identity was written anew since you asked, so the approval does not count for it. Ask anew.")


class LookUpError(PeopleError):
    code = "look-up"
    says = _("This name cannot be looked up.")


class NameTooShort(LookUpError):
    code = "name-too-short"
    says = _("A given name alone, or initials, would find half the world. Type the surname as well.")


class LookUpsSpent(LookUpError):
    code = "look-ups-spent"
    says = _("You have looked up {count} names within {hours} h, which is all that is allowed. Try again later.")


class NoKeyOfNames(LookUpError):
    code = "no-key-of-names"
    says = _("You hold no key of names. Ask a member of the compartment who holds it to give it to you.")


class SituationError(PeopleError):
    code = "situation"
    says = _("What happened around this person cannot be noted so.")


class SituationReasonMissing(SituationError):
    code = "situation-reason-missing"
    says = _("Say how you know it: others decide by it whether the person can still be reached.")


class SituationTooLong(SituationError):
    code = "situation-too-long"
    says = _("What is written about it is too long by {over} bytes. Keep what others need to decide.")


class SituationUnknown(SituationError, NotThere):
    code = "situation-unknown"
    says = _("Nothing like this stands noted of this person: it was taken back already, or never noted.")


class MistakeError(PeopleError):
    code = "role-mistake"
    says = _("This role cannot be taken back as a mistake.")


class RoleReasonMissing(MistakeError):
    code = "role-reason-missing"
    says = _("Say how you know that the role was recorded by mistake. The second person decides by it.")


class RoleNotBinding(MistakeError):
    code = "role-not-binding"
    says = _("No revision of this person that still counts names this role. Choose one that does.")


class RoleStillWritten(MistakeError):
    code = "role-still-written"
    says = _(
        "The person has a role now because of which their consent binds, or none at all. Change what is written of them"
        " first, then take the earlier role back."
    )


class RoleMistakeUnknown(MistakeError, NotThere):
    code = "role-mistake-unknown"
    says = _("There is no such request to take a role back where this account may look, or it was decided already.")


class RoleMistakeOutdated(MistakeError):
    code = "role-mistake-outdated"
    says = _("The person was written with this role again since you asked, so the approval does not count. Ask anew.")
