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
+-- UploadError                a file that comes in parts does not go on
|   +-- UploadNotFound         no unfinished upload of this account
|   +-- UploadLost             nothing of it is there any more: it begins again
|   +-- UploadBusy             another request writes it at this moment
|   +-- UploadsTooMany         the account has begun too many
|   +-- OffsetDiffers          it goes on elsewhere than was said
|   +-- OtherFile              what comes is of another file than what came before
|   +-- LongerThanAnnounced    more bytes than were announced
|   +-- ShorterThanAnnounced   closed before all announced bytes were there
+-- PayloadLocked              the store keeps a payload until a day, whoever asks
+-- ItemNotFound               no such item where this account may look
|   +-- ReferenceUnreadable    what was given is no reference of an item
+-- BytesMissing               the payload is not in the store
+-- BytesAltered               the payload no longer opens
+-- HeaderMissing              every copy of the header is gone
+-- CopyNotDifferent           the second copy of a header is not another one
+-- HasNoBytes                 a physical object has nothing to open
+-- OpenedByMembersOnly        no background work opens what is in a protected compartment
+-- NotOffered                 no program here makes such a derivative of such a file
+-- NotMade                    a derivative was not made; the item is held as it was received
|   +-- CageMissing            bubblewrap is not installed
|   +-- RecogniserMissing      Tesseract is not installed
|   +-- MediaToolMissing       FFmpeg is not installed
|   +-- TooLargeToMake         the file is larger than what is handed to a program
|   +-- MakerTooSlow           the program was stopped after its time
|   +-- MakerOverLimits        it needed more memory, or made more, than it may
|   +-- FileNotUnderstood      it could not read the file
|   +-- FileLocked             the file asks for a pass-word
|   +-- MakerFailed            it ended without an answer
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

from dokaz.kernel.errors import DokazError, NotThere
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


class UploadError(CustodyError):
    code = "upload"
    says = _("The file did not arrive whole. Nothing of it is held yet.")


class UploadNotFound(UploadError, NotThere):
    code = "upload-not-found"
    says = _("There is no such unfinished upload of yours. Send the file again from its beginning.")


class UploadLost(UploadError):
    code = "upload-lost"
    says = _(
        "This upload cannot go on: the office was started anew, or writing failed. Nothing of it is held. Send the "
        "file again from its beginning."
    )


class UploadBusy(UploadError):
    code = "upload-busy"
    says = _("This upload is being written at this moment, perhaps from another window. Wait until that has ended.")


class UploadsTooMany(UploadError):
    code = "uploads-too-many"
    says = _("You have begun {count} files that did not arrive whole. Finish one, or give it up, before the next.")


class OffsetDiffers(UploadError):
    code = "offset-differs"
    says = _("The file goes on at byte {offset}, not where this part begins. Nothing of this part was taken.")

    @property
    def offset(self) -> int:
        """Where it goes on."""
        return cast("int", self.facts["offset"])


class OtherFile(UploadError):
    code = "other-file"
    says = _(
        "This is not the file that was begun, or it changed meanwhile. Nothing of this part was taken. Choose the "
        "same file, or give the upload up and begin again."
    )


class LongerThanAnnounced(UploadError):
    code = "longer-than-announced"
    says = _(
        "More bytes came than the {size} that were announced: the file may have changed meanwhile. Nothing of this "
        "part was taken, and what came before is kept. Give the upload up and begin again."
    )


class ShorterThanAnnounced(UploadError):
    code = "shorter-than-announced"
    says = _(
        "{size} bytes were announced, and {found} have come. What has come is kept: send the rest, or give the upload "
        "up and begin again."
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


class ItemNotFound(CustodyError, NotThere):
    code = "item-not-found"
    says = _("No item {ref} is held where this account may look.")


class ReferenceUnreadable(ItemNotFound):
    """Raised for a reference that no item can have: a typing error, and no refusal of anything."""

    untold = False
    code = "reference-unreadable"
    says = _("This is not the reference of an item. {why} It reads like E-7K3F-9QXMT; `dokaz items` lists them.")


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
        "`dokaz examine {ref}` and makes derivatives with `dokaz derive {ref}`, or grants the one file to a worker "
        "with `--grant`."
    )


class NotOffered(CustodyError):
    code = "not-offered"
    says = _("No program here makes “{making}” of {ref}, which is of the type {mime}.")


class NotMade(CustodyError):
    code = "not-made"
    says = _("The derivative was not made. The item is held as it was received.")


class CageMissing(NotMade):
    code = "bubblewrap-missing"
    says = _(
        "Nothing was made: bubblewrap is not installed on this machine, and no program reads a file outside it. "
        "Install the Debian package bubblewrap and ask again. The item is held as it was received."
    )


class RecogniserMissing(NotMade):
    code = "tesseract-missing"
    says = _(
        "No text was read: Tesseract is not installed on this machine. Install the Debian packages tesseract-ocr, "
        "tesseract-ocr-bel and tesseract-ocr-rus and ask again. The item is held as it was received."
    )


class MediaToolMissing(NotMade):
    code = "ffmpeg-missing"
    says = _(
        "Nothing was made: FFmpeg is not installed on this machine. Install the Debian package ffmpeg and ask again. "
        "The item is held as it was received."
    )


class TooLargeToMake(NotMade):
    code = "too-large-to-make"
    says = _(
        "Nothing was made: the file is larger than 512 MiB, and a program is given no more in memory. Cut a copy "
        "outside and add it as a derivative. The item is held as it was received."
    )


class MakerTooSlow(NotMade):
    code = "maker-too-slow"
    says = _(
        "Nothing was made: the program was stopped because it took longer than it may. The file may be made to "
        "keep it busy. The item is held as it was received."
    )


class MakerOverLimits(NotMade):
    code = "maker-over-limits"
    says = _(
        "Nothing was made: it would have taken more memory, or become larger, than is allowed. The file may be made to "
        "exhaust whoever opens it; open it with care. The item is held as it was received."
    )


class FileNotUnderstood(NotMade):
    code = "file-not-understood"
    says = _(
        "Nothing was made: the program could not read the file. It may be damaged or cut off, or not be what its first "
        "bytes say. The item is held as it was received."
    )


class FileLocked(NotMade):
    code = "file-locked"
    says = _(
        "Nothing was made: the file asks for a pass-word. Open it with that outside and add what you save as a "
        "derivative. The item is held as it was received."
    )


class MakerFailed(NotMade):
    code = "maker-failed"
    says = _(
        "Nothing was made: the program ended without an answer. A file that makes a program fail may be made to attack "
        "it; open it with care. The item is held as it was received."
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
