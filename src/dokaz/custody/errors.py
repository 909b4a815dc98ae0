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
+-- ItemNotFound               no such item where this account may look
|   +-- ReferenceUnreadable    what was given is no reference of an item
+-- BytesMissing               the payload is not in the store
+-- BytesAltered               the payload no longer opens
+-- HeaderMissing              every copy of the header is gone
+-- HasNoBytes                 a physical object has nothing to open
+-- NotAnObject                 only physical objects change hands
+-- StaleDescription           somebody else changed the description meanwhile
+-- AlreadyReturned            the object left the house
"""

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
        "The store {store} belongs to another collection. Each needs a folder of its own: name another with "
        "DOKAZ_STORE."
    )


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


class HasNoBytes(CustodyError):
    code = "has-no-bytes"
    says = _("{ref} is a physical object: there is no file to open.")


class NotAnObject(CustodyError):
    code = "not-an-object"
    says = _("{ref} is a file: only physical objects change hands or place.")


class StaleDescription(CustodyError):
    code = "stale-description"
    says = _("The description of {ref} is at revision {newest}; the change was made on revision {seen}. Look again.")


class AlreadyReturned(CustodyError):
    code = "already-returned"
    says = _("{ref} was returned: it is no longer in the custody of this house.")
