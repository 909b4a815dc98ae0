"""The door of custody: the vault, items and their chain of custody. Knows bytes, hands and times; nothing of crimes.

`by` is an opened session (`access.Session`): receiving seals to public keys and needs no more of it than permission;
whatever opens an item needs the session's keys and fails to decrypt without them.
"""

from collections.abc import Iterator
from typing import BinaryIO

from dokaz.custody import carrying as _carrying
from dokaz.custody.canaries import mark_canary
from dokaz.custody.chains import BrokenChain, verify_chains
from dokaz.custody.derivatives import derive
from dokaz.custody.describing import describe
from dokaz.custody.destroying import destroy, replay_gone
from dokaz.custody.destruction import Destroyed, DestructionAsked, DestructionReceipt, DestructionReport, Going
from dokaz.custody.errors import (
    AlreadyReturned,
    BytesAltered,
    BytesMissing,
    CopyNotDifferent,
    CustodyError,
    DestructionError,
    DestructionReceiptUnreadable,
    FileGone,
    FileUnreadable,
    FolderUnreadable,
    HasNoBytes,
    HeaderMissing,
    HeldBytesLost,
    ItemDestroyed,
    ItemNotFound,
    LinkRefused,
    NameRefused,
    NoRoom,
    NotAFile,
    NotAnObject,
    OpenedByMembersOnly,
    PayloadLocked,
    ReceiptOutdated,
    ReferenceUnreadable,
    Refused,
    SeveralCompartments,
    StaleDescription,
    StoreAway,
    StoreFault,
    StoreTaken,
    StoreUnfit,
    StoreUntrue,
)
from dokaz.custody.examining import examine
from dokaz.custody.fixity import check
from dokaz.custody.folder import FolderBlobs, FolderHeaders
from dokaz.custody.jobs import examine_later
from dokaz.custody.mending import mend
from dokaz.custody.objects import move_object, record_object, return_object
from dokaz.custody.proposing import propose_destruction
from dokaz.custody.reach import reach
from dokaz.custody.reading import extract, give_out, open_item, open_items
from dokaz.custody.receipts import (
    Arrival,
    Checked,
    Circumstances,
    CustodyEvent,
    Description,
    Examination,
    Extracted,
    FixityReport,
    Line,
    Mended,
    Payload,
    Receipt,
    Record,
    Refusal,
    Swept,
)
from dokaz.custody.receiving import receive, receive_many
from dokaz.custody.remains import DestructionFindings, Undestroyed, verify_destroyed
from dokaz.custody.resealing import Resealed, reseal_headers
from dokaz.custody.showing import history, items, show, show_many
from dokaz.custody.sweeping import sweep
from dokaz.custody.vault import wire
from dokaz.custody.waiting import unexamined
from dokaz.custody.walking import walk
from dokaz.custody.words import Act, Channel, Finding, Ground, HeaderFault, Kind, Making, Outcome

__all__ = [
    "Act",
    "AlreadyReturned",
    "Arrival",
    "BrokenChain",
    "BytesAltered",
    "BytesMissing",
    "Channel",
    "Checked",
    "Circumstances",
    "CopyNotDifferent",
    "CustodyError",
    "CustodyEvent",
    "Description",
    "Destroyed",
    "DestructionAsked",
    "DestructionError",
    "DestructionFindings",
    "DestructionReceipt",
    "DestructionReceiptUnreadable",
    "DestructionReport",
    "Examination",
    "Extracted",
    "FileGone",
    "FileUnreadable",
    "Finding",
    "FixityReport",
    "FolderBlobs",
    "FolderHeaders",
    "FolderUnreadable",
    "Going",
    "Ground",
    "HasNoBytes",
    "HeaderFault",
    "HeaderMissing",
    "HeldBytesLost",
    "ItemDestroyed",
    "ItemNotFound",
    "Kind",
    "Line",
    "LinkRefused",
    "Making",
    "Mended",
    "NameRefused",
    "NoRoom",
    "NotAFile",
    "NotAnObject",
    "OpenedByMembersOnly",
    "Outcome",
    "Payload",
    "PayloadLocked",
    "Receipt",
    "ReceiptOutdated",
    "Record",
    "ReferenceUnreadable",
    "Refusal",
    "Refused",
    "Resealed",
    "SeveralCompartments",
    "StaleDescription",
    "StoreAway",
    "StoreFault",
    "StoreTaken",
    "StoreUnfit",
    "StoreUntrue",
    "Swept",
    "Undestroyed",
    "bring_headers",
    "bring_payload",
    "check",
    "derive",
    "describe",
    "destroy",
    "examine",
    "examine_later",
    "extract",
    "give_out",
    "history",
    "items",
    "mark_canary",
    "mend",
    "move_object",
    "open_item",
    "open_items",
    "payloads",
    "propose_destruction",
    "reach",
    "read_payload",
    "receive",
    "receive_many",
    "record_object",
    "replay_gone",
    "reseal_headers",
    "return_object",
    "show",
    "show_many",
    "sweep",
    "unexamined",
    "verify_chains",
    "verify_destroyed",
    "walk",
    "wire",
]


def payloads() -> Iterator[Payload]:
    """Every stored file that has not been destroyed, in the order of their names, for a back-up."""
    return _carrying.payloads()


def read_payload(payload: Payload) -> BinaryIO:
    """The sealed bytes of a stored file, without the header that opens them.

    Raises FileNotFoundError where the store has no file of this name and size.
    """
    return _carrying.read(payload)


def bring_payload(payload: Payload, *, stream: BinaryIO) -> None:
    """Put back a stored file under the name it had; one that is there already stays as it is."""
    _carrying.bring(payload, stream)


def bring_headers() -> int:
    """Write the second copy of every header anew from the database, and say how many."""
    return _carrying.bring_headers()
