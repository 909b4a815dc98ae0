"""What can keep a package from being made.

DisclosureError
├── NothingNamed          no item was named
├── TargetTaken           something is there already
├── RecipientUnreadable   the recipient is not an age public key
├── ExhibitDiffers        the bytes in the vault are not those that were received
├── ReceiptMissing        the log holds no receipt of the item
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


class TargetTaken(DisclosureError):
    code = "target-taken"
    says = _("{path} is there already. A package never takes the place of anything: name a new folder.")


class RecipientUnreadable(DisclosureError):
    code = "recipient-unreadable"
    says = _("“{recipient}” is not an age public key. It begins with age1; ask the recipient for it.")


class ExhibitDiffers(DisclosureError):
    code = "exhibit-differs"
    says = _("The bytes of {ref} are not those that were received. Nothing was packaged; check the vault now.")


class ReceiptMissing(DisclosureError):
    code = "receipt-missing"
    says = _("The log holds no receipt of {ref} that this account can open. Nothing was packaged; verify the journal.")


class ReceiptErased(DisclosureError):
    code = "receipt-erased"
    says = _("The receipt of {ref} was erased from the log, so nothing can be proven of it. Nothing was packaged.")
