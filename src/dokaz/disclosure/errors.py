"""What can keep a package from being made.

DisclosureError
├── NothingNamed          no item was named
├── GoingNowhere          it would stay in the house
├── OnlyOnRequest         to an authority or a mechanism nothing goes without its request
├── RequestChanged        what was approved is not what would go on the request now
├── HeldBack              some of them may not go; says which and why
│   ├── RedactionMissing      somebody in it must be removed first
│   └── OriginalTellsMore     an original that tells more than was agreed
├── ProvisosChanged       the conditions are others than those that were approved
├── ConsentChanged        what was agreed changed while the package was made
├── NotPassed             nothing goes out without its permit
├── SituationWorse        around somebody in it something changed for the worse since it was asked for
├── AppearingUnseen       somebody is in it whom the maker may not see, so nobody knows whether something changed
├── RoomMissing           the disk has no room for them
├── TargetTaken           something is there already
├── SeriesTooLong         what packages count together is called by too long a name
├── CoverUnclear          the cover note does not read as one
│   ├── CoverMarkUnclear  a footnote that names no exhibit
│   └── CoverElsewhere    a footnote to what is not in the package
├── RecipientUnreadable   the recipient is not an age public key
│   └── RecipientSecret   it is the secret half of one
├── ExhibitDiffers        the bytes in the vault are not those that were received
├── ReceiptMissing        the log holds no receipt of the item
├── ReceiptAltered        the stored receipt is not the one in the log
└── ReceiptErased         the receipt was erased, and cannot be proven to a stranger
"""

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class DisclosureError(DokazError):
    code = "disclosure"
    says = _("The package could not be made.")


class NothingNamed(DisclosureError):
    code = "nothing-named"
    says = _("Name at least one item: a package without exhibits proves nothing.")


class GoingNowhere(DisclosureError):
    code = "going-nowhere"
    says = _("A package goes to somebody outside. Name to whom: for example partner or public.")


class OnlyOnRequest(DisclosureError):
    code = "only-on-request"
    says = _(
        "To an authority or a mechanism nothing goes but on its request, or on what we offer it of our own accord: "
        "there it is verified, and what goes is judged. Write the request down, take it as far as “Redacted”, and ask "
        "for the package from there (--request in the place of the items and of where they go)."
    )


class RequestChanged(DisclosureError):
    """`what` is an item or the request, `because` why it may not go; empty where that is not the reason."""

    code = "request-changed"
    says = _(
        "What was approved is not what would go on this request now: {what}. {because} Nothing was packaged. Ask a "
        "second person anew."
    )


class HeldBack(DisclosureError):
    """`count` of those named may not go; `ref` is the first of them, `because` why."""

    code = "held-back"
    says = _(
        "{count} of these may not go. The first is {ref}: {because} Nothing was packaged. See of each whether it may "
        "go and why (`dokaz package` with --may), and ask anew for those that may."
    )


class RedactionMissing(HeldBack):
    code = "redaction-missing"
    says = _(
        "Somebody in {ref} must be removed before it goes. Nothing was packaged. Make a redacted copy of it, have "
        "somebody look through that, and package the copy."
    )


class OriginalTellsMore(HeldBack):
    code = "original-tells-more"
    says = _(
        "{ref} is an original and tells more than was agreed: who made it, where and when. Nothing was packaged. Make "
        "a cleaned or redacted copy of it, have somebody look through that, and package the copy."
    )


class ProvisosChanged(DisclosureError):
    code = "provisos-changed"
    says = _(
        "The conditions of these items are others now than those that were approved. Nothing was packaged. Ask for the "
        "package again."
    )


class ConsentChanged(DisclosureError):
    code = "consent-changed"
    says = _(
        "While the package was made, what was agreed changed. {because} Nothing of it was kept. Look at each item "
        "again."
    )


class NotPassed(DisclosureError):
    code = "not-passed"
    says = _("Nothing is written to the outside without a permit that was given for exactly it: {what} has none.")


class SituationWorse(DisclosureError):
    code = "situation-worse"
    says = _(
        "Since this package was asked for, a change for the worse was noted around {persons}, who appear in it. "
        "Nothing was packaged. Ask them whether it may still leave, and then ask for the package again."
    )


class AppearingUnseen(DisclosureError):
    code = "appearing-unseen"
    says = _(
        "Somebody appears in these items, or in what they were made of, whom you may not see: whether something "
        "changed for the worse around them cannot be known here. Nothing was packaged. Let a colleague who may see "
        "everybody in them ask for the package and make it."
    )


class RoomMissing(DisclosureError):
    code = "room-missing"
    says = _(
        "There is no room at {path}: the exhibits take {needed} bytes, and {free} are free. Nothing was packaged. Make "
        "room, or name another place."
    )


class TargetTaken(DisclosureError):
    code = "target-taken"
    says = _("{path} is there already. A package never takes the place of anything: name a new folder.")


class SeriesTooLong(DisclosureError):
    code = "series-too-long"
    says = _("What the packages of a series have in common is said in at most {most} characters. Nothing was packaged.")


class CoverUnclear(DisclosureError):
    code = "cover-unclear"
    says = _(
        "The cover note does not read as one at “{why}”. At its top stand lines `Title: …`, `To: …`, `Matter: …`, at "
        "least the title; then an empty line, and paragraphs with empty lines between them, at most 200,000 "
        "characters."
    )


class CoverMarkUnclear(CoverUnclear):
    code = "cover-mark-unclear"
    says = _(
        "The footnote {mark} of the cover note names no exhibit. One reads [E-7K3F-9QXM4], or [X-0003], and may name a "
        "page: [X-0003, p. 4]."
    )


class CoverElsewhere(CoverUnclear):
    code = "cover-elsewhere"
    says = _(
        "The footnote {mark} of the cover note leads to nothing in this package. Name an item that goes along, by its "
        "reference; by a number only one that has it from an earlier package of this series."
    )


class RecipientUnreadable(DisclosureError):
    code = "recipient-unreadable"
    says = _("What --for was given is not an age public key. One begins with age1; ask the recipient for theirs.")


class RecipientSecret(RecipientUnreadable):
    code = "recipient-secret"
    says = _(
        "What --for was given is a secret key. Nobody may have it but the recipient: ask them for a new public key, "
        "which begins with age1, and remove this one from the history of your shell."
    )


class ExhibitDiffers(DisclosureError):
    code = "exhibit-differs"
    says = _("The bytes of {ref} are not those that were received. Nothing was packaged; check the vault now.")


class ReceiptMissing(DisclosureError):
    code = "receipt-missing"
    says = _("The log holds no receipt of {ref} that this account can open. Nothing was packaged; verify the journal.")


class ReceiptAltered(DisclosureError):
    code = "receipt-altered"
    says = _(
        "The receipt of {ref} as it is stored is not the one the log commits to. Nothing was packaged; run "
        "`dokaz verify --all` and call a colleague."
    )


class ReceiptErased(DisclosureError):
    code = "receipt-erased"
    says = _("The receipt of {ref} was erased from the log, so nothing can be proven of it. Nothing was packaged.")
