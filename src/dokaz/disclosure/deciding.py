"""What a package is made on: the permits of its items, and the use of a second person's yes (SECURITY 1.10, 1.11).

None is made without that yes (ADR 0036). It is used up, in an entry, before the first byte is read for the package
(ADR 0031): from then on a copy may lie in clear where the maker wants it, whatever becomes of the rest. So a making
that fails later needs another yes; what can be known beforehand is therefore asked before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dokaz.access import api as access
from dokaz.consent import api as consent
from dokaz.custody import api as custody
from dokaz.disclosure import passing, weighing
from dokaz.disclosure.errors import (
    AppearingUnseen,
    HeldBack,
    ProvisosChanged,
    SituationWorse,
)
from dokaz.disclosure.passing import Passage
from dokaz.disclosure.proposals import PackageProposed, parts_of
from dokaz.disclosure.proposing import MAKE, ruling
from dokaz.disclosure.requests import releasing
from dokaz.journal import api as journal
from dokaz.kernel.portions import portions
from dokaz.people import api as people

BEGIN = "disclosure:package:begin"
_AT_ONCE = 2_000  # persons


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
    found = people.appearances_of_many(refs, by=by, now=now)
    return sorted(frozenset[UUID]().union(*(each.persons for each in found)))


def decide(
    records: Sequence[custody.Record],
    proposed: PackageProposed,
    *,
    package: str,
    by: access.Session,
    now: datetime,
) -> tuple[Passage, UUID]:
    """The permits of all of these and, in the same transaction, the use of the second person's yes: which it was.

    Raises what `require_unchanged` of its request raises, HeldBack, RedactionMissing, OriginalTellsMore, and what
    `consent.require` and `use_up` raise.
    """
    going = proposed.going
    try:
        with access.acting(by, now=now):
            releasing.require_unchanged(proposed, by=by, now=now)
            passage = passing.grant(records, going=going, by=by, now=now)
            return passage, use_up(proposed, records=records, passage=passage, package=package, by=by, now=now)
    except consent.ConsentMissing as why:
        found = weighing.candidates([record.ref for record in records], going=going, by=by, now=now)
        stays = weighing.kept_back(found)
        if not stays:
            raise
        raise HeldBack(count=len(stays), ref=stays[0].ref, because=stays[0].says[0]) from why


def use_up(
    proposed: PackageProposed,
    *,
    records: Sequence[custody.Record],
    passage: Passage,
    package: str,
    by: access.Session,
    now: datetime,
) -> UUID:
    """Use up the approval of exactly these items for exactly this recipient under these provisos, and say which it was.

    Raises NotPermitted, ProvisosChanged, ApprovalMissing also where the items are others, and what `access.consume`
    refuses.
    """
    with access.acting(by, now=now):
        made = {part.compartment: part for part in parts_of(records, provisos=passage.provisos)}
        asked = {part.compartment: replace(part, kept_back=()) for part in proposed.parts if part.refs}
        if {place: part.refs for place, part in made.items()} != {place: part.refs for place, part in asked.items()}:
            raise access.ApprovalMissing
        if made != asked:
            raise ProvisosChanged
        digest, size = bytes.fromhex(proposed.sha256), len(proposed.refs)
        for compartment in asked:
            access.require(by, access.Permission.PACKAGE_ITEMS, compartment=compartment, now=now)
        approval = access.consume(MAKE, digest=digest, compartment=ruling(proposed), size=size, by=by, now=now)
        releasing.released(proposed.going, package=package, by=by, now=now)
        for part in asked.values():
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
