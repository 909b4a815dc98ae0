"""What can be wrong with what is written about an authority.

AuthorityError
├── CountryUnreadable     it is not two letters
├── CountryMissing        a body of a State without its State
├── MarkUnreadable        the short name cannot stand in a recipient of consent
├── KeyUnreadable         it is not an age public key, or it is a secret one
├── CheckDependent        who checks is not independent of who wrote it down
├── NotVerifiedApart      nothing says how the address was verified by another way
└── SameWay               it was verified by the very address that was to be verified
"""

from dokaz.disclosure.errors import DisclosureError
from dokaz.kernel.languages import _
from dokaz.records import api as records


class AuthorityError(DisclosureError):
    code = "authority"
    says = _("This cannot be written about an authority.")


class CountryUnreadable(AuthorityError, records.FieldError):
    code = "country-unreadable"
    says = _("Write the country as two letters, such as LT (ISO 3166-1).")


class CountryMissing(AuthorityError, records.FieldError):
    code = "country-missing"
    says = _("Write of which country it is: people agree, or do not, to each country by itself.")


class MarkUnreadable(AuthorityError, records.FieldError):
    code = "mark-unreadable"
    says = _("Write a short name in small Latin letters, digits and dashes, such as prosecutor-general.")


class BodyVouchedFor(AuthorityError, records.FieldError):
    code = "body-vouched-for"
    says = _(
        "A second person has checked a contact or a key of exactly this body. Let each of them be checked anew first "
        "(on its own page), or write the other body down by itself."
    )


class KeyUnreadable(AuthorityError, records.FieldError):
    code = "authority-key-unreadable"
    says = _(
        "This is not an age public key. One begins with age1. Where it begins with AGE-SECRET-KEY, they gave away the "
        "key itself: ask them for a new one, and forget this."
    )


class CheckDependent(AuthorityError, records.StateError):
    code = "check-dependent"
    says = _("You are not independent of who wrote this down. Another person must check it.")


class NotVerifiedApart(AuthorityError, records.StateError):
    code = "not-verified-apart"
    says = _(
        "Nothing says yet how this was verified by another way, with whom and when. Call a number from a public "
        "register, or meet them, and write that down first."
    )


class SameWay(AuthorityError, records.FieldError):
    code = "verified-the-same-way"
    says = _("This is the address that was to be verified. Verify it by another way, and write that one down.")
