"""Whether one person may make a package, and the use of a second one's yes (SECURITY 1.10 and 1.11, ADR 0031).

The yes is used up, in an entry, before the first byte is read for the package: from then on a copy may lie in clear
where the maker wants it, whatever becomes of the rest. So a making that fails later needs another yes; what can be
known beforehand is therefore asked before.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.custody import api as custody
from dokaz.disclosure.errors import SituationWorse, TooManyForOne
from dokaz.disclosure.proposals import PackageProposed, parts_of
from dokaz.disclosure.proposing import MAKE, ruling
from dokaz.journal import api as journal
from dokaz.people import api as people

BEGIN = "disclosure:package:begin"
_AT_ONCE = 2_000  # items


def refuse_many(refs: Sequence[str]) -> None:
    """Return only if one person may package so many. An item spelt in two ways counts twice. Raises TooManyForOne."""
    most = access.limits().items
    if len({ref.strip().upper() for ref in refs}) > most:
        raise TooManyForOne(most=most)


def worsened(proposed: PackageProposed, *, by: access.Session, now: datetime) -> tuple[str, ...]:
    """The persons in these items around whom something was noted for the worse since the package was asked for.

    Of those whom the account may not see, nothing is told.
    """
    appearing: set[UUID] = set()
    for start in range(0, len(proposed.refs), _AT_ONCE):
        found = people.appearances_of_many(proposed.refs[start : start + _AT_ONCE], by=by, now=now)
        appearing |= {each.person for item in found for each in item.of if each.counts}
    seen = {each.id: each.ref for each in people.persons_among(sorted(appearing), by=by, now=now)}
    return tuple(sorted(seen[each] for each in people.worsened(seen, since=proposed.asked_at, by=by, now=now)))


def refuse_worsened(proposed: PackageProposed, *, by: access.Session, now: datetime) -> None:
    """Raises SituationWorse."""
    if refs := worsened(proposed, by=by, now=now):
        raise SituationWorse(persons=", ".join(refs))


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
