"""The door of releases: what went to whom under which decision, and what became of it."""

from dokaz.releases.declaring import KINDS
from dokaz.releases.errors import CopyWentOut, ReleaseError
from dokaz.releases.keeping import (
    MadePackage,
    Release,
    ReleasedItem,
    ReleasedItems,
    items_of,
    of_item,
    of_packages,
    open_release,
    register,
    release,
    strike,
)
from dokaz.releases.kinds import RELEASE
from dokaz.releases.parts import MadePart
from dokaz.releases.words import NOT_MADE, THERE
from dokaz.releases.writing import parent_of, write_anew

__all__ = [
    "KINDS", "NOT_MADE", "RELEASE", "THERE", "CopyWentOut", "MadePackage", "MadePart", "Release", "ReleaseError",
    "ReleasedItem", "ReleasedItems", "items_of", "of_item", "of_packages", "open_release", "parent_of", "register",
    "release", "strike", "write_anew",
]  # fmt: skip
