"""The door of releases: what went to whom under which decision, and what became of it."""

from dokaz.releases.counting import Quarter, RegisterCount, counts
from dokaz.releases.deadlines import DueAbout, DueWhat, due_about
from dokaz.releases.declaring import KINDS
from dokaz.releases.errors import (
    CopyWentOut,
    GroundOfOther,
    ItemsUnnamed,
    ItemsUnreadable,
    NoticeUnclear,
    NotOfThisRelease,
    NotSettled,
    RecallNotSent,
    ReceiptAwaited,
    ReleaseError,
    StateUnreadable,
)
from dokaz.releases.following import Aftermath, aftermath_of, called_back
from dokaz.releases.keeping import (
    MadePackage,
    Release,
    ReleasedItem,
    ReleasedItems,
    addressee_of,
    items_of,
    of_item,
    of_packages,
    of_request,
    open_release,
    register,
    release,
    strike,
)
from dokaz.releases.kinds import COMPELLED, NOTICE, OF_RELEASES, RECALL, RECEIPT, RELEASE, USE
from dokaz.releases.parts import MadePart
from dokaz.releases.rules import Beyond, CalledBack, beyond
from dokaz.releases.words import NOT_MADE, WITH_THEM, Means
from dokaz.releases.writing import compelled, parent_of, record_compelled, write_anew, write_under, written_under

__all__ = [
    "COMPELLED", "KINDS", "NOTICE", "NOT_MADE", "OF_RELEASES", "RECALL", "RECEIPT", "RELEASE", "USE", "WITH_THEM",
    "Aftermath", "Beyond", "CalledBack", "CopyWentOut", "DueAbout", "DueWhat", "GroundOfOther", "ItemsUnnamed",
    "ItemsUnreadable", "MadePackage", "MadePart", "Means", "NotOfThisRelease", "NotSettled", "NoticeUnclear", "Quarter",
    "RecallNotSent", "ReceiptAwaited", "RegisterCount", "Release", "ReleaseError", "ReleasedItem", "ReleasedItems",
    "StateUnreadable", "addressee_of", "aftermath_of", "beyond", "called_back", "compelled", "counts", "due_about",
    "items_of", "of_item", "of_packages", "of_request", "open_release", "parent_of", "record_compelled", "register",
    "release", "strike", "write_anew", "write_under", "written_under",
]  # fmt: skip
