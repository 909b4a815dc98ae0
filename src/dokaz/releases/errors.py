"""What can be wrong with what is written about a release, each with what to do.

ReleaseError
├── CopyWentOut        the chain of an item says that a copy left the house, so the release stays in the register
├── ReceiptAwaited     nobody there confirmed yet that they have it
├── RecallNotSent      no recall of everything was sent
├── NotSettled         of a compelled disclosure it is not said what came of it
├── ItemsUnreadable    the line holds something that is no reference of an item
├── NotOfThisRelease   an item did not go in this release
├── ItemsUnnamed       some items are called back, and none is named
├── StateUnreadable    a State is not two letters
├── NoticeUnclear      a notice says neither what was said and when, nor why none is given
└── GroundOfOther      the ground is one of another article
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _
from dokaz.records import api as records


class ReleaseError(DokazError):
    code = "release"
    says = _("This cannot be done with the release.")


class CopyWentOut(ReleaseError, records.StateError):
    code = "copy-went-out"
    says = _(
        "Nothing shows that no copy left the house in this package, so it stays in the register. Where they gave it "
        "back or destroyed it, say that it has ended; where it must come back, write a recall."
    )


class ReceiptAwaited(ReleaseError, records.StateError):
    code = "receipt-awaited"
    says = _(
        "No receipt is written down by which they have what we made. Let them read the fingerprint aloud, and write "
        "the receipt first."
    )


class RecallNotSent(ReleaseError, records.StateError):
    code = "recall-not-sent"
    says = _(
        "No recall of everything is written down with the day and the way by which it was sent. Write it and send it "
        "first."
    )


class NotSettled(ReleaseError, records.StateError):
    code = "not-settled"
    says = _(
        "Write down first what was given or refused, and who was told and when, or why nobody may be told and until "
        "when."
    )


class ItemsUnreadable(ReleaseError, records.FieldError):
    code = "items-unreadable"
    says = _("“{text}” is not the reference of an item. Write one a line, such as E-EACS-XJSW0.")


class NotOfThisRelease(ReleaseError, records.FieldError):
    code = "not-of-this-release"
    says = _("These did not go in this release, as far as you may see: {items}. Name items that did.")


class ItemsUnnamed(ReleaseError, records.FieldError):
    code = "items-unnamed"
    says = _("Name the items that are called back, or call back everything.")


class StateUnreadable(ReleaseError, records.FieldError):
    code = "state-unreadable"
    says = _("Write the country as two letters, such as LT (ISO 3166-1).")


class PersonNamed(ReleaseError, records.FieldError):
    code = "person-named"
    says = _(
        "{ref} is a person. That somebody was told is read by those alone who plan contacts: write it under “Who is in "
        "it” of a release, and say here whom in words that name nobody."
    )


class NoticeUnclear(ReleaseError, records.FieldError):
    code = "notice-unclear"
    says = _("Write on which day it was given and what was said; or why none is given, and how that ground holds.")


class GroundOfOther(ReleaseError, records.FieldError):
    code = "ground-of-other"
    says = _("This ground is one of another article. Choose one of the same article.")
