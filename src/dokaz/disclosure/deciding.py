"""Whether one person may make a package, and the use of a second one's yes (SECURITY 1.10 and 1.11, ADR 0031).

The yes is used up, in an entry, before the first byte is read for the package: from then on a copy may lie in clear
where the maker wants it, whatever becomes of the rest. So a making that fails later needs another yes; what can be
known beforehand is therefore asked before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.errors import AppearingUnseen, SituationWorse, TooManyForOne
from dokaz.disclosure.proposals import PackageProposed, parts_of
from dokaz.disclosure.proposing import MAKE, ruling
from dokaz.journal import api as journal
from dokaz.kernel.portions import portions
from dokaz.people import api as people

BEGIN = "disclosure:package:begin"
_AT_ONCE = 2_000  # items or persons


def refuse_many(refs: Sequence[str]) -> None:
    """Return only if one person may package so many. An item spelt in two ways counts twice. Raises TooManyForOne."""
    most = access.limits().items
    if len({ref.strip().upper() for ref in refs}) > most:
        raise TooManyForOne(most=most)


@dataclass(frozen=True, slots=True)
class Worsened:
    """Around whom something was noted for the worse since a package was asked for, by reference.

    `unseen`: somebody else is in it too whom this account may not see, so nobody knows it of all of them.
    """

    persons: tuple[str, ...]
    unseen: bool


def worsened(proposed: PackageProposed, *, by: access.Session, now: datetime) -> Worsened:
    """What was noted since around the persons in these items, and in what these were made of.

    Of those whom the account may not see, nothing is told but that there are any. Raises ItemNotFound of `custody`.
    """
    appearing = _appearing(custody.origins_of_many(proposed.refs, by=by), by, now)
    found, seen = list[str](), 0
    for ids in portions(appearing, of=_AT_ONCE):
        some = people.persons_among(ids, by=by, now=now)
        worse = people.worsened([each.id for each in some], since=proposed.asked_at, by=by, now=now) if some else {}
        found += [each.ref for each in some if each.id in worse]
        seen += len(some)
    return Worsened(tuple(sorted(found)), seen < len(appearing))


def refuse_worsened(proposed: PackageProposed, *, by: access.Session, now: datetime) -> None:
    """Return only if of everybody in it nothing was noted for the worse. Raises SituationWorse, AppearingUnseen."""
    found = worsened(proposed, by=by, now=now)
    if found.persons:
        raise SituationWorse(persons=", ".join(found.persons))
    if found.unseen:
        raise AppearingUnseen


def _appearing(refs: Sequence[str], by: access.Session, now: datetime) -> list[UUID]:
    """Everybody who is in one of these items, or may be."""
    appearing: set[UUID] = set()
    for some in portions(refs, of=_AT_ONCE):
        for item in people.appearances_of_many(some, by=by, now=now):
            appearing |= item.persons
    return sorted(appearing)


def use_up(
    proposed: PackageProposed, *, records: Sequence[custody.Record], package: str, by: access.Session, now: datetime
) -> UUID:
    """Use up the approval of exactly these items for exactly this recipient, and say which it was.

    Raises NotPermitted, ApprovalMissing also where the items are others, and what `access.consume` refuses.
    """
    with access.acting(by, now=now):
        if parts_of(records) != proposed.parts:
            raise access.ApprovalMissing
        digest, size = bytes.fromhex(proposed.sha256), len(proposed.refs)
        for part in proposed.parts:
            access.require(by, access.Permission.PACKAGE_ITEMS, compartment=part.compartment, now=now)
        approval = access.consume(MAKE, digest=digest, compartment=ruling(proposed), size=size, by=by, now=now)
        for part in proposed.parts:
            journal.record(
                BEGIN,
                by=by.actor,
                now=now,
                about=[package, str(approval)],
                facts={"ref": package, "sha256": proposed.sha256, "items": len(part.refs)},
                compartment=part.compartment,
                sealed=access.sealing(part.compartment).protected,
            )
    return approval
