"""The door of releases: what went to whom under which decision, and what became of it."""

from dokaz.releases.declaring import KINDS
from dokaz.releases.errors import CopyWentOut, ReleaseError
from dokaz.releases.keeping import (
    MadePackage,
    Release,
    ReleasedItem,
    ReleasedItems,
    addressee_of,
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
from dokaz.releases.writing import parent_of, write_anew

__all__ = [
    "KINDS", "RELEASE", "CopyWentOut", "MadePackage", "MadePart", "Release", "ReleaseError", "ReleasedItem",
    "ReleasedItems", "addressee_of", "items_of", "of_item", "of_packages", "open_release", "parent_of", "register",
    "release", "strike", "write_anew",
]  # fmt: skip
