"""What can go wrong in custody.

CustodyError
+-- Refused                    one arrival is refused; the rest of a batch goes on
|   +-- NotAFile               a pipe, socket or device
|   +-- LinkRefused            a symbolic link, broken or not
|   +-- FolderUnreadable       a folder cannot be listed
|   +-- FileUnreadable         a file cannot be opened, or a read failed
|   +-- FileGone               named, and not there
|   +-- NoRoom                 the store has no room for it
|   +-- HeldBytesLost          its bytes are recorded as held, and their stored file is gone
|   +-- NameRefused            no name at all
+-- StoreTaken                 the store is another collection's
+-- StoreFault                 the store cannot be worked with
|   +-- StoreAway              it does not answer, or cannot for now
|   +-- StoreUnfit             it will not, as it is set up
|   +-- StoreUntrue            what lies in it is not what was sent
+-- PayloadLocked              the store keeps a payload until a day, whoever asks
+-- ItemNotFound               no such item where this account may look
|   +-- ReferenceUnreadable    what was given is no reference of an item
+-- BytesMissing               the payload is not in the store
+-- BytesAltered               the payload no longer opens
+-- HeaderMissing              every copy of the header is gone
+-- CopyNotDifferent           the second copy of a header is not another one
+-- HasNoBytes                 a physical object has nothing to open
+-- OpenedByMembersOnly        no background work opens what is in a protected compartment
+-- NotAnObject                 only physical objects change hands
+-- StaleDescription           somebody else changed the description meanwhile
+-- AlreadyReturned            the object left the house
+-- ItemHandedBack             this account said that it is not for them
+-- NotAskedFor                nobody asked to see it in this sitting
+-- PartUnreadable             a file within it cannot be taken out
+-- ProofNotYet                no signed checkpoint holds its entry yet
+-- ItemDestroyed              nothing of it can be opened any more
+-- DestructionError           it cannot be destroyed in this way
    +-- SeveralCompartments    items of more than one compartment were named
    +-- ReceiptOutdated        what would go is not what the receipt says any more
    +-- DestructionReceiptUnreadable  the file is no receipt
"""

from datetime import datetime
from typing import cast

from dokaz.kernel.errors import DokazError
from dokaz.kernel.languages import _


class CustodyError(DokazError):
    code = "custody"
    says = _("The act on this item could not be done.")


class Refused(CustodyError):
    code = "refused"
    says = _("{name} was refused.")


class NotAFile(Refused):
    code = "not-a-file"
    says = _("{name} is a {what}, not a file: it was not read. Save what it carries as a file and receive that.")


class LinkRefused(Refused):
    code = "link-refused"
    says = _("{name} is a link: links are not followed. Name the file it points to.")


class FolderUnreadable(Refused):
    code = "folder-unreadable"
    says = _("The folder {name} could not be listed ({reason}): nothing in it was received. Ask its owner for access.")


class FileUnreadable(Refused):
    code = "file-unreadable"
    says = _("{name} could not be read to its end ({reason}): nothing of it was kept.")


class FileGone(Refused):
    code = "file-gone"
    says = _("{name} is not there.")


class NoRoom(Refused):
    code = "no-room"
    says = _("There is no room for {name} ({size} bytes; {free} bytes are free beside the reserve): nothing was kept.")


class HeldBytesLost(Refused):
    code = "held-bytes-lost"
    says = _(
        "{name} was not received: the same bytes are recorded as {ref}, and its stored file is gone or cut off. Keep "
        "what you have, run `dokaz verify --all`, and put the store back from a copy."
    )


class NameRefused(Refused):
    code = "name-refused"
    says = _("A file without any name cannot be received: give it one.")


class StoreTaken(CustodyError):
    code = "store-taken"
    says = _(
        "The store {store} belongs to another collection. Each needs a place of its own: name another with DOKAZ_STORE."
    )


class StoreFault(CustodyError):
    code = "store-fault"
    says = _("The store {store} cannot be used: {why}.")


class StoreAway(StoreFault):
    code = "store-away"
    says = _(
        "The store {store} cannot be reached: {why}. What was acknowledged is safe. When it answers again, run the "
        "same command again."
    )


class StoreUnfit(StoreFault):
    code = "store-unfit"
    says = _("The store {store} cannot be used as it is set up: {why}. What was acknowledged before is safe.")


class StoreUntrue(StoreFault):
    code = "store-untrue"
    says = _(
        "The store {store} does not keep what it is given: {why}. Nothing of this group was acknowledged. What lies "
        "there of it is named by no record; where it is locked, it stays until its day. Find out why before you go on."
    )


class PayloadLocked(CustodyError):
    code = "payload-locked"
    says = _(
        "The store {store} keeps this payload until {until:%Y-%m-%d}, whoever asks. It says nothing to anybody without "
        "its header: shredding the headers is what destroys it."
    )

    @property
    def until(self) -> datetime:
        """The day from which it can be taken away."""
        return cast("datetime", self.facts["until"])


class ItemNotFound(CustodyError):
    code = "item-not-found"
    says = _("No item {ref} is held where this account may look.")


class ReferenceUnreadable(ItemNotFound):
    code = "reference-unreadable"
    says = _("“{ref}” is not the reference of an item ({why}). It reads like E-7K3F-9QXMT; `dokaz items` lists them.")


class BytesMissing(CustodyError):
    code = "bytes-missing"
    says = _("The bytes of {ref} are not in the store.")


class BytesAltered(CustodyError):
    code = "bytes-altered"
    says = _("The bytes of {ref} are not those that were received: {reason}")


class HeaderMissing(CustodyError):
    code = "header-missing"
    says = _("The key of {ref} is gone from the database and from the header store: it cannot be opened.")


class CopyNotDifferent(CustodyError):
    code = "copy-not-different"
    says = _("The second copy of the key of {ref} is not another one: nothing was replaced.")


class HasNoBytes(CustodyError):
    code = "has-no-bytes"
    says = _("{ref} is a physical object: there is no file to open.")


class OpenedByMembersOnly(CustodyError):
    code = "opened-by-members-only"
    says = _(
        "{ref} lies in a protected compartment, which no work in the background opens. A member examines it with "
        "`dokaz examine {ref}`."
    )


class NotAnObject(CustodyError):
    code = "not-an-object"
    says = _("{ref} is a file: only physical objects change hands or place.")


class StaleDescription(CustodyError):
    code = "stale-description"
    says = _("The description of {ref} is at revision {newest}; the change was made on revision {seen}. Look again.")


class AlreadyReturned(CustodyError):
    code = "already-returned"
    says = _("{ref} was returned: it is no longer in the custody of this house.")


class ItemDestroyed(CustodyError):
    code = "item-destroyed"
    says = _(
        "{ref} was destroyed: nothing of it can be opened any more. `dokaz show {ref}` says when, and what remains."
    )


class ItemHandedBack(CustodyError):
    code = "item-handed-back"
    says = _("You handed {ref} back: it stays closed for you. Take it up again on its page if you want to open it.")


class NotAskedFor(CustodyError):
    code = "not-asked-for"
    says = _("{ref} is not open in this session. Open its page and press “Show” there.")


class PartUnreadable(CustodyError):
    code = "part-unreadable"
    says = _(
        "This part of {ref} cannot be taken out: it is not there, is damaged or locked, or is larger than 64 MiB. The "
        "item itself is held whole; download that."
    )


class ProofNotYet(CustodyError):
    code = "proof-not-yet"
    says = _(
        "No signed checkpoint holds the entry of {ref} yet, or the entry is sealed. Make one with "
        "`dokaz journal checkpoint`, or ask again later."
    )


class DestructionError(CustodyError):
    code = "destruction"
    says = _("This cannot be destroyed in this way. Nothing was changed.")


class SeveralCompartments(DestructionError):
    code = "several-compartments"
    says = _("These items lie in more than one compartment. Name those of one compartment at a time.")


class ReceiptOutdated(DestructionError):
    code = "receipt-outdated"
    says = _(
        "What would go is not what this receipt says any more: it was given out, made into something or received again "
        "since, or the receipt is of another collection. Nothing was destroyed. Make a new receipt with "
        "`dokaz destroy REF…`, and have it approved."
    )


class DestructionReceiptUnreadable(DestructionError):
    code = "destruction-receipt-unreadable"
    says = _("This file is not the receipt of a destruction, or it was changed. Name the file `dokaz destroy` wrote.")
