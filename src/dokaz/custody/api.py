"""The door of custody: the vault, items and their chain of custody. Knows bytes, hands and times; nothing of crimes.

`by` is an opened session (`access.Session`): receiving seals to public keys and needs no more of it than permission;
whatever opens an item needs the session's keys and fails to decrypt without them.
"""

from collections.abc import Iterator
from typing import BinaryIO

from dokaz.custody import carrying as _carrying
from dokaz.custody.acting import PlacedItem, placed, places, still_held, visible
from dokaz.custody.canaries import mark_canary
from dokaz.custody.care import (
    Exposure,
    Readers,
    exposure,
    hand_back,
    handed_back,
    is_graphic,
    readers,
    rest_after,
    take_up,
    unread,
)
from dokaz.custody.chains import BrokenChain, verify_chains
from dokaz.custody.counting import ChecksDiffer, CountsDiffer, recount, verify_counts
from dokaz.custody.counting import fold as fold_counts
from dokaz.custody.derivatives import Opened, Remade, derive, derive_by, derive_granted_by
from dokaz.custody.deriving import MakingDone, make, makings
from dokaz.custody.describing import describe
from dokaz.custody.destroying import destroy, replay_gone
from dokaz.custody.destruction import (
    Destroyed,
    DestructionAsked,
    DestructionProposed,
    DestructionReceipt,
    DestructionReport,
    Going,
)
from dokaz.custody.errors import (
    AlreadyReturned,
    BytesAltered,
    BytesMissing,
    CageMissing,
    CopyNotDifferent,
    CustodyError,
    DestructionError,
    DestructionReceiptUnreadable,
    FileGone,
    FileLocked,
    FileNotUnderstood,
    FileUnreadable,
    FolderUnreadable,
    HasNoBytes,
    HeaderMissing,
    HeldBytesLost,
    ItemDestroyed,
    ItemHandedBack,
    ItemNotFound,
    LinkRefused,
    LongerThanAnnounced,
    MakerFailed,
    MakerOverLimits,
    MakerTooSlow,
    MediaToolMissing,
    NameRefused,
    NoRoom,
    NotAFile,
    NotAnObject,
    NotAskedFor,
    NotMade,
    NotOffered,
    OffsetDiffers,
    OpenedByMembersOnly,
    OtherFile,
    PartUnreadable,
    PayloadLocked,
    ProofNotYet,
    ReceiptOutdated,
    RecogniserMissing,
    ReferenceUnreadable,
    Refused,
    SeveralCompartments,
    ShorterThanAnnounced,
    StaleDescription,
    StoreAway,
    StoreFault,
    StoreTaken,
    StoreUnfit,
    StoreUntrue,
    TooLargeToMake,
    UploadBusy,
    UploadError,
    UploadLost,
    UploadNotFound,
    UploadsTooMany,
)
from dokaz.custody.examining import examine
from dokaz.custody.families import Family, family
from dokaz.custody.finding import Counts, Only
from dokaz.custody.fixity import check
from dokaz.custody.folder import FolderBlobs, FolderHeaders
from dokaz.custody.jobs import (
    check_later,
    derive_granted,
    derive_later,
    examine_granted,
    examine_later,
    grant_work,
    mend_later,
)
from dokaz.custody.lineages import Lineage, lineages, made_as, origins, origins_of_many
from dokaz.custody.mending import mend
from dokaz.custody.moving import Moved, SealedBefore, behind, catch_up, follow_key, move_some, sealed_before
from dokaz.custody.objects import move_object, record_object, return_object
from dokaz.custody.proposing import DESTROY, propose_destruction, proposed_destruction
from dokaz.custody.reach import placed_anywhere, reach
from dokaz.custody.reading import extract, give_out, open_item, open_items, take_copy
from dokaz.custody.receipts import (
    Arrival,
    Attempt,
    Checked,
    Circumstances,
    CustodyEvent,
    Derivative,
    Description,
    Examination,
    Extracted,
    FixityReport,
    GivenOut,
    Line,
    Mended,
    Payload,
    Receipt,
    Record,
    Refusal,
    Swept,
    Upload,
)
from dokaz.custody.receiving import receive, receive_many
from dokaz.custody.remains import DestructionFindings, Undestroyed, verify_destroyed
from dokaz.custody.resealing import Resealed, reseal_headers
from dokaz.custody.resembling import Alike, alike
from dokaz.custody.revisions import Revision, revisions
from dokaz.custody.showing import counted, history, items, show, show_many, show_with_derivatives
from dokaz.custody.sittings import Streamed, ask_to_see, is_asked_for, keep_part, look, stream, take_part
from dokaz.custody.soundness import FixityState, Noticed, check_mine, fixity_findings, fixity_state
from dokaz.custody.standing import Standing, Vouched, log_proof, standing
from dokaz.custody.sweeping import sweep
from dokaz.custody.uploads import (
    append_upload,
    begin_upload,
    close_upload,
    drop_upload,
    end_uploads,
    find_upload,
    uploads,
)
from dokaz.custody.vault import wire
from dokaz.custody.views import Message, Part, Shape, Trouble, View, Wanted
from dokaz.custody.waiting import underived, unexamined
from dokaz.custody.walking import walk
from dokaz.custody.whereabouts import ObjectLine, objects
from dokaz.custody.words import (
    BY_PROGRAMS,
    Act,
    Attempted,
    Channel,
    Finding,
    Graphic,
    Ground,
    HeaderFault,
    Kind,
    Making,
    Outcome,
    Resemblance,
)

__all__ = [
    "BY_PROGRAMS",
    "DESTROY",
    "Act",
    "Alike",
    "AlreadyReturned",
    "Arrival",
    "Attempt",
    "Attempted",
    "BrokenChain",
    "BytesAltered",
    "BytesMissing",
    "CageMissing",
    "Channel",
    "Checked",
    "ChecksDiffer",
    "Circumstances",
    "CopyNotDifferent",
    "Counts",
    "CountsDiffer",
    "CustodyError",
    "CustodyEvent",
    "Derivative",
    "Description",
    "Destroyed",
    "DestructionAsked",
    "DestructionError",
    "DestructionFindings",
    "DestructionProposed",
    "DestructionReceipt",
    "DestructionReceiptUnreadable",
    "DestructionReport",
    "Examination",
    "Exposure",
    "Extracted",
    "Family",
    "FileGone",
    "FileLocked",
    "FileNotUnderstood",
    "FileUnreadable",
    "Finding",
    "FixityReport",
    "FixityState",
    "FolderBlobs",
    "FolderHeaders",
    "FolderUnreadable",
    "GivenOut",
    "Going",
    "Graphic",
    "Ground",
    "HasNoBytes",
    "HeaderFault",
    "HeaderMissing",
    "HeldBytesLost",
    "ItemDestroyed",
    "ItemHandedBack",
    "ItemNotFound",
    "Kind",
    "Line",
    "Lineage",
    "LinkRefused",
    "LongerThanAnnounced",
    "MakerFailed",
    "MakerOverLimits",
    "MakerTooSlow",
    "Making",
    "MakingDone",
    "MediaToolMissing",
    "Mended",
    "Message",
    "Moved",
    "NameRefused",
    "NoRoom",
    "NotAFile",
    "NotAnObject",
    "NotAskedFor",
    "NotMade",
    "NotOffered",
    "Noticed",
    "ObjectLine",
    "OffsetDiffers",
    "Only",
    "Opened",
    "OpenedByMembersOnly",
    "OtherFile",
    "Outcome",
    "Part",
    "PartUnreadable",
    "Payload",
    "PayloadLocked",
    "PlacedItem",
    "ProofNotYet",
    "Readers",
    "Receipt",
    "ReceiptOutdated",
    "RecogniserMissing",
    "Record",
    "ReferenceUnreadable",
    "Refusal",
    "Refused",
    "Remade",
    "Resealed",
    "Resemblance",
    "Revision",
    "SealedBefore",
    "SeveralCompartments",
    "Shape",
    "ShorterThanAnnounced",
    "StaleDescription",
    "Standing",
    "StoreAway",
    "StoreFault",
    "StoreTaken",
    "StoreUnfit",
    "StoreUntrue",
    "Streamed",
    "Swept",
    "TooLargeToMake",
    "Trouble",
    "Undestroyed",
    "Upload",
    "UploadBusy",
    "UploadError",
    "UploadLost",
    "UploadNotFound",
    "UploadsTooMany",
    "View",
    "Vouched",
    "Wanted",
    "alike",
    "append_upload",
    "ask_to_see",
    "begin_upload",
    "behind",
    "bring_headers",
    "bring_payload",
    "catch_up",
    "check",
    "check_later",
    "check_mine",
    "close_upload",
    "counted",
    "derive",
    "derive_by",
    "derive_granted",
    "derive_granted_by",
    "derive_later",
    "describe",
    "destroy",
    "drop_upload",
    "end_uploads",
    "examine",
    "examine_granted",
    "examine_later",
    "exposure",
    "extract",
    "family",
    "find_upload",
    "fixity_findings",
    "fixity_state",
    "fold_counts",
    "follow_key",
    "give_out",
    "grant_work",
    "hand_back",
    "handed_back",
    "history",
    "is_asked_for",
    "is_graphic",
    "items",
    "keep_part",
    "lineages",
    "log_proof",
    "look",
    "made_as",
    "make",
    "makings",
    "mark_canary",
    "mend",
    "mend_later",
    "move_object",
    "move_some",
    "objects",
    "open_item",
    "open_items",
    "origins",
    "origins_of_many",
    "payloads",
    "placed",
    "placed_anywhere",
    "places",
    "propose_destruction",
    "proposed_destruction",
    "reach",
    "read_payload",
    "readers",
    "receive",
    "receive_many",
    "record_object",
    "recount",
    "replay_gone",
    "reseal_headers",
    "rest_after",
    "return_object",
    "revisions",
    "sealed_before",
    "show",
    "show_many",
    "show_with_derivatives",
    "standing",
    "still_held",
    "stream",
    "sweep",
    "take_copy",
    "take_part",
    "take_up",
    "underived",
    "unexamined",
    "unread",
    "uploads",
    "verify_chains",
    "verify_counts",
    "verify_destroyed",
    "visible",
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
