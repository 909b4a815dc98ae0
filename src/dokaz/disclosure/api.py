"""The door of disclosure: packages for authorities. The only way out of the house for what it holds."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dokaz.access import api as access
from dokaz.disclosure import leaving as _leaving
from dokaz.disclosure import packing as _packing
from dokaz.disclosure.deciding import Worsened, worsened
from dokaz.disclosure.errors import (
    AppearingUnseen,
    ConsentChanged,
    CopyNotClean,
    DisclosureError,
    ExhibitDiffers,
    GoingNowhere,
    HeldBack,
    NothingNamed,
    NotPassed,
    ProvisosChanged,
    ReceiptAltered,
    ReceiptErased,
    ReceiptMissing,
    RecipientSecret,
    RecipientUnreadable,
    RedactionMissing,
    RoomMissing,
    SituationWorse,
    TargetTaken,
    TooManyForOne,
    TwoMustKeep,
)
from dokaz.disclosure.going import Going
from dokaz.disclosure.packing import Package
from dokaz.disclosure.passing import Proviso
from dokaz.disclosure.proposals import PackageAsked, PackagePart, PackageProposed
from dokaz.disclosure.proposing import MAKE, propose_package, proposed_package
from dokaz.disclosure.weighing import Candidate, CandidateState, Hindrance, KeptBack, candidates, kept_back

__all__ = [
    "MAKE",
    "AppearingUnseen",
    "Candidate",
    "CandidateState",
    "ConsentChanged",
    "CopyNotClean",
    "DisclosureError",
    "ExhibitDiffers",
    "Going",
    "GoingNowhere",
    "HeldBack",
    "Hindrance",
    "KeptBack",
    "NotPassed",
    "NothingNamed",
    "Package",
    "PackageAsked",
    "PackagePart",
    "PackageProposed",
    "Proviso",
    "ProvisosChanged",
    "ReceiptAltered",
    "ReceiptErased",
    "ReceiptMissing",
    "RecipientSecret",
    "RecipientUnreadable",
    "RedactionMissing",
    "RoomMissing",
    "SituationWorse",
    "TargetTaken",
    "TooManyForOne",
    "TwoMustKeep",
    "Worsened",
    "candidates",
    "kept_back",
    "package",
    "package_by_two",
    "propose_package",
    "proposed_package",
    "unfinished",
    "worsened",
]


def package(
    refs: Sequence[str],
    *,
    going: Going,
    to: Path,
    recipient: str | None = None,
    by: access.Session,
    now: datetime,
) -> Package:
    """Make a package of these items that a stranger can check without us; it is there whole, or not at all.

    `to` is the new folder. With `recipient`, an age public key, it is the folder into which one sealed file is put,
    and nothing is written in clear. Every opening, and the package with the hash of its tag manifest, is an entry.
    Each item needs its permit for where it is `going`, and what was agreed is asked once more before the package has
    its name: what is taken back meanwhile leaves nothing behind. More items than `access.limits().items`, and any that
    goes under a condition, leave by `package_by_two` only.

    Raises NothingNamed, TooManyForOne, HeldBack, RedactionMissing, CopyNotClean, TwoMustKeep, ConsentChanged,
    TargetTaken, RoomMissing, RecipientUnreadable, ExhibitDiffers, ReceiptMissing, ReceiptAltered, ReceiptErased, and
    what `consent.require`, `custody.open_item` and `access.require` raise.
    """
    return _packing.package(refs, going=going, to=to, recipient=recipient, by=by, now=now)


def package_by_two(proposed: PackageProposed, *, to: Path, by: access.Session, now: datetime) -> Package:
    """`package` of what a second person approved: exactly these items, where they go, under these terms, once.

    Each permit is asked for anew. The yes of both is the word that the conditions are kept.

    A change for the worse around somebody in them, or in what they were made of, noted since it was asked for, stops
    it; so does somebody in them whom the account may not see.

    The approval is used up before the first byte is read, in an entry; a making that fails after that needs another
    one. Raises what `package` does but TooManyForOne and TwoMustKeep, ProvisosChanged, SituationWorse, AppearingUnseen,
    and what `access.consume` refuses.
    """
    return _packing.package_by_two(proposed, to=to, by=by, now=now)


def unfinished(folder: Path) -> list[Path]:
    """What makers of packages and copies that were killed (a power cut) left in a folder, mostly in clear.

    What is being made now is not among it. Whoever finds it looks, and deletes it.
    """
    return _leaving.unfinished(folder)
