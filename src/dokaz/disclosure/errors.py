"""What can keep a package from being made.

DisclosureError
├── NothingNamed          no item was named
├── TooManyForOne         so many items need a second person's approval
├── SituationWorse        around somebody in it something changed for the worse since it was asked for
├── AppearingUnseen       somebody is in it whom the maker may not see, so nobody knows whether something changed
├── RoomMissing           the disk has no room for them
├── TargetTaken           something is there already
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


class TooManyForOne(DisclosureError):
    code = "too-many-for-one"
    says = _(
        "More than {most} items leave only when a second person has approved exactly that. Nothing was packaged. Ask "
        "for the approval first: the same command with --ask in the place of --to."
    )


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
